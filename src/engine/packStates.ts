/** Where one row's activations go. The inner loop of an analysis: it writes into arrays and allocates nothing. */
export interface RowTarget {
  /** Active when the activation is above this; rounded to float32, as activations are. */
  readonly threshold: number;
  /** Gets the row's on/off states, 32 neurons a word. */
  readonly states: Int32Array;
  /** Gets |activation| added, by neuron; non-finite ones add nothing. */
  readonly sums: Float64Array;
  /** Gets 1 where an activation is NaN or infinite. */
  readonly nonFinite: Uint8Array;
}

/** No sum of finite float32 numbers over a block reaches this; NaN and Infinity fail the comparison. */
const FINITE = 1e300;
/** Times four bytes of 0 or 1, the lowest first: the topmost four bits are theirs in the same order. */
const GATHER = 0x10204080;

/**
 * Takes in one row whose measured neurons lie side by side at activations[base ..]. Four neurons a turn: measured, it
 * halves the time; so does adding comparisons as numbers where a branch would be mispredicted half of the time.
 */
export function packContiguous(activations: Float32Array, base: number, target: RowTarget): void {
  const { threshold, states, sums } = target;
  const neurons = sums.length;
  const whole = neurons & ~31;
  for (let i = 0, w = 0; i < whole; w++) {
    let bits = 0;
    for (let shift = 0; shift < 32; shift += 4, i += 4) {
      const first = base + i;
      const v0 = activations[first]!;
      const v1 = activations[first + 1]!;
      const v2 = activations[first + 2]!;
      const v3 = activations[first + 3]!;
      bits |=
        (Number(v0 > threshold) |
          (Number(v1 > threshold) << 1) |
          (Number(v2 > threshold) << 2) |
          (Number(v3 > threshold) << 3)) <<
        shift;
      const s0 = sums[i]! + Math.abs(v0);
      const s1 = sums[i + 1]! + Math.abs(v1);
      const s2 = sums[i + 2]! + Math.abs(v2);
      const s3 = sums[i + 3]! + Math.abs(v3);
      if (s0 + s1 + s2 + s3 < FINITE) {
        sums[i] = s0;
        sums[i + 1] = s1;
        sums[i + 2] = s2;
        sums[i + 3] = s3;
      } else {
        addMagnitude(v0, i, target);
        addMagnitude(v1, i + 1, target);
        addMagnitude(v2, i + 2, target);
        addMagnitude(v3, i + 3, target);
      }
    }
    states[w] = bits;
  }
  if (whole < neurons) {
    let bits = 0;
    for (let i = whole; i < neurons; i++) {
      const v = activations[base + i]!;
      bits |= Number(v > threshold) << (i - whole);
      addMagnitude(v, i, target);
    }
    states[whole >>> 5] = bits;
  }
}

/** The same where only some neurons are measured: those at activations[base + indices[i]]. */
export function packIndexed(
  activations: Float32Array,
  base: number,
  indices: Uint32Array,
  target: RowTarget,
): void {
  const { threshold, states, sums } = target;
  const neurons = sums.length;
  const whole = neurons & ~31;
  for (let i = 0, w = 0; i < whole; w++) {
    let bits = 0;
    for (let shift = 0; shift < 32; shift += 4, i += 4) {
      const v0 = activations[base + indices[i]!]!;
      const v1 = activations[base + indices[i + 1]!]!;
      const v2 = activations[base + indices[i + 2]!]!;
      const v3 = activations[base + indices[i + 3]!]!;
      bits |=
        (Number(v0 > threshold) |
          (Number(v1 > threshold) << 1) |
          (Number(v2 > threshold) << 2) |
          (Number(v3 > threshold) << 3)) <<
        shift;
      const s0 = sums[i]! + Math.abs(v0);
      const s1 = sums[i + 1]! + Math.abs(v1);
      const s2 = sums[i + 2]! + Math.abs(v2);
      const s3 = sums[i + 3]! + Math.abs(v3);
      if (s0 + s1 + s2 + s3 < FINITE) {
        sums[i] = s0;
        sums[i + 1] = s1;
        sums[i + 2] = s2;
        sums[i + 3] = s3;
      } else {
        addMagnitude(v0, i, target);
        addMagnitude(v1, i + 1, target);
        addMagnitude(v2, i + 2, target);
        addMagnitude(v3, i + 3, target);
      }
    }
    states[w] = bits;
  }
  if (whole < neurons) {
    let bits = 0;
    for (let i = whole; i < neurons; i++) {
      const v = activations[base + indices[i]!]!;
      bits |= Number(v > threshold) << (i - whole);
      addMagnitude(v, i, target);
    }
    states[whole >>> 5] = bits;
  }
}

/**
 * Packs on/off states that stand in one byte each, 0 or 1, 32 to a word: four bytes a turn, whose low bits one product
 * brings side by side.
 * @param bytes a multiple of 32, at a multiple of 4 in their buffer
 * @throws RangeError where they are not
 */
export function packBytes(bytes: Uint8Array): Int32Array {
  if (bytes.length % 32 !== 0) throw new RangeError('states are packed 32 at a time');
  const fours = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  const words = new Int32Array(bytes.length >>> 5);
  for (let w = 0, i = 0; w < words.length; w++, i += 8) {
    words[w] =
      (Math.imul(fours[i]!, GATHER) >>> 28) |
      ((Math.imul(fours[i + 1]!, GATHER) >>> 28) << 4) |
      ((Math.imul(fours[i + 2]!, GATHER) >>> 28) << 8) |
      ((Math.imul(fours[i + 3]!, GATHER) >>> 28) << 12) |
      ((Math.imul(fours[i + 4]!, GATHER) >>> 28) << 16) |
      ((Math.imul(fours[i + 5]!, GATHER) >>> 28) << 20) |
      ((Math.imul(fours[i + 6]!, GATHER) >>> 28) << 24) |
      ((Math.imul(fours[i + 7]!, GATHER) >>> 28) << 28);
  }
  return words;
}

function addMagnitude(activation: number, neuron: number, target: RowTarget): void {
  const magnitude = Math.abs(activation);
  if (magnitude < FINITE) target.sums[neuron]! += magnitude;
  else target.nonFinite[neuron] = 1;
}
