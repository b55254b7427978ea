import type { PackedVisitor, TapVisitor } from '../engine/tap.js';

/** More than this is not kept waiting: what is held is a batch's activations, in bytes. */
const MOST = 64 * 2 ** 20;

export interface DeferredVisits {
  readonly visit: TapVisitor;
  readonly packed: PackedVisitor | undefined;
  /** Makes the visits that wait, in their order. */
  readonly flush: () => void;
}

/**
 * Visits that wait until the forward pass is over. Between two operations of tensorflow its threads fall asleep while a
 * tap is counted, and waking them costs the next operation more than the counting: measured, most of what an analysis
 * of small layers cost. Only for backends whose activations are copies of their own, as tensorflow's are.
 */
export function deferredVisits(visit: TapVisitor, packed: PackedVisitor | undefined): DeferredVisits {
  let waiting: (() => void)[] = [];
  let bytes = 0;
  const flush = (): void => {
    for (const one of waiting) one();
    waiting = [];
    bytes = 0;
  };
  const later = (size: number, one: () => void): void => {
    waiting.push(one);
    bytes += size;
    if (bytes > MOST) flush();
  };
  return {
    flush,
    visit: (tap, activations, rows) => {
      later(activations.byteLength, () => {
        visit(tap, activations, rows);
      });
    },
    packed:
      packed === undefined
        ? undefined
        : {
            ...packed,
            visit: (tap, states, rows) => {
              later(states.words.byteLength + states.sums.byteLength, () => {
                packed.visit(tap, states, rows);
              });
            },
          },
  };
}
