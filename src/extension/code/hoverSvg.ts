import { decimals } from '../../vocabulary/formatNumber.js';
import { headlineEntropies, type LayerNumbers } from '../../vocabulary/quantities.js';

/** A layer of a report. */
export type NamedNumbers = LayerNumbers & { readonly id: string };

/** Colours of the editor's theme: a picture inside Markdown cannot read them itself. */
export interface HoverColors {
  readonly foreground: string;
  readonly faint: string;
  readonly accent: string;
  readonly gap: string;
}

const WIDTH = 380;
const ROW = 26;
const TOP = 20;
const LEFT = 112;
const SCALE = 130;
const STABILITY = LEFT + SCALE + 22;
const BAR = 60;
/** A loop may make more layers than a hover has room for. */
const MOST_ROWS = 12;

/**
 * A small picture of layers' entropies: class entropy (filled) and pooled entropy (hollow), joined by the gap, from 0 to 1 bit, and the
 * what a linear read-out names rightly as a bar from 0 to 1 (where none was computed, the stability); the run before as small ticks. A complete SVG document.
 * @param previous layers of the run before, joined by their ids
 */
export function hoverSvg(
  layers: readonly NamedNumbers[],
  previous: readonly NamedNumbers[],
  colors: HoverColors,
): string {
  const shown = layers.slice(0, MOST_ROWS);
  const left = layers.length - shown.length;
  const height = TOP + shown.length * ROW + 18 + (left > 0 ? 16 : 0);
  const before = new Map(previous.map((layer) => [layer.id, layer]));
  const rows = shown.map((layer, index) =>
    row(layer, before.get(layer.id) ?? null, TOP + index * ROW + ROW / 2, colors),
  );
  const readOut = shown.some(({ probe }) => probe !== null);
  const bottom = TOP + shown.length * ROW;
  const title = shown
    .map(
      (layer) =>
        `${layer.id}: class entropy ${decimals(headlineEntropies(layer).class, 2)}, pooled entropy ${decimals(headlineEntropies(layer).all, 2)} bit`,
    )
    .join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ` font-family="system-ui, sans-serif" font-size="11" role="img">`,
    `<title>${escaped(title)}</title>`,
    text(8, 12, '● class entropy  ○ pooled entropy, bit', colors.faint),
    text(STABILITY, 12, readOut ? 'linear read-out' : 'stability', colors.faint),
    ...[0, 0.5, 1].map((tick) => {
      const x = position(tick);
      return (
        line(x, TOP, x, bottom, colors.faint, 0.35) +
        text(x, bottom + 12, String(tick), colors.faint, 'middle')
      );
    }),
    ...rows,
    ...(left > 0 ? [text(8, bottom + 28, `and ${left} more`, colors.faint)] : []),
    '</svg>',
  ].join('');
}

function row(layer: NamedNumbers, before: NamedNumbers | null, y: number, colors: HoverColors): string {
  const { stability } = layer;
  const entropy = headlineEntropies(layer);
  const classX = position(entropy.class);
  const pooledX = position(entropy.all);
  const parts = [
    text(LEFT - 8, y + 4, shortened(layer.id), colors.foreground, 'end'),
    line(classX, y, pooledX, y, colors.gap, 1, 4),
    `<circle cx="${pooledX}" cy="${y}" r="4.5" fill="none" stroke="${escaped(colors.accent)}" stroke-width="1.5"/>`,
    `<circle cx="${classX}" cy="${y}" r="4.5" fill="${escaped(colors.accent)}"/>`,
  ];
  if (before !== null) {
    const x = position(headlineEntropies(before).class);
    parts.push(line(x, y - 9, x, y + 9, colors.foreground, 0.7));
  }
  const { probe } = layer;
  if (probe !== null) {
    parts.push(
      bar(STABILITY, y - 4, BAR, colors.faint, 0.3),
      bar(STABILITY, y - 4, clamped(probe.accuracy) * BAR, colors.accent, 1),
      text(STABILITY + BAR + 6, y + 4, decimals(probe.accuracy), colors.foreground),
    );
  } else if (stability.class === null) parts.push(text(STABILITY, y + 4, 'not measured', colors.faint));
  else {
    parts.push(
      bar(STABILITY, y - 4, BAR, colors.faint, 0.3),
      bar(STABILITY, y - 4, clamped(stability.class) * BAR, colors.accent, 1),
      text(STABILITY + BAR + 6, y + 4, decimals(stability.class, 2), colors.foreground),
    );
  }
  return parts.join('');
}

function position(bits: number): number {
  return LEFT + Math.round(clamped(bits) * SCALE * 10) / 10;
}

function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: string,
  opacity: number,
  width = 1,
): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${escaped(color)}" stroke-opacity="${opacity}" stroke-width="${width}"/>`;
}

function bar(x: number, y: number, width: number, color: string, opacity: number): string {
  return `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="8" fill="${escaped(color)}" fill-opacity="${opacity}"/>`;
}

function text(x: number, y: number, words: string, color: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" fill="${escaped(color)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function shortened(id: string): string {
  return id.length > 17 ? `…${id.slice(-16)}` : id;
}

/** Text safe in XML, characters that XML forbids left out. */
function escaped(words: string): string {
  return words
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(FORBIDDEN, '');
}

// eslint-disable-next-line no-control-regex -- these are what XML 1.0 does not allow.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
