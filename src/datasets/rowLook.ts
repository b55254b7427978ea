import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetRequest, SkippedSample } from './dataset.js';
import type { Look } from './format.js';
import { givenLabels, type GivenLabels } from './labels/givenLabels.js';
import { LabelCollector, type Label } from './labels/labelCollector.js';
import { checkLabelCount } from './labels/labelCount.js';

/**
 * Goes through rows one by one, keeping the good ones' labels (given as a whole, else each row's own) and, with
 * skipBad, leaving out the bad, which take their label with them.
 */
export class RowLook {
  readonly #request: Pick<DatasetRequest, 'path' | 'skipBad'>;
  readonly #given: GivenLabels | null;
  readonly #labels = new LabelCollector();
  readonly #skipped: SkippedSample[] = [];
  readonly #bad = new Set<number>();
  #rows = 0;

  constructor(request: Pick<DatasetRequest, 'path' | 'skipBad'>, given: GivenLabels | null) {
    this.#request = request;
    this.#given = given;
  }

  /**
   * With the labels of the file that the request names.
   * @param samples how many rows will come; null: not known yet
   */
  static async open(request: DatasetRequest, samples: number | null): Promise<RowLook> {
    return new RowLook(request, await givenLabels(request, samples));
  }

  /**
   * The next row.
   * @param where as a person would look for it
   * @param look returns the row's own label (null: none) or throws an ExpectedError for what is wrong with it
   */
  next(where: string, look: () => Label | null): void {
    try {
      this.#keep(look());
    } catch (error) {
      this.#skip(where, error);
    }
    this.#rows++;
  }

  /** The next row, where looking at it takes time. */
  async nextRead(where: string, look: () => Promise<Label | null>): Promise<void> {
    try {
      this.#keep(await look());
    } catch (error) {
      this.#skip(where, error);
    }
    this.#rows++;
  }

  #keep(label: Label | null): void {
    this.#labels.add(this.#given === null ? label : this.#given.labels.at(this.#rows));
  }

  #skip(where: string, error: unknown): void {
    if (!this.#request.skipBad || !(error instanceof ExpectedError)) throw error;
    this.#skipped.push({ where, reason: error.message });
    this.#bad.add(this.#rows);
  }

  /** @throws ExpectedError data-labels where other labels than rows were given */
  finish(): Required<Pick<Look<unknown>, 'labels' | 'skipped' | 'rows'>> {
    if (this.#given !== null) {
      const { labels, source } = this.#given;
      checkLabelCount(labels.length, source, { path: this.#request.path, samples: this.#rows });
      if (labels.tooMany) this.#labels.giveUp();
    }
    return { labels: this.#labels, skipped: this.#skipped, rows: this.#goodRows() };
  }

  #goodRows(): Uint32Array | null {
    if (this.#bad.size === 0) return null;
    const rows = new Uint32Array(this.#rows - this.#bad.size);
    for (let row = 0, kept = 0; row < this.#rows; row++) if (!this.#bad.has(row)) rows[kept++] = row;
    return rows;
  }
}
