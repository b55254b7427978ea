/** Below this many milliseconds of work left, starting another thread (runtime, model, data) costs more than it gains. */
const WORTHWHILE_MS = 2500;

export interface WorkerSituation {
  /** --workers, null where it is left to us. */
  readonly asked: number | null;
  readonly cores: number;
  readonly freeBytes: number;
  readonly workerBytes: number;
  readonly chunksLeft: number;
  /** Estimated time for one worker to do what is left. */
  readonly msLeft: number;
  /** More than this gain nothing on the backend. */
  readonly mostWorkers: number;
}

/**
 * How many worker threads an analysis should have in all, the lead included.
 * @returns 1..; never more than there are chunks left plus the lead's own
 */
export function chooseWorkers(situation: WorkerSituation): number {
  const useful = situation.chunksLeft + 1;
  if (situation.asked !== null) return Math.max(1, Math.min(situation.asked, useful));
  if (situation.msLeft < WORTHWHILE_MS) return 1;
  // A fifth of the free memory stays free for everybody else.
  const affordable = 1 + Math.floor((situation.freeBytes * 0.8) / Math.max(1, situation.workerBytes));
  return Math.max(1, Math.min(situation.cores, situation.mostWorkers, affordable, useful));
}
