import { BLOCK } from '../../engine/blockSums.js';

/**
 * Part K of N of the chosen list, cut at multiples of 32.
 * @param index K, 1..count
 * @returns positions from..to-1; empty where there are fewer blocks than parts
 */
export function shardRange(
  samples: number,
  index: number,
  count: number,
): { readonly from: number; readonly to: number } {
  const blocks = Math.ceil(samples / BLOCK);
  const cut = (part: number): number => Math.min(samples, Math.floor((blocks * part) / count) * BLOCK);
  return { from: cut(index - 1), to: cut(index) };
}
