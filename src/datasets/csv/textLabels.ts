import type { ByteSource } from '../bytes/byteSource.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { LabelCollector } from '../labelCollector.js';
import { checkNotMore, type LabelledData } from '../labelCount.js';
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
      `${path} has ${form.columns} columns, and none is named label, class, target or y: name it with --label-column`,
    );
  const labels = new LabelCollector();
  for await (const { cells, number } of csvRecords(source, path, form)) {
    const text = cells[place]?.trim() ?? '';
    if (text === '') throw new ExpectedError('data-labels', `${path}, row ${number}, has no label: add it`);
    labels.add(text);
    checkNotMore(labels, path, data);
  }
  return labels;
}
