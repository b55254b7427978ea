import type { ByteSource } from '../bytes/byteSource.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { checkNotMore, type LabelledData } from '../labels/labelCount.js';
import { likeliest, Y_NAMES } from '../mapping/usualNames.js';
import { rowPlace } from '../samplePlace.js';
import { placesOf } from './columnNames.js';
import { cellTexts, numberOf } from './csvCells.js';
import { walkRows } from './csvRows.js';
import { openText } from './csvText.js';
import { sniffCsv, type CsvHead } from './sniffCsv.js';

interface WhichLabels {
  readonly column: string | null;
  readonly data: LabelledData | null;
}

/**
 * Labels as text: one a line, with or without a header that names the column, or a column of a csv file.
 * @throws ExpectedError data-labels when a file of several columns does not say which holds the labels
 */
export async function readTextLabels(path: string, { column, data }: WhichLabels): Promise<LabelCollector> {
  const source = await openText(path);
  try {
    return await labelsIn(source, path, { column, data });
  } finally {
    await source.close();
  }
}

async function labelsIn(
  source: ByteSource,
  path: string,
  { column, data }: WhichLabels,
): Promise<LabelCollector> {
  const asked = column === null ? [] : [column];
  const head = await sniffCsv(source, path, asked);
  const { form } = head;
  const place =
    column === null
      ? labelPlace(head)
      : (placesOf({ names: asked, by: 'labelColumn', path }, form)[0] ?? null);
  if (place === null)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} has ${form.columns} columns, and none is named label, class, target or y: name it with ${option('labelColumn')}`,
    );
  const labels = new LabelCollector();
  await walkRows(source, path, form, ({ bytes, start, end, line }) => {
    const text = cellTexts(bytes, start, end, form.delimiter)[place] ?? '';
    if (text === '')
      throw new ExpectedError('data-labels', phrase`${rowPlace(path, line)} has no label: add it`);
    labels.add(text);
    checkNotMore(labels.length, [file(path)], data);
  });
  return labels;
}

/** The only column, the one that is named as labels are, or the only one of texts. */
function labelPlace({ form, rows }: CsvHead): number | null {
  const { names, columns, trailing, decimal } = form;
  if (columns - trailing === 1) return 0;
  const places = Array.from({ length: columns - trailing }, (_, place) => place);
  const named =
    names === null ? null : likeliest(Y_NAMES, places, (place) => (names[place] ?? '').toLowerCase());
  const texts = places.filter(
    (place) => rows.length > 0 && rows.every((row) => numberOf(row[place] ?? '', decimal) === null),
  );
  return named ?? (texts.length === 1 ? (texts[0] ?? null) : null);
}
