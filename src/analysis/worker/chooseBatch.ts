import { BLOCK } from '../../engine/blockSums.js';
import { sizeOf } from '../../engine/sizeOf.js';
import type { Tap } from '../../engine/tap.js';

/** Larger batches gain nothing on any backend that was measured. */
const MOST_ROWS = 128;
/** What the activations of one batch may take together; a graph model holds all of them at once. */
const ACTIVATION_BYTES = 192 * 2 ** 20;

export interface BatchSituation {
  /** --batch, or half of what ran out of memory; null where it is left to us. */
  readonly asked: number | null;
  /** The model's own batch size where it is fixed. */
  readonly fixed: number | null;
  readonly taps: readonly Tap[];
}

/** Samples a forward pass: 1..; a power of two unless asked or fixed. Results do not depend on it. */
export function chooseBatch({ asked, fixed, taps }: BatchSituation): number {
  if (fixed !== null) return fixed;
  if (asked !== null) return asked;
  const bytes = taps.reduce((sum, tap) => sum + 4 * sizeOf(tap.outputShape), 0);
  const affordable = Math.max(1, Math.floor(ACTIVATION_BYTES / Math.max(1, bytes)));
  return Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(affordable)));
}

/**
 * Samples handed to a worker at a time: whole batches where they are whole blocks, else several of them. Blocks are never
 * cut: floating-point sums run over them (docs/measures.md).
 */
export function chooseChunk(batch: number): number {
  if (batch % BLOCK === 0) return batch;
  return Math.ceil((4 * batch) / BLOCK) * BLOCK;
}
