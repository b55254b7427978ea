import { file, type Phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { checkLabelCount } from './labelCount.js';
import type { LabelCollector } from './labelCollector.js';
import { readLabelFile } from './labelFile.js';

/** Labels of a data set's rows that are there as a whole, not row by row. */
export interface GivenLabels {
  readonly labels: LabelCollector;
  /** The file that holds them, for messages. */
  readonly source: Phrase;
}

/**
 * Labels of the file that a request names.
 * @param samples rows of the data, those that will be skipped included; null: not counted yet
 * @returns null where it names none
 * @throws ExpectedError data-labels where the file has not one a sample, data-missing, data-malformed
 */
export async function givenLabels(
  {
    labels: path,
    labelColumn,
    y,
    path: dataPath,
  }: Pick<DatasetRequest, 'labels' | 'labelColumn' | 'y' | 'path'>,
  samples: number | null,
): Promise<GivenLabels | null> {
  if (path === null) return null;
  const data = samples === null ? null : { path: dataPath, samples };
  const labels = await readLabelFile(path, labelColumn ?? y?.[0] ?? null, data);
  const source = [file(path)];
  if (data !== null) checkLabelCount(labels.length, source, data);
  return { labels, source };
}
