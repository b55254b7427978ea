/**
 * Text as it may be shown: marks that reorder text (bidi), controls and characters without width become spaces, so that
 * a name from a file cannot look like another one. Attributes keep the name as it is.
 */
export function shownText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu,
    ' ',
  );
}
