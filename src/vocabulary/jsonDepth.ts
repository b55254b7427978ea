/** Deeper nesting than any real file's: what is deeper costs JSON.parse a hundred bytes a bracket, and overflows stacks. */
export const DEEPEST_JSON = 1000;

/** A JSON text that is nested deeper than `DEEPEST_JSON`. */
export class JsonTooDeepError extends SyntaxError {
  constructor() {
    super(`it is nested more than ${DEEPEST_JSON.toLocaleString('en')} deep`);
  }
}

/**
 * JSON.parse for texts from outside: the depth is looked at first, in one pass and without memory, so that a text of
 * forty million brackets is refused before anything is made of it.
 * @throws JsonTooDeepError, SyntaxError where it is no JSON
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new JsonTooDeepError();
  return JSON.parse(text);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const STAR = 0x2a;
const LINE_FEED = 0x0a;
/** [ and {, ] and } differ in one bit. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * Is a JSON text nested deeper than a limit? Brackets in strings do not count, nor those in comments, which settings may
 * have. A text that is no JSON gets an answer, too: one that is right up to where a parser would give up.
 */
export function isTooDeep(text: string, limit = DEEPEST_JSON): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > SLASH) {
      // Past digits first: most of a file of numbers.
      if (code < 0x3a) continue;
      const bracket = code | BRACE_BIT;
      if (bracket === CLOSING) depth--;
      else if (bracket === OPENING && ++depth > limit) return true;
    } else if (code === QUOTE) at = endOfString(text, at);
    else if (code === SLASH) at = endOfComment(text, at);
  }
  return false;
}

/** Where a string ends: at its quote, or at the end of its line, where every parser gives it up. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE || code === LINE_FEED) return at;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const next = text.charCodeAt(start + 1);
  if (next !== SLASH && next !== STAR) return start;
  const end = next === STAR ? text.indexOf('*/', start + 2) : text.indexOf('\n', start + 2);
  return end < 0 ? text.length : next === STAR ? end + 1 : end;
}
