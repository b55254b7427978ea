import { isNumeric } from '../labels/classOrder.js';
import { COMMA, DOT, QUOTE, SPACE, TAB, type CsvForm } from './csvForm.js';
import { closingQuote, skipSpaces } from './csvRows.js';
import { PlainCells } from './plainCells.js';

type Cells = Pick<CsvForm, 'delimiter' | 'decimal'>;

/** What becomes of a column: a place among the numbers from 0, or one of these. */
export const PASSED_OVER = -1;
export const LABEL_TEXT = -2;

/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** So many digits are always below 2^53. */
const EXACT_DIGITS = 15;

/** Is told of a cell that should be a number, and throws. @param column from 0 */
export type BadCell = (column: number, text: string) => never;

/**
 * Takes rows apart: numbers into their places, the label as text. A number is what Number() makes of its text: a
 * mantissa below 2^53 times or divided by a power of ten up to 10^22, both of which a double holds exactly, is rounded
 * once and so correctly (Clinger 1990, "How to read floating point numbers accurately"); any other text goes through
 * Number() itself.
 */
export class CellReader {
  readonly #cells: Cells;
  readonly #roles: Int32Array;
  readonly #spaced: boolean;
  readonly #bad: BadCell;
  readonly #plain: PlainCells | null;
  readonly #passed = { cells: 0 };
  /** Rows without anything behind them, so that no look goes beyond the bytes. */
  #padded = Buffer.alloc(0);
  /** Of the row that was read last; null: it has no cell in the label's column. */
  label: string | null = null;

  /**
   * @param roles of each column: the place of its number, PASSED_OVER or LABEL_TEXT
   * @param bad is told of a row's first cell that is no number
   */
  constructor(cells: Cells, roles: Int32Array, bad: BadCell) {
    this.#cells = cells;
    this.#roles = roles;
    this.#spaced = cells.delimiter === SPACE;
    this.#bad = bad;
    this.#plain = this.#spaced ? null : new PlainCells(cells.delimiter, cells.decimal);
  }

  /**
   * Sees to the cells of a row, and takes its label, without computing numbers that are plain to see.
   * @returns how many cells the row has; -1: it must be read to know
   */
  check(bytes: Buffer, start: number, end: number): number {
    const plain = this.#plain;
    if (plain === null) return -1;
    const roles = this.#roles;
    this.label = null;
    for (let p = start, column = 0; ;) {
      const role = roles[column] ?? PASSED_OVER;
      if (role < 0) {
        const q = this.#cellEnd(bytes, p, end);
        if (role === LABEL_TEXT) this.label = cellText(bytes, p, q).trim();
        column++;
        if (q >= end) return column;
        p = q + 1;
      } else {
        let run = column;
        while (run < roles.length && roles[run]! >= 0) run++;
        p = plain.pass(bytes, p, end, run - column, this.#passed);
        if (p < 0) return -1;
        const done = this.#passed.cells;
        // At the end of the row, unless a delimiter stands there.
        if (p === end)
          return column + done + (done === run - column && bytes[end - 1] === this.#cells.delimiter ? 1 : 0);
        column += done;
      }
    }
  }

  /**
   * @param out gets the numbers
   * @returns how many cells the row has
   */
  read(bytes: Buffer, start: number, end: number, out: Float64Array): number {
    if (end < bytes.length) return this.#read(bytes, start, end, out);
    const length = end - start;
    if (this.#padded.length <= length) this.#padded = Buffer.alloc(2 * length + 1);
    this.#padded.fill(0, length).set(bytes.subarray(start, end));
    return this.#read(this.#padded, 0, length, out);
  }

  #read(bytes: Buffer, start: number, end: number, out: Float64Array): number {
    const { delimiter, decimal } = this.#cells;
    const roles = this.#roles;
    const spaced = this.#spaced;
    this.label = null;
    let p = spaced ? skipBlanks(bytes, start, end) : start;
    let column = 0;
    for (; ; column++) {
      const role = roles[column] ?? PASSED_OVER;
      let q = p;
      if (role >= 0) {
        let c = bytes[q]!;
        while (c === SPACE && q < end) c = bytes[++q]!;
        const negative = c === 45;
        if (negative || c === 43) c = bytes[++q]!;
        let mantissa = 0;
        const whole = q;
        while (c >= 48 && c <= 57) {
          mantissa = mantissa * 10 + (c - 48);
          c = bytes[++q]!;
        }
        let digits = q - whole;
        let power = 0;
        if (c === decimal) {
          c = bytes[++q]!;
          const fraction = q;
          while (c >= 48 && c <= 57) {
            mantissa = mantissa * 10 + (c - 48);
            c = bytes[++q]!;
          }
          power = fraction - q;
          digits += q - fraction;
        }
        if (digits > 0 && (c === 101 || c === 69)) {
          c = bytes[++q]!;
          const down = c === 45;
          if (down || c === 43) c = bytes[++q]!;
          let exponent = 0;
          const first = q;
          while (c >= 48 && c <= 57) {
            if (exponent < 10_000) exponent = exponent * 10 + (c - 48);
            c = bytes[++q]!;
          }
          // No digit: it is not read as a number here.
          if (q === first) digits = 0;
          power += down ? -exponent : exponent;
        }
        if (!spaced) while (q < end && bytes[q] === SPACE) q++;
        const ends = q >= end || bytes[q] === delimiter || (spaced && bytes[q] === TAB);
        if (ends && q <= end && digits > 0 && digits <= EXACT_DIGITS && power >= -22 && power <= 22) {
          const value =
            power === 0
              ? mantissa
              : power < 0
                ? mantissa / EXACT_POWERS[-power]!
                : mantissa * EXACT_POWERS[power]!;
          out[role] = negative ? -value : value;
        } else {
          q = this.#cellEnd(bytes, p, end);
          const text = cellText(bytes, p, q);
          const value = numberOf(text, decimal);
          if (value === null) this.#bad(column, text);
          else out[role] = value;
        }
      } else {
        q = this.#cellEnd(bytes, p, end);
        if (role === LABEL_TEXT) this.label = cellText(bytes, p, q).trim();
      }
      if (spaced) q = skipBlanks(bytes, q, end);
      if (q >= end) return column + 1;
      p = spaced ? q : q + 1;
    }
  }

  #cellEnd(bytes: Buffer, from: number, end: number): number {
    return cellEnd(bytes, from, end, this.#cells.delimiter);
  }
}

/** All cells of a row as texts without spaces around them. */
export function cellTexts(bytes: Buffer, start: number, end: number, delimiter: number): readonly string[] {
  const spaced = delimiter === SPACE;
  const texts: string[] = [];
  for (let p = spaced ? skipBlanks(bytes, start, end) : start; ;) {
    let q = cellEnd(bytes, p, end, delimiter);
    texts.push(cellText(bytes, p, q).trim());
    if (spaced) q = skipBlanks(bytes, q, end);
    if (q >= end) return texts;
    p = spaced ? q : q + 1;
  }
}

/**
 * What Number() makes of a cell, its decimal comma read as a dot; null: it is no number.
 * @param decimal byte before the fraction
 */
export function numberOf(text: string, decimal: number): number | null {
  const plain = decimal === COMMA ? (text.includes('.') ? '' : text.replace(',', '.')) : text;
  if (plain.trim() === '') return null;
  const value = Number(plain);
  return Number.isNaN(value) && !/^\s*nan\s*$/i.test(plain) ? null : value;
}

/** Does a cell read as a number, with either sign before the fraction? */
export function isNumberCell(text: string, decimal: number): boolean {
  return isNumeric(decimal === DOT ? text : text.includes('.') ? '' : text.replace(',', '.'));
}

function cellEnd(bytes: Buffer, from: number, end: number, delimiter: number): number {
  const spaced = delimiter === SPACE;
  let i = spaced ? from : skipSpaces(bytes, from, end);
  if (bytes[i] === QUOTE && i < end) {
    const closing = closingQuote(bytes, i, end);
    i = closing < 0 ? end : closing + 1;
  }
  while (i < end && bytes[i] !== delimiter && !(spaced && bytes[i] === TAB)) i++;
  return i;
}

/** The text of a cell, without the quotes around it. */
function cellText(bytes: Buffer, from: number, to: number): string {
  const start = skipSpaces(bytes, from, to);
  if (start === to || bytes[start] !== QUOTE) return bytes.toString('utf8', from, to);
  const closing = closingQuote(bytes, start, to);
  if (closing < 0) return bytes.toString('utf8', from, to);
  const inside = bytes.toString('utf8', start + 1, closing).replaceAll('""', '"');
  return inside + bytes.toString('utf8', closing + 1, to).trimEnd();
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  while (i < end && (bytes[i] === SPACE || bytes[i] === TAB)) i++;
  return i;
}
