import { readLabelFile } from './fileLabels.js';
import type { DatasetRequest } from './dataset.js';
import { LabelCollector, type Label } from './labelCollector.js';
import { checkLabelCount } from './labelCount.js';

/**
 * The labels of rows that are looked through one by one: from the file that the request names, else the rows' own.
 * Rows that are skipped take their label with them.
 */
export class RowLabels {
  readonly #file: LabelCollector | null;
  readonly #request: DatasetRequest;
  readonly #kept = new LabelCollector();

  private constructor(request: DatasetRequest, file: LabelCollector | null) {
    this.#request = request;
    this.#file = file;
  }

  /** @param samples rows of the data, those that will be skipped included; null: not counted yet */
  static async open(request: DatasetRequest, samples: number | null): Promise<RowLabels> {
    const { labels, labelColumn, path } = request;
    const data = samples === null ? null : { path, samples };
    return new RowLabels(request, labels === null ? null : await readLabelFile(labels, labelColumn, data));
  }

  /** @param own the row's own label; null: none */
  keep(row: number, own: Label | null): void {
    this.#kept.add(this.#file === null ? own : this.#file.at(row));
  }

  /**
   * @param rows of the data, those that were skipped included
   * @throws ExpectedError data-labels where the file of labels has another number
   */
  finish(rows: number): LabelCollector {
    const { labels, path } = this.#request;
    if (this.#file !== null && labels !== null) {
      checkLabelCount(this.#file, { labelsPath: labels, path, samples: rows });
      if (this.#file.tooMany) this.#kept.giveUp();
    }
    return this.#kept;
  }
}
