import type { Dataset } from '../../../datasets/dataset.js';
import type { ModelRunner } from '../../../engine/tap.js';
import { NEVER } from '../never.js';

const ROWS = 32;

/**
 * Runs samples of a data set as it is prepared.
 * @param places samples, ascending
 * @param size length of a row of the model's output
 * @returns outputs null where the model has no one output
 */
export async function runPlaces({
  dataset,
  runner,
  places,
  size,
}: {
  readonly dataset: Dataset;
  readonly runner: ModelRunner;
  readonly places: Uint32Array;
  readonly size: number;
}): Promise<{ readonly outputs: Float32Array | null; readonly classOf: Int32Array }> {
  const classOf = Int32Array.from(places, (place) => dataset.classOf[place]!);
  const outputs = new Float32Array(places.length * size);
  const rows = Math.min(ROWS, runner.fixedBatch ?? ROWS);
  const reader = await dataset.open(places);
  try {
    for (let from = 0; from < places.length; from += rows) {
      const to = Math.min(from + rows, places.length);
      const { inputs } = await reader.read(from, to, NEVER);
      const answers = await runner.run(inputs, to - from, null, []);
      if (answers === null) return { outputs: null, classOf };
      outputs.set(answers.subarray(0, (to - from) * size), from * size);
    }
    return { outputs, classOf };
  } finally {
    await reader.close();
  }
}
