/** One array of an .npz that is unpacked. */
export function readArray(
  entries: Readonly<Record<string, Uint8Array>>,
  name: string,
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const bytes = entries[`${name}.npy`];
  if (bytes === undefined) throw new Error(`no array ${name}`);
  const length = (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0);
  const head = Buffer.from(bytes.subarray(10, 10 + length)).toString('latin1');
  const shape = [...(/\(([^)]*)\)/.exec(head)?.[1] ?? '').matchAll(/\d+/g)].map((digits) =>
    Number(digits[0]),
  );
  return { data: new Float32Array(bytes.slice(10 + length).buffer), shape };
}

/** The largest |difference| beside the largest |number| of a layer, which is 1 at least; Infinity where sizes differ. */
export function differenceOf(mine: Float32Array, theirs: Float32Array): number {
  if (mine.length !== theirs.length) return Infinity;
  let [largest, magnitude] = [0, 1];
  for (let index = 0; index < theirs.length; index++) {
    const number = theirs[index] ?? NaN;
    const difference = Math.abs((mine[index] ?? NaN) - number);
    if (!(difference <= largest)) largest = difference;
    if (Math.abs(number) > magnitude) magnitude = Math.abs(number);
  }
  return largest / magnitude;
}
