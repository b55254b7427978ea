const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The two parts of a bar of entropies on a scale from 0 to 1 bit. */
export interface EntropyBar {
  /** The class entropy, drawn to an eighth of a column. */
  readonly class: string;
  /** What the pooled entropy adds: the gap. */
  readonly gap: string;
}

/** @param width columns that 1 bit takes */
export function entropyBar(classBits: number, allBits: number, width: number): EntropyBar {
  const eighths = Math.round(clip(classBits) * width * 8);
  const solid = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  const end = Math.round(clip(allBits) * width);
  return { class: solid, gap: '░'.repeat(Math.max(0, end - solid.length)) };
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
