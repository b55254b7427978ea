import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { isNumeric } from '../labels/classOrder.js';
import { placeOfName, Y_NAMES } from '../mapping/usualNames.js';
import { cellTexts, isNumberCell } from './csvCells.js';
import { CARRIAGE_RETURN, COMMA, DOT, LINE_FEED, QUOTE, SPACE, TAB, type CsvForm } from './csvForm.js';
import { refuseBinary, unclosed } from './csvRows.js';

/** How a csv file is written, and its first rows of data as texts. */
export interface CsvHead {
  readonly form: CsvForm;
  readonly rows: readonly (readonly string[])[];
  /** Does the first line say that the last column holds the class? */
  readonly classLast: boolean;
}

const HEAD_BYTES = 4 * 2 ** 20;
const HEAD_ROWS = 50;
const DELIMITERS = [COMMA, 0x3b, TAB, 0x7c, SPACE];
/** What people write where a value is missing. */
const MISSING = /^(|\?|na|n\/a|null|none|-)$/iu;

/** A line of the beginning that holds something. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/**
 * How a csv file is written, from its first rows: what stands between cells, whether a comma or a dot stands before a
 * number's fraction, whether the first row is a header.
 * @param asked a column's name that somebody gave: a first row that holds it is a header
 * @throws ExpectedError data-empty when the file is empty, data-malformed when it is no text
 */
export async function sniffCsv(source: ByteSource, path: string, asked: readonly string[]): Promise<CsvHead> {
  const read = await source.read(0, HEAD_BYTES);
  const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  refuseBinary(bytes, path);
  const eol = bytes.includes(LINE_FEED) || !bytes.includes(CARRIAGE_RETURN) ? LINE_FEED : CARRIAGE_RETURN;
  const { lines, comments } = headLines(bytes, eol, path);
  const [first, second] = lines;
  if (first === undefined)
    throw new ExpectedError('data-empty', phrase`${file(path)} holds no rows: give a file that does`);
  const delimiter = delimiterOf(bytes, lines);
  const cellsOf = ({ start, end }: Line): readonly string[] => cellTexts(bytes, start, end, delimiter);
  const table = lines.map(cellsOf);
  const decimal = decimalOf(table, delimiter);
  const classLast = isSummary(table);
  const names = classLast ? null : headerOf(table, { asked, decimal });
  const skipped = names !== null || classLast ? second : first;
  const rows = names !== null || classLast ? table.slice(1) : table;
  // numpy.savetxt writes its header as a comment.
  const commented = comments.at(-1);
  const above =
    names === null && commented !== undefined
      ? cellTexts(bytes, commented.start, commented.end, delimiter)
      : null;
  const header = names ?? (above !== null && above.length === rows[0]?.length ? above : null);
  const columns = rows.length === 0 ? (header?.length ?? 0) : commonestLength(rows);
  const padded = header === null ? null : padHeader(header, rows, columns);
  return {
    form: {
      delimiter,
      decimal,
      eol,
      begin:
        skipped === undefined
          ? { offset: bytes.length, line: first.line + 1 }
          : { offset: skipped.start, line: skipped.line },
      columns: Math.max(columns, padded?.length ?? 0),
      trailing: trailingOf(rows, padded, Math.max(columns, padded?.length ?? 0)),
      names: padded,
    },
    rows,
    classLast,
  };
}

/** Are the first rows of a text those of a table: as many cells in each, and a number in most? */
export async function looksLikeTable(source: ByteSource, path: string): Promise<boolean> {
  const { form, rows } = await sniffCsv(source, path, []);
  const least = form.columns - form.trailing;
  const whole = rows.filter(({ length }) => length >= least && length <= form.columns);
  const numbered = whole.filter((row) => row.some((cell) => cell !== '' && isNumberCell(cell, form.decimal)));
  return form.columns > 1 && whole.length === rows.length && 2 * numbered.length > rows.length;
}

/** The first lines that hold something, and the comments before them; quotes hide ends of lines. */
function headLines(
  bytes: Buffer,
  eol: number,
  path: string,
): { readonly lines: readonly Line[]; readonly comments: readonly Line[] } {
  const lines: Line[] = [];
  const comments: Line[] = [];
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  for (let start = mark; start < bytes.length && lines.length < HEAD_ROWS;) {
    let quoted = false;
    let inside = 0;
    let i = start;
    for (; i < bytes.length && (quoted || bytes[i] !== eol); i++) {
      if (bytes[i] === QUOTE) quoted = !quoted;
      else if (bytes[i] === eol) inside++;
    }
    const whole = i < bytes.length || bytes.length < HEAD_BYTES;
    if (quoted && (bytes.length < HEAD_BYTES || lines.length === 0)) throw unclosed(path, line);
    const end = i > start && bytes[i - 1] === CARRIAGE_RETURN ? i - 1 : i;
    const content = { start, end, line };
    if (end > start && (whole || lines.length === 0)) {
      if (lines.length === 0 && bytes[start] === 0x23)
        comments.push({ ...content, start: start + (bytes[start + 1] === SPACE ? 2 : 1) });
      else lines.push(content);
    }
    line += 1 + inside;
    start = i + 1;
  }
  return { lines, comments };
}

/**
 * What stands between cells: by which most cells are numbers, decimal commas among them; of equals by which more lines
 * have the commonest number of cells, then by which there are more cells.
 */
function delimiterOf(bytes: Buffer, lines: readonly Line[]): number {
  let best = { delimiter: COMMA, score: [0, 0, 0] };
  let everyLine = false;
  for (const delimiter of DELIMITERS) {
    const table = lines.map(({ start, end }) => cellTexts(bytes, start, end, delimiter));
    const width = commonestLength(table);
    if (width < 2) continue;
    const alike = table.filter(({ length }) => length === width).length;
    if (alike < lines.length / 2) continue;
    const numbers = table
      .flat()
      .filter((cell) => isNumeric(cell) || (delimiter !== COMMA && isNumberCell(cell, COMMA))).length;
    // Words with spaces between are a sentence, not a table.
    if (delimiter === SPACE && numbers === 0) continue;
    // Pixels in one cell, as in fer2013.csv: the other lines, its header, are split by what stands between the cells.
    if (delimiter === SPACE && everyLine && alike < lines.length) continue;
    everyLine ||= alike === lines.length;
    const score = [numbers, alike, width];
    if (isAbove(score, best.score)) best = { delimiter, score };
  }
  return best.delimiter;
}

function isAbove(score: readonly number[], other: readonly number[]): boolean {
  const place = score.findIndex((value, i) => value !== other[i]);
  return place >= 0 && (score[place] ?? 0) > (other[place] ?? 0);
}

function commonestLength(table: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of table) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** A comma where cells are numbers by it that are none by a dot, and no cell has a dot as a number would. */
function decimalOf(table: readonly (readonly string[])[], delimiter: number): number {
  if (delimiter === COMMA) return DOT;
  const cells = table.flat();
  const dotted = cells.some((cell) => cell.includes('.') && isNumberCell(cell, DOT));
  return !dotted && cells.some((cell) => cell.includes(',') && isNumberCell(cell, COMMA)) ? COMMA : DOT;
}

/** scikit-learn's first line: "150,4,setosa,versicolor,virginica", numbers of rows and of columns, names of classes. */
function isSummary([first = [], second = []]: readonly (readonly string[])[]): boolean {
  const [rows, features, ...classes] = first;
  return (
    classes.length > 1 &&
    /^\d+$/u.test(rows ?? '') &&
    /^\d+$/u.test(features ?? '') &&
    Number(features) === second.length - 1 &&
    !classes.some(isNumeric) &&
    second.every(isNumeric)
  );
}

interface Reading {
  readonly asked: readonly string[];
  readonly decimal: number;
}

/**
 * The first row, where it is a header: it names a column that was asked for or that usually holds labels, or is a text
 * above numbers, or has no number at all.
 */
function headerOf(
  [first = [], ...rows]: readonly (readonly string[])[],
  { asked, decimal }: Reading,
): readonly string[] | null {
  const isNumber = (cell: string): boolean => isNumberCell(cell, decimal);
  // A number may well stand in a first row of data; as a column's name it counts only below a header.
  if (asked.some((name) => !isNumeric(name) && placeOfName(first, name) >= 0)) return first;
  const low = first.map((cell) => cell.toLowerCase());
  if (Y_NAMES.some((name) => low.includes(name))) return first;
  if (first.length > 1 && !first.some(isNumber)) return first;
  const above = first.some(
    (cell, place) =>
      !MISSING.test(cell) && !isNumber(cell) && rows.length > 0 && isNumber(rows[0]?.[place] ?? ''),
  );
  if (above) return first;
  // pandas' names of an array's columns: 0, 1, 2, ... above an index without a name.
  const counted =
    first.length > 2 && first[0] === '' && first.slice(1).every((cell, i) => cell === String(i));
  return counted ? first : null;
}

/** A header lacks the name of R's row names in front, or of the empty column that a delimiter at the end makes. */
function padHeader(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): readonly string[] {
  if (header.length + 1 !== columns) return header;
  return rows.every((row) => (row[columns - 1] ?? '') === '') ? [...header, ''] : ['', ...header];
}

function trailingOf(
  rows: readonly (readonly string[])[],
  names: readonly string[] | null,
  columns: number,
): number {
  let trailing = 0;
  while (
    trailing < columns - 1 &&
    rows.length > 0 &&
    (names?.[columns - 1 - trailing] ?? '') === '' &&
    rows.every((row) => (row[columns - 1 - trailing] ?? '') === '')
  )
    trailing++;
  return trailing;
}
