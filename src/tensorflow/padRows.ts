import type { BatchInput } from '../engine/tap.js';

/**
 * A batch for a model whose batch size is fixed: rows of zeros fill it up. Elsewhere the batch as it is.
 * @param data row-major, rows x anything
 */
export function padRows(
  data: BatchInput,
  rows: number,
  fixedBatch: number | null,
): { readonly data: BatchInput; readonly count: number } {
  if (fixedBatch === null || fixedBatch === rows) return { data, count: rows };
  const width = data.length / rows;
  const padded =
    data instanceof Float32Array ? new Float32Array(fixedBatch * width) : new Int32Array(fixedBatch * width);
  padded.set(data);
  return { data: padded, count: fixedBatch };
}
