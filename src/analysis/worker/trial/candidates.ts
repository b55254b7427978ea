import type { Preparation } from '../../../datasets/dataset.js';
import type { BatchInput } from '../../../engine/tap.js';

/** A way of making numbers that models are often trained with. */
export interface Candidate {
  /** For a table: "0..1", "ImageNet (Caffe)". */
  readonly name: string;
  readonly how: Preparation;
}

/** What stored numbers look like. */
export type Stored = 'bytes' | 'unit' | 'signed' | 'other';

/** A picture has at least this many pixels: fewer numbers are measurements, taken as they are. */
const FEWEST = 49;

/**
 * What the numbers of pictures that were stored as arrays are: whole bytes, 0..1 or -1..1; anything else, and short rows,
 * are measurements in units of their own, which no trial should change.
 * @param size numbers a sample
 */
export function storedAs(values: BatchInput, size: number): Stored {
  if (size < FEWEST) return 'other';
  let [low, high, whole] = [Infinity, -Infinity, true];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    whole &&= Number.isInteger(value);
  }
  if (whole && low >= 0 && high <= 255 && high >= 100) return 'bytes';
  if (low >= 0 && high <= 1 && high > 0.5) return 'unit';
  if (low >= -1 && high <= 1 && low < -0.5 && high > 0.5) return 'signed';
  return 'other';
}

const PLAIN = { mean: null, std: null, channels: 'rgb', crop: 'none' } as const;

/** As keras.applications' modes "torch" and "caffe" have it. */
const TORCH = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const CAFFE = { mean: [103.939, 116.779, 123.68], std: null } as const;

/**
 * The ways to try, the default first, then the more usual ones.
 * @param channels of a picture; anything but 3 has no colors to swap
 * @param colored false: red, green and blue are the same everywhere
 */
export function candidatesFor(
  stored: Exclude<Stored, 'other'>,
  byDefault: Preparation,
  { channels, colored }: { readonly channels: number; readonly colored: boolean },
): readonly Candidate[] {
  const ways = stored === 'bytes' ? ofBytes(channels, colored) : ofScaled(stored);
  const first = ways.find(({ how }) => isSame(how, byDefault));
  return first === undefined
    ? [{ name: byDefault.scale, how: byDefault }, ...ways]
    : [first, ...ways.filter((way) => way !== first)];
}

function ofBytes(channels: number, colored: boolean): readonly Candidate[] {
  const scales = ['0..1', '-1..1', 'none'] as const;
  const inverted = ['1..0', '1..-1', '255..0'] as const;
  const plain = scales.map((scale) => ({ name: scale, how: { ...PLAIN, scale } }));
  const negative = inverted.map((scale) => ({ name: `${scale} (inverted)`, how: { ...PLAIN, scale } }));
  if (channels === 4) return plain;
  if (channels !== 3) return [...plain, ...negative];
  return [
    ...plain,
    { name: 'ImageNet (torch)', how: { ...PLAIN, scale: '0..1', ...TORCH } },
    { name: 'ImageNet (Caffe, BGR)', how: { ...PLAIN, scale: 'none', ...CAFFE, channels: 'bgr' } },
    ...(colored
      ? scales.map((scale) => ({ name: `${scale} BGR`, how: { ...PLAIN, scale, channels: 'bgr' as const } }))
      : []),
    ...negative,
  ];
}

/** Numbers that were scaled before they were stored: back to bytes, or to the other usual range. */
function ofScaled(stored: 'unit' | 'signed'): readonly Candidate[] {
  const way = (name: string, mean: number, std: number): Candidate => ({
    name,
    how: { ...PLAIN, scale: 'none', mean: [mean], std: [std] },
  });
  const asStored = { name: 'as stored', how: { ...PLAIN, scale: 'none' } } as const;
  return stored === 'unit'
    ? [asStored, way('0..1 to -1..1', 0.5, 0.5), way('0..1 to 0..255', 0, 1 / 255)]
    : [asStored, way('-1..1 to 0..1', -1, 2), way('-1..1 to 0..255', -1, 1 / 127.5)];
}

export function isSame(one: Preparation, other: Preparation): boolean {
  return (
    one.scale === other.scale &&
    one.channels === other.channels &&
    one.crop === other.crop &&
    String(one.mean) === String(other.mean) &&
    String(one.std) === String(other.std)
  );
}
