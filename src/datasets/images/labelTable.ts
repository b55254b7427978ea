import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { columnName, placesOf } from '../csv/columnNames.js';
import { cellTexts, numberOf } from '../csv/csvCells.js';
import { walkRows } from '../csv/csvRows.js';
import { sniffCsv, type CsvHead } from '../csv/sniffCsv.js';
import { isNumeric } from '../labels/classOrder.js';
import { likeliest, Y_NAMES } from '../mapping/usualNames.js';
import { hasPictureName } from '../recognize/pictures.js';
import { PictureNames } from './pictureNames.js';

/** A table that holds names of pictures and their labels. */
export interface LabelTable {
  /** One a picture; null: the table does not name it. */
  readonly labels: readonly (string | null)[];
  /** How columns are called, for messages. */
  readonly nameColumn: string;
  readonly labelColumn: string;
  /** Names in it that no picture has. */
  readonly surplus: readonly string[];
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A table of names with more rows than this belongs to no folder. */
const MOST_ROWS = 5_000_000;

/**
 * The labels of pictures by a table in which a column names them.
 * @param paths of the pictures within their folder
 * @param asked columns of labels that the user named; several are one-hot
 * @returns null: no column names pictures
 * @throws ExpectedError data-labels where a picture is named twice, a name means two pictures, or it is not clear which
 *   column holds the labels; data-empty, data-malformed as tables
 */
export async function readLabelTable(
  source: ByteSource,
  path: string,
  { paths, asked }: { readonly paths: readonly string[]; readonly asked: readonly string[] },
): Promise<LabelTable | null> {
  const head = await sniffCsv(source, path, asked);
  const { form } = head;
  const width = form.columns - form.trailing;
  if (width < 2) return null;
  const rows: Row[] = [];
  await walkRows(source, path, form, ({ bytes, start, end, line }) => {
    if (rows.length < MOST_ROWS) rows.push({ cells: cellTexts(bytes, start, end, form.delimiter), line });
  });
  const names = new PictureNames(paths);
  const places = asked.length === 0 ? null : placesOf({ names: asked, by: 'labelColumn', path }, form);
  const nameColumn = nameColumnOf(rows, names, { head, width, taken: places ?? [] });
  if (nameColumn === null) return null;
  // Without a header, a first row of words alone was taken for one.
  const { names: header } = form;
  const first =
    header !== null && isPictureName(names, header[nameColumn] ?? '') ? [{ cells: header, line: 1 }] : [];
  const labelOf = labelReader(rows, { head, width, path, places, nameColumn, headless: first.length > 0 });
  const labels = new Array<string | null>(paths.length).fill(null);
  const surplus: string[] = [];
  for (const { cells, line } of [...first, ...rows]) {
    const name = cells[nameColumn] ?? '';
    const place = names.find(name);
    if (place === 'several')
      throw new ExpectedError(
        'data-labels',
        phrase`${file(path, line)} names ${name}, which several pictures are called: write their folders, too`,
      );
    if (place === null) surplus.push(name);
    else if (labels[place] !== null)
      throw new ExpectedError(
        'data-labels',
        phrase`${file(path, line)} names the picture ${name} a second time: leave one row of it`,
      );
    else {
      const label = labelOf(cells);
      if (label === '')
        throw new ExpectedError('data-labels', phrase`${file(path, line)} has no label for ${name}: add it`);
      labels[place] = label;
    }
  }
  return {
    labels,
    nameColumn: columnName(nameColumn, first.length > 0 ? { ...form, names: null } : form),
    labelColumn: labelOf.shown,
    surplus,
  };
}

function isPictureName(names: PictureNames, cell: string): boolean {
  return names.find(cell) !== null || hasPictureName(cell);
}

interface Sense {
  readonly head: CsvHead;
  readonly width: number;
}

/** The column that names most different pictures, the first of equals; or one of picture names, whosever they are. */
function nameColumnOf(
  rows: readonly Row[],
  names: PictureNames,
  { width, taken }: Sense & { readonly taken: readonly number[] },
): number | null {
  let best: { readonly column: number; readonly pictures: number } | null = null;
  for (let column = 0; column < width; column++) {
    if (taken.includes(column)) continue;
    const pictures = new Set(rows.map(({ cells }) => names.find(cells[column] ?? '')));
    pictures.delete(null);
    const named = rows.filter(({ cells }) => hasPictureName(cells[column] ?? '')).length;
    const plausible = 2 * pictures.size >= rows.length || 2 * named > rows.length || pictures.size > MANY;
    if (plausible && pictures.size + Number(named > 0) > (best?.pictures ?? 0))
      best = { column, pictures: pictures.size + Number(named > 0) };
  }
  return best?.column ?? null;
}

/** So many different pictures are not named by chance. */
const MANY = 200;

type LabelReader = ((cells: readonly string[]) => string) & { readonly shown: string };

/** Which columns hold the label: those asked for, the only one, the one named so, the only one of texts, or one-hot ones. */
function labelReader(
  rows: readonly Row[],
  {
    head: { form },
    width,
    path,
    places,
    nameColumn,
    headless,
  }: Sense & {
    readonly path: string;
    readonly places: readonly number[] | null;
    readonly nameColumn: number;
    readonly headless: boolean;
  },
): LabelReader {
  const names = headless ? null : form.names;
  const shownAs = { ...form, names };
  const others = Array.from({ length: width }, (_, place) => place).filter((place) => place !== nameColumn);
  const one = (place: number): LabelReader =>
    Object.assign((cells: readonly string[]) => cells[place] ?? '', { shown: columnName(place, shownAs) });
  const [only, ...more] = places ?? others;
  if (only !== undefined && more.length === 0) return one(only);
  if (places !== null) return oneHot(places);
  const byName =
    names === null ? null : likeliest(Y_NAMES, others, (place) => (names[place] ?? '').toLowerCase());
  if (byName !== null) return one(byName);
  const texts = others.filter((place) =>
    rows.every(({ cells }) => numberOf(cells[place] ?? '', form.decimal) === null),
  );
  const [text, ...moreTexts] = texts;
  if (text !== undefined && moreTexts.length === 0) return one(text);
  if (names !== null && rows.every(({ cells }) => isOneHot(others.map((place) => cells[place] ?? ''))))
    return oneHot(others);
  throw new ExpectedError(
    'data-labels',
    phrase`${file(path)} names the pictures, but not which of its columns (${others.map((place) => columnName(place, shownAs)).join(', ')}) holds the labels: set ${option('labelColumn')}`,
  );

  function oneHot(columns: readonly number[]): LabelReader {
    const called = columns.map((place) => columnName(place, shownAs));
    const read = (cells: readonly string[]): string => {
      const hot = columns.findIndex((place) => Number(cells[place]) === 1);
      return hot < 0 ? '' : names === null ? String(hot) : (called[hot] ?? '');
    };
    return Object.assign(read, { shown: called.join(', ') });
  }
}

function isOneHot(cells: readonly string[]): boolean {
  return (
    cells.every((cell) => isNumeric(cell)) &&
    cells.filter((cell) => Number(cell) === 1).length === 1 &&
    cells.filter((cell) => Number(cell) !== 0).length === 1
  );
}
