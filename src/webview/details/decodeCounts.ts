import { couldBeCounted } from '../../report/countsSize.js';
import { MOST_COUNTED, type LayerCounts } from '../../report/report.js';

/** How often the columns of the firing map fire, as the report carries it. */
export interface FiringCounts {
  /** Number of columns: neurons, or channels. */
  readonly columns: number;
  /** True: a column is a channel, and its counts are means over its measured positions. */
  readonly channels: boolean;
  /** [class][column], samples of the class in which it fires. */
  readonly byClass: readonly FiringNumbers[];
}

export type FiringNumbers = Uint32Array | Float32Array;

/** What is shown of a layer: counts of its neurons (for the histogram), and the map's columns. */
export interface DecodedCounts {
  readonly neurons: FiringCounts;
  readonly map: FiringCounts;
}

/**
 * Decodes base64 of zlib-deflated little-endian numbers with the browser's own inflater, and no more of them than a
 * report has of a layer.
 * @param samples of each class; null: not known
 * @returns null for counts that do not fit the classes, or count more than the samples
 */
export async function decodeCounts(
  counts: LayerCounts,
  classes: number,
  samples: readonly number[] | null = null,
): Promise<DecodedCounts | null> {
  if (classes === 0) return null;
  const most = classes * MOST_COUNTED;
  const neurons = split(await numbers(counts.data, 'uint32', most), { classes, samples, channels: false });
  if (neurons === null) return null;
  const means = counts.channels ? counts.channelMeans : undefined;
  if (means === undefined) return { neurons, map: neurons };
  const map = split(await numbers(means, 'float32', most), { classes, samples, channels: true });
  return { neurons, map: map ?? neurons };
}

function split(
  values: FiringNumbers,
  {
    classes,
    samples,
    channels,
  }: { readonly classes: number; readonly samples: readonly number[] | null; readonly channels: boolean },
): FiringCounts | null {
  const columns = values.length / classes;
  if (!Number.isInteger(columns) || columns === 0) return null;
  if (samples !== null && !couldBeCounted(values, samples)) return null;
  return {
    columns,
    channels,
    byClass: Array.from({ length: classes }, (_, index) =>
      values.subarray(index * columns, (index + 1) * columns),
    ),
  };
}

/** @throws RangeError where there are more than most numbers, as soon as they are met */
async function numbers(base64: string, kind: 'uint32' | 'float32', most: number): Promise<FiringNumbers> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    pieces.push(step.value);
    length += step.value.length;
    if (length <= 4 * most) continue;
    await reader.cancel();
    throw new RangeError('they are more than a layer has');
  }
  const bytes = new Uint8Array(4 * Math.floor(length / 4));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece.subarray(0, bytes.length - offset), offset);
    offset += piece.length;
    if (offset >= bytes.length) break;
  }
  // Every browser's machine is little-endian, as the file is.
  return kind === 'uint32' ? new Uint32Array(bytes.buffer) : new Float32Array(bytes.buffer);
}
