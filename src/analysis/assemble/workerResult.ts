import * as v from 'valibot';
import { tapState, taskState } from '../../engine/states.js';
import { fields, list, type Checked } from '../../vocabulary/schema.js';

/** What one worker, or one shard, counted: typed arrays that add up with others of the same run. */
export const workerResult = fields({
  /** In the order of the header's taps. */
  taps: list(tapState),
  /** null where the model's output does not fit the labels. */
  task: v.nullable(taskState),
});

export type WorkerResult = Checked<typeof workerResult>;
