import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetRequest, SkippedSample } from './dataset.js';
import { RowLabels } from './externalLabels.js';
import type { Label, LabelCollector } from './labelCollector.js';

/** Goes through rows one by one, keeping the good ones' labels and, with skipBad, leaving out the bad. */
export class RowLook {
  readonly #labels: RowLabels;
  readonly #skipBad: boolean;
  readonly #skipped: SkippedSample[] = [];
  readonly #bad = new Set<number>();
  #rows = 0;

  private constructor(labels: RowLabels, skipBad: boolean) {
    this.#labels = labels;
    this.#skipBad = skipBad;
  }

  /** @param samples how many rows will come; null: not known yet */
  static async open(request: DatasetRequest, samples: number | null): Promise<RowLook> {
    return new RowLook(await RowLabels.open(request, samples), request.skipBad);
  }

  /**
   * The next row.
   * @param where as a person would look for it
   * @param look returns the row's own label (null: none) or throws an ExpectedError for what is wrong with it
   */
  next(where: string, look: () => Label | null): void {
    this.#take(where, () => {
      this.#labels.keep(this.#rows, look());
    });
  }

  /** A row whose fault is known already. */
  fail(where: string, error: ExpectedError): void {
    this.#take(where, () => {
      throw error;
    });
  }

  #take(where: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!this.#skipBad || !(error instanceof ExpectedError)) throw error;
      this.#skipped.push({ where, reason: error.message });
      this.#bad.add(this.#rows);
    }
    this.#rows++;
  }

  /** @throws ExpectedError data-labels where a file of labels has another number of them than there are rows */
  finish(): {
    readonly labels: LabelCollector;
    readonly skipped: readonly SkippedSample[];
    readonly rows: Uint32Array | null;
  } {
    const labels = this.#labels.finish(this.#rows);
    const bad = this.#bad;
    if (bad.size === 0) return { labels, skipped: this.#skipped, rows: null };
    const rows = new Uint32Array(this.#rows - bad.size);
    for (let row = 0, kept = 0; row < this.#rows; row++) if (!bad.has(row)) rows[kept++] = row;
    return { labels, skipped: this.#skipped, rows };
  }
}
