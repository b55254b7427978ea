import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of a terminal that a text without control characters takes. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** Pads with spaces to a display width; a longer text is cut and ends in "…". */
export function fitWidth(text: string, width: number, align: 'left' | 'right'): string {
  const cut = displayWidth(text) > width ? truncate(text, width) : text;
  const padding = ' '.repeat(Math.max(0, width - displayWidth(cut)));
  return align === 'left' ? cut + padding : padding + cut;
}

function truncate(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const next = displayWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return width > 0 ? `${kept}…` : '';
}
