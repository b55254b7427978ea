import { CsvError, parse } from 'csv-parse';
import { parse as parseText } from 'csv-parse/sync';
import { Readable } from 'node:stream';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { isNumeric } from '../labels/classOrder.js';
import { isRecord } from '../nested.js';
import type { CsvForm } from './csvForm.js';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line of the file, from 1, in which it begins: the header and blank lines count. */
  readonly number: number;
}

/** A quote that is never closed would otherwise take the rest of the file into memory. */
const LONGEST_RECORD = 64 * 2 ** 20;
const CHUNK = 1 << 16;
const LONGEST_FIRST_ROW = 4 * 2 ** 20;
/** The number of cells is checked where it is known what it should be. */
const READING = {
  bom: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_RECORD,
} as const;
/** Of which the first one decides. */
const LABEL_NAMES = ['label', 'class', 'target', 'y'];
const DELIMITERS = [',', ';', '\t'];

/**
 * How a csv file is written: its delimiter, whether it has a header, where its labels are.
 * @param column the label column's name, or its number from 1 in a file without header; null: the usual names
 * @throws ExpectedError data-labels when the column is not there; data-empty when the file is empty
 */
export async function sniffCsv(source: ByteSource, path: string, column: string | null): Promise<CsvForm> {
  const start = Buffer.from(await source.read(0, LONGEST_FIRST_ROW)).toString('utf8');
  const delimiter = commonest(start);
  const first = firstRow(start, path, delimiter);
  if (first === null)
    throw new ExpectedError('data-empty', phrase`${file(path)} holds no rows: give a file that does`);
  const names = first.map((cell) => cell.toLowerCase());
  const usual = LABEL_NAMES.map((name) => names.indexOf(name)).find((place) => place >= 0) ?? null;
  // A number may well stand in a first row of data; as a column's name it counts only below a header.
  const asked = column === null || isNumeric(column) ? -1 : placeOf(first, column);
  const header = usual !== null || asked >= 0 || (first.length > 1 && !first.some(isNumeric));
  const form = { delimiter, header, columns: first.length };
  if (column === null) return { ...form, labelColumn: header ? usual : onlyText(first) };
  const place = !header && isNumeric(column) ? Number(column) - 1 : placeOf(first, column);
  if (!Number.isInteger(place) || place < 0 || place >= first.length)
    throw new ExpectedError(
      'data-labels',
      header
        ? phrase`${file(path)} has no column ${column}; it has ${first.slice(0, 10).join(', ')}${first.length > 10 ? ', ...' : ''}: correct ${option('labelColumn')}`
        : phrase`${file(path)} has no header: give ${option('labelColumn')} a number from 1 to ${first.length} instead of ${column}`,
    );
  return { ...form, labelColumn: place };
}

function firstRow(text: string, path: string, delimiter: string): readonly string[] | null {
  try {
    const rows: unknown = parseText(text, { ...READING, delimiter, to: 1 });
    const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
    return row === undefined ? null : textCells(row).map((cell) => cell.trim());
  } catch (cause) {
    throw translate(cause, path);
  }
}

function placeOf(names: readonly string[], column: string): number {
  const exact = names.indexOf(column);
  return exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === column.toLowerCase());
}

/** The one cell of a row that is no number. */
function onlyText(cells: readonly string[]): number | null {
  const texts = cells.flatMap((cell, place) => (isNumeric(cell) || cell === '' ? [] : [place]));
  return texts.length === 1 && cells.length > 1 ? (texts[0] ?? null) : null;
}

/** The delimiter that the first line has most of, outside quotes; of equals the first, the comma where it has none. */
function commonest(text: string): string {
  let quoted = false;
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let best = { delimiter: ',', count: 0 };
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (char === '\n' && [...counts.values()].some((count) => count > 0)) break;
    const count = counts.get(char);
    if (count !== undefined) counts.set(char, count + 1);
  }
  for (const [delimiter, count] of counts) if (count > best.count) best = { delimiter, count };
  return best.delimiter;
}

/**
 * The rows behind the header, front to back, never the whole file; their number of cells is the caller's to check.
 * @throws ExpectedError data-malformed for quotes that do not close
 */
export async function* csvRecords(
  source: ByteSource,
  path: string,
  { delimiter, header }: CsvForm,
): AsyncGenerator<CsvRecord> {
  let skip = header;
  for await (const record of allRecords(source, path, delimiter)) {
    if (!skip) yield record;
    skip = false;
  }
}

async function* allRecords(source: ByteSource, path: string, delimiter: string): AsyncGenerator<CsvRecord> {
  const chunks = Readable.from(bytesOf(source), { objectMode: false });
  const parser = parse({ ...READING, delimiter, info: true });
  /** Lines that the parser counted up to the last row, and by how many those are too many. */
  let counted = 0;
  let surplus = 0;
  chunks.on('error', (error) => parser.destroy(error));
  chunks.pipe(parser);
  try {
    for await (const record of parser) {
      const { cells, lines } = withLines(record);
      // More than one line: blank lines before it, or line ends within quotes.
      const inside = lines === counted + 1 ? NO_LINE_ENDS : lineEnds(cells);
      surplus += inside.counted - inside.true;
      counted = lines;
      yield { cells, number: lines - surplus - inside.true };
    }
  } catch (cause) {
    throw translate(cause, path);
  } finally {
    chunks.destroy();
    parser.destroy();
  }
}

function translate(cause: unknown, path: string): unknown {
  if (!(cause instanceof CsvError)) return cause;
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} is no csv that can be read: ${cause.message.replace(/\s+/g, ' ').slice(0, 200)}`,
    { cause },
  );
}

/** A row, and the number of lines that were read up to its end. */
function withLines(parsed: unknown): { readonly cells: readonly string[]; readonly lines: number } {
  if (isRecord(parsed) && isRecord(parsed['info']) && typeof parsed['info']['lines'] === 'number')
    return { cells: textCells(parsed['record']), lines: parsed['info']['lines'] };
  throw new TypeError('the csv parser gave no line numbers');
}

const NO_LINE_ENDS = { true: 0, counted: 0 };

/** Ends of lines within a row's quotes: how many there are, and as how many the parser counts them (CRLF as two). */
function lineEnds(cells: readonly string[]): { readonly true: number; readonly counted: number } {
  const text = cells.join('');
  const ends = text.match(/\r\n|\r|\n/g) ?? [];
  return { true: ends.length, counted: ends.join('').length };
}

function textCells(record: unknown): readonly string[] {
  return Array.isArray(record) ? record.map(String) : [];
}

async function* bytesOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (let offset = 0; ;) {
    const bytes = await source.read(offset, CHUNK);
    if (bytes.length === 0) return;
    // A copy: the stream reads ahead of what the parser took.
    yield Buffer.from(bytes);
    offset += bytes.length;
  }
}
