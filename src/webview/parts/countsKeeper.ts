import { runKey, type PageData } from '../../protocol/pageState.js';
import type { LayerCounts, LayerReport, Report } from '../../report/report.js';

/** Asks whoever has the counts of a run's single neurons for those of one layer; null where that run has none. */
export type AskForCounts = (run: string, layer: string) => Promise<LayerCounts | null>;

/** The counts of single neurons: those in the report, or those that were asked for, once a run and layer. */
export class CountsKeeper {
  readonly #ask: AskForCounts;
  readonly #runs = new Map<string, Map<string, Promise<LayerCounts | null>>>();

  constructor(ask: AskForCounts) {
    this.#ask = ask;
  }

  /** @param report one of the two of data */
  async of(data: PageData, report: Report, { id, counts }: LayerReport): Promise<LayerCounts | null> {
    if (data.counts === 'inside') return counts;
    const key = runKey(report);
    const run = this.#runs.get(key) ?? new Map<string, Promise<LayerCounts | null>>();
    this.#runs.set(key, run);
    const answer = run.get(id) ?? this.#ask(key, id);
    run.set(id, answer);
    return answer;
  }

  /** The report with the counts of all its layers, asked for one after the other. */
  async whole(data: PageData): Promise<Report> {
    const { report } = data;
    if (data.counts === 'inside') return report;
    const layers: LayerReport[] = [];
    for (const layer of report.layers) {
      layers.push({ ...layer, counts: await this.of(data, report, layer) });
    }
    return { ...report, layers };
  }

  /** Forgets the runs that are no longer on the page. */
  keepOnly({ report, previous }: PageData): void {
    const shown = new Set([runKey(report), ...(previous === null ? [] : [runKey(previous)])]);
    for (const key of this.#runs.keys()) if (!shown.has(key)) this.#runs.delete(key);
  }
}
