/** A number literal of either language: 1_000, 0x10, 1e-3, 2n; null where it is no finite number. */
export function numberOf(source: string): number | null {
  const value = Number(source.replace(/_/g, '').replace(/n$/, ''));
  return Number.isFinite(value) ? value : null;
}

/** The text of a quoted literal; simple escapes are undone, but not in Python's raw text. */
export function unquoted(source: string): string {
  const { begin, end } = textWithin(source);
  const inner = source.slice(begin, end);
  const raw = /r/i.test(source.slice(0, begin));
  return raw || !inner.includes('\\')
    ? inner
    : inner.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };
const OPENING = /^[a-zA-Z]{0,2}("""|'''|["'`])/;

/** Offsets in a quoted literal where its text begins and ends; a half-written one ends without a quote. */
export function textWithin(source: string): { readonly begin: number; readonly end: number } {
  const [opening = '', quote = ''] = OPENING.exec(source) ?? [];
  const begin = opening.length;
  const end = source.length - quote.length;
  return { begin, end: end >= begin && source.endsWith(quote) ? end : source.length };
}
