import { sizeOf } from '../engine/sizeOf.js';
import type { ModelInput } from '../engine/tap.js';
import type { Batch, SampleReader } from './dataset.js';
import type { RowReader } from './format.js';
import { paired } from './paired.js';

export interface BatchReaderOptions {
  readonly inputs: readonly ModelInput[];
  readonly shapes: readonly (readonly number[])[];
  /** The row of each sample; null: sample i is row i. */
  readonly rows: Uint32Array | null;
  readonly chosen: Uint32Array;
}

/** Gathers the rows of chosen samples into batches. */
export function batchReader(
  reader: RowReader,
  { inputs, shapes, rows, chosen }: BatchReaderOptions,
): SampleReader {
  const sizes = shapes.map(sizeOf);
  return {
    async read(from: number, to: number, signal: AbortSignal): Promise<Batch> {
      const count = to - from;
      const targets = paired(inputs, sizes).map(([{ dtype }, size]) =>
        dtype === 'float32' ? new Float32Array(count * size) : new Int32Array(count * size),
      );
      for (let slot = 0; slot < count; slot++) {
        signal.throwIfAborted();
        const sample = chosen[from + slot];
        const row = sample === undefined || rows === null ? sample : rows[sample];
        if (row === undefined)
          throw new RangeError(`sample ${from + slot} of ${chosen.length} chosen ones was asked for`);
        await reader.read(row, slot, targets);
      }
      return { rows: count, inputs: targets };
    },
    close: () => reader.close(),
  };
}
