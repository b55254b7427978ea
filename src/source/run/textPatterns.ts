import { isKind, type TextPattern, type Value } from './value.js';

/** Stands in a text for a part that the program does not tell. */
export const UNKNOWN_PART = '*';

/** A text, all or parts of which are known; null for what is none, or of which nothing is known. */
export function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  return isKind(value, 'pattern') ? value.text : null;
}

/** Texts one after the other: one of which nothing is known leaves a place. Undefined where nothing is known at all. */
export function concatenated(parts: readonly Value[]): string | TextPattern | undefined {
  let text = '';
  let isWhole = true;
  let isKnown = false;
  for (const part of parts) {
    const piece = typeof part === 'number' ? String(part) : textOf(part);
    text += piece ?? UNKNOWN_PART;
    isWhole &&= piece !== null && !isKind(part, 'pattern');
    isKnown ||= piece !== null;
  }
  if (!isKnown) return undefined;
  return isWhole ? text : asPattern(text);
}

/** A path of parts, as os.path.join, path.join and pathlib put it together. */
export function joinedPath(parts: readonly Value[]): string | TextPattern | undefined {
  return concatenated(
    parts.flatMap((part, index) => (index === 0 ? [part] : ['/', part])).filter(isNotEmpty),
  );
}

/** What Python's "...".format(...) and "..." % ... give: the text with places where it has fields. */
export function withFields(text: string, fields: RegExp): string | TextPattern {
  const replaced = text.replace(fields, UNKNOWN_PART);
  return replaced === text ? text : asPattern(replaced);
}

/** {epoch:02d}, as callbacks and format(...) fill it in. */
export const BRACES = /\{[^{}]*\}/g;
/** %d, %05.2f, %(name)s. */
export const PERCENTS = /%(\(\w+\))?[-+ #0]*\d*(\.\d+)?[a-zA-Z]/g;

/** The folder that a path lies in: pathlib's parent, os.path.dirname. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end < 0 ? '.' : path.slice(0, end);
}

/** Two unknown parts side by side are one. */
export function asPattern(text: string): TextPattern {
  return { kind: 'pattern', text: text.replace(/\*{2,}/g, UNKNOWN_PART) };
}

function isNotEmpty(part: Value): boolean {
  return part !== '';
}
