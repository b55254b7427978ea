/** Characters from which on a line is none that somebody wrote, unless it is data. */
const LONG_LINE = 1000;
/** Characters of such lines that make a text a bundle: less may be a formula, or a short script without line ends. */
const MOST_IN_LONG_LINES = 20_000;
/** Code has one of these signs at least so often; data (pictures in base64, tables of numbers) does not. */
const CHARACTERS_A_SIGN = 50;

/**
 * Was this text written by a tool that leaves out line ends? Then it is a library or a bundle, whose layers are nobody's
 * own: more than half of it is code in lines of over 1,000 characters. One pass over the text.
 */
export function looksMinified(text: string): boolean {
  let inLongLines = 0;
  for (let from = 0; from < text.length;) {
    const sign = text.indexOf('\n', from);
    const end = sign < 0 ? text.length : sign;
    if (end - from > LONG_LINE && isCode(text.slice(from, end))) inLongLines += end - from;
    from = end + 1;
  }
  return inLongLines > MOST_IN_LONG_LINES && inLongLines > text.length / 2;
}

function isCode(line: string): boolean {
  return (line.match(/[;(={]/g)?.length ?? 0) * CHARACTERS_A_SIGN >= line.length;
}
