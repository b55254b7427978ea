import type { ByteSource } from '../bytes/byteSource.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { checkNotMore, type LabelledData } from '../labels/labelCount.js';
import { rowPlace } from '../samplePlace.js';
import { csvRecords, sniffCsv } from './csvRecords.js';

/**
 * Labels as text: one a line, with or without a header that names the column, or a column of a csv file.
 * @throws ExpectedError data-labels when a file of several columns does not say which holds the labels
 */
export async function readTextLabels(
  source: ByteSource,
  path: string,
  { column, data }: { readonly column: string | null; readonly data: LabelledData | null },
): Promise<LabelCollector> {
  const form = await sniffCsv(source, path, column);
  const place = form.labelColumn ?? (form.columns === 1 ? 0 : null);
  if (place === null)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} has ${form.columns} columns, and none is named label, class, target or y: name it with ${option('labelColumn')}`,
    );
  const labels = new LabelCollector();
  for await (const { cells, number } of csvRecords(source, path, form)) {
    const text = cells[place]?.trim() ?? '';
    if (text === '')
      throw new ExpectedError('data-labels', phrase`${rowPlace(path, number)} has no label: add it`);
    labels.add(text);
    checkNotMore(labels.length, [file(path)], data);
  }
  return labels;
}
