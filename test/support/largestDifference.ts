/**
 * The largest |difference| beside the largest |number| of a layer, which is 1 at least; Infinity where sizes differ. What
 * is no number on both sides is equal: a mean of no steps, in Keras, too.
 */
export function largestDifference(mine: Float32Array | undefined, theirs: ArrayLike<number>): number {
  if (mine?.length !== theirs.length) return Infinity;
  let [largest, magnitude] = [0, 1];
  for (let index = 0; index < theirs.length; index++) {
    const number = theirs[index]!;
    if (Number.isNaN(number) && Number.isNaN(mine[index])) continue;
    const difference = Math.abs(mine[index]! - number);
    // Also where one is no number.
    if (!(difference <= largest)) largest = difference;
    if (Math.abs(number) > magnitude) magnitude = Math.abs(number);
  }
  return largest / magnitude;
}
