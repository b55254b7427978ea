import type { LayerCounts } from '../../report/report.js';

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
 * Decodes base64 of zlib-deflated little-endian numbers with the browser's own inflater.
 * @returns null for counts that do not fit the classes
 */
export async function decodeCounts(counts: LayerCounts, classes: number): Promise<DecodedCounts | null> {
  if (classes === 0) return null;
  const neurons = split(await numbers(counts.data, 'uint32'), classes, false);
  if (neurons === null) return null;
  const means = counts.channels ? counts.channelMeans : undefined;
  if (means === undefined) return { neurons, map: neurons };
  return { neurons, map: split(await numbers(means, 'float32'), classes, true) ?? neurons };
}

function split(values: FiringNumbers, classes: number, channels: boolean): FiringCounts | null {
  const columns = values.length / classes;
  if (!Number.isInteger(columns) || columns === 0) return null;
  return {
    columns,
    channels,
    byClass: Array.from({ length: classes }, (_, index) =>
      values.subarray(index * columns, (index + 1) * columns),
    ),
  };
}

async function numbers(base64: string, kind: 'uint32' | 'float32'): Promise<FiringNumbers> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = await new Response(stream).arrayBuffer();
  const length = Math.floor(bytes.byteLength / 4);
  // Every browser's machine is little-endian, as the file is.
  return kind === 'uint32' ? new Uint32Array(bytes, 0, length) : new Float32Array(bytes, 0, length);
}
