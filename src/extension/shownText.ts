/** Longer texts lose their middle: the beginning says what it is about, the end what to do. */
const MOST_CHARACTERS = 600;

/** Line ends, tabs and other control characters, each run of which becomes a space. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Marks that are not seen, and turn the order in which a text is read. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text that may hold words from outside (names of files, layers, classes; messages of other programs) as VS Code may
 * show it: one line of at most 600 characters, without links and icons. VS Code makes a link of `[text](command:...)` in
 * a notification, which runs the command, in Restricted Mode, too (linkedText.ts), and an icon of `$(name)` in a quick
 * pick or in the status bar; a space before the bracket keeps both from it.
 * @param limit characters, at least 3
 */
export function shownText(text: string, limit = MOST_CHARACTERS): string {
  const line = shortened(text.replace(DIRECTION, '').replace(CONTROL, ' ').trim(), limit);
  return line.replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/** Counts code points, so that no character is cut in two. */
function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = Array.from(text);
  if (characters.length <= limit) return text;
  const start = Math.ceil((limit - 1) / 2);
  const end = limit - 1 - start;
  return `${characters.slice(0, start).join('')}…${characters.slice(characters.length - end).join('')}`;
}
