import type { Transferable } from 'node:worker_threads';
import type { WorkerResult } from '../assemble/workerResult.js';

/** The buffers of a result, so that it moves between threads without a copy. */
export function transferablesOf(result: WorkerResult): readonly Transferable[] {
  const buffers = new Set<ArrayBuffer>();
  collect(result, buffers);
  return [...buffers];
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const entry of Object.values(value)) collect(entry, buffers);
  }
}
