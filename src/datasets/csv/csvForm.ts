/** How a csv file is written; structured-cloneable. */
export interface CsvForm {
  /** The byte between cells; a space stands for any run of spaces and tabs. */
  readonly delimiter: number;
  /** The byte before a number's fraction: a dot, or a comma where that does not stand between cells. */
  readonly decimal: number;
  /** The byte that ends a row; a carriage return before it belongs to it. */
  readonly eol: number;
  /** Where the first row of data begins: the offset of its first byte, and its line of the file, from 1. */
  readonly begin: { readonly offset: number; readonly line: number };
  readonly columns: number;
  /** Empty columns at the end, as a delimiter at the end of each row makes them: a row may lack them. */
  readonly trailing: number;
  /** The header, a name a column; null: there is none. */
  readonly names: readonly string[] | null;
}

export const QUOTE = 0x22;
export const SPACE = 0x20;
export const TAB = 0x09;
export const COMMA = 0x2c;
export const DOT = 0x2e;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
