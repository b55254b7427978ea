import * as v from 'valibot';
import { baselineState, scienceState, tapState, taskState } from '../../engine/states.js';
import { fields, list, type Checked } from '../../vocabulary/schema.js';

/** What one worker, or one shard, counted: typed arrays that add up with others of the same run. */
export const workerResult = fields({
  /** In the order of the header's taps. */
  taps: list(tapState),
  /** null where the model's output does not fit the labels. */
  task: v.nullable(taskState),
  /** null, or left out, where rank and read-out are not computed. */
  science: v.exactOptional(v.nullable(scienceState)),
  /** null, or left out, where there are no copies with fresh weights, or another worker ran them. */
  baseline: v.exactOptional(v.nullable(baselineState)),
});

export type WorkerResult = Checked<typeof workerResult>;
