import type { Transferable } from 'node:worker_threads';
import type { TapState } from '../../engine/tapAccumulator.js';
import type { TaskState } from '../../engine/task.js';

/** What one worker, or one shard, counted: typed arrays that add up with others of the same run. */
export interface WorkerResult {
  /** In the order of the header's taps. */
  readonly taps: readonly TapState[];
  /** null where the model's output does not fit the labels. */
  readonly task: TaskState | null;
}

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
