import { isDeepStrictEqual } from 'node:util';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { Report, ReportRuntime } from '../../report/report.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { assembleReport, measureRun } from '../assemble/assembleReport.js';
import { scienceInput, type RunEvidence, type ScienceInput } from '../assemble/runEvidence.js';
import type { AnalysisHeader } from '../assemble/analysisHeader.js';
import { baselineLeftOut, measureBaseline, type RunBaseline } from '../assemble/runBaseline.js';
import type { WorkerResult } from '../assemble/workerResult.js';
import type { Part } from './partFile.js';

type Phases = NonNullable<ReportRuntime['phases']>;

/** A run whose parts were joined and measured. */
export interface JoinedRun {
  /** What rank and read-out are to be computed from; null where they are not computed. */
  readonly science: ScienceInput | null;
  /** The report that the run in one piece would have given. */
  readonly report: (evidence: RunEvidence | null) => Report;
}

/**
 * Joins the parts of one run, in any order.
 * @param startedAt when reading them began, as performance.now() tells it: joining belongs to the total time
 * @throws ExpectedError merge-mismatch where they are not of one run, merge-missing where some are not there
 */
export function joinParts(parts: readonly Part[], startedAt: number): JoinedRun {
  const [first] = parts;
  if (first === undefined) throw new ExpectedError('merge-missing', 'there are no parts to merge');
  for (const part of parts) refuseStranger(first, part);
  refuseGaps(first, parts);
  const { header } = first;
  const results = parts.flatMap((part) => part.results);
  return adding(() => {
    const baseline = joinedBaseline(header, results, first.runtime.backend);
    const measured = { ...measureRun(header, results), baseline };
    const science = scienceInput(header, results);
    return {
      science: science && { ...science, featuresOf: (index) => adding(() => science.featuresOf(index)) },
      report: (evidence) =>
        assembleReport(header, measured, evidence, () => joinedRuntime(parts, performance.now() - startedAt)),
    };
  });
}

function joinedBaseline(
  header: AnalysisHeader,
  results: readonly WorkerResult[],
  backend: string,
): RunBaseline {
  const leftOut = baselineLeftOut(header, backend);
  if (leftOut !== null) return leftOut;
  // Of each part one worker ran the copies.
  const states = results.flatMap(({ baseline = null }) => (baseline === null ? [] : [baseline]));
  return measureBaseline(header, states);
}

/** Counts that do not fit are the parts' fault. */
function adding<T>(add: () => T): T {
  try {
    return add();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ExpectedError(
      'merge-mismatch',
      `the parts do not add up to one run (${cause.message}): write them again`,
      { cause },
    );
  }
}

function refuseStranger(first: Part, part: Part): void {
  const differ = (what: string, one: unknown, other: unknown): void => {
    if (isDeepStrictEqual(one, other)) return;
    const both = `${JSON.stringify(one)} and ${JSON.stringify(other)}`;
    const shown = both.length > 200 ? '' : `: ${both}`;
    throw new ExpectedError(
      'merge-mismatch',
      phrase`${file(first.file)} and ${file(part.file)} are not parts of one run: another ${what}${shown}`,
    );
  };
  differ('number of shards', first.shard.count, part.shard.count);
  differ('model', first.header.model.fingerprint, part.header.model.fingerprint);
  differ('data set', first.header.dataset.fingerprint, part.header.dataset.fingerprint);
  for (const name of new Set([...Object.keys(first.header.settings), ...Object.keys(part.header.settings)])) {
    differ(`setting ${name}`, first.header.settings[name], part.header.settings[name]);
  }
  differ('backend', first.runtime.backend, part.runtime.backend);
  differ('backend version', first.runtime.backendVersion, part.runtime.backendVersion);
  differ('choice of layers', first.header.taps, part.header.taps);
  differ(
    'choice of classes',
    [first.header.dataset.classes, first.header.dataset.classSizes],
    [part.header.dataset.classes, part.header.dataset.classSizes],
  );
}

function refuseGaps(first: Part, parts: readonly Part[]): void {
  const files = new Map<number, string>();
  for (const { shard, file: path } of parts) {
    const other = files.get(shard.index);
    if (other !== undefined) {
      throw new ExpectedError(
        'merge-mismatch',
        phrase`${file(other)} and ${file(path)} are the same part ${shard.index} of ${shard.count}: name each part once`,
      );
    }
    files.set(shard.index, path);
  }
  const { count } = first.shard;
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !files.has(index));
  if (missing.length > 0) {
    throw new ExpectedError(
      'merge-missing',
      `of ${count} parts these are missing: ${missing.join(', ')}: analyze with --shard K/${count} writes each`,
    );
  }
}

/**
 * Times of parts that ran one after the other or side by side: they are added, the highest memory is kept.
 * @param mergeMs what joining them took
 */
function joinedRuntime(parts: readonly Part[], mergeMs: number): ReportRuntime {
  const [first, ...others] = parts.map(({ runtime }) => runtime);
  if (first === undefined) throw new RangeError('no parts');
  return others.reduce(
    (joined, runtime) => ({
      ...joined,
      workers: joined.workers + runtime.workers,
      loadMs: joined.loadMs + runtime.loadMs,
      analyzeMs: joined.analyzeMs + runtime.analyzeMs,
      totalMs: joined.totalMs + runtime.totalMs,
      peakRssBytes: Math.max(joined.peakRssBytes, runtime.peakRssBytes),
      ...addedPhases(joined.phases, runtime.phases),
    }),
    { ...first, totalMs: first.totalMs + mergeMs },
  );
}

function addedPhases(one: Phases | undefined, other: Phases | undefined): { readonly phases?: Phases } {
  if (one === undefined || other === undefined) return {};
  return {
    phases: {
      load: one.load + other.load,
      look: one.look + other.look,
      run: one.run + other.run,
      measure: one.measure + other.measure,
      science: one.science + other.science,
      write: one.write + other.write,
    },
  };
}
