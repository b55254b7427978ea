/**
 * Escape sequences of terminals (CSI, OSC and the two-character ones), in their 7-bit and 8-bit forms. They are removed
 * as a whole, so that no "[31m" is left behind.
 */
const ESCAPE_SEQUENCES =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/gu;

/** Controls, line separators, marks that reorder text (bidi) and characters without width. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/gu;

/** Text of other people's files as it may be shown: what has no place on a line, or reorders it, becomes one space. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ');
}

/**
 * One line of printable text: names of layers, files and classes come from other people's files, and must not move the
 * cursor, color the terminal or break a table.
 */
export function cleanText(text: string): string {
  return printable(text.replace(ESCAPE_SEQUENCES, '')).trim();
}
