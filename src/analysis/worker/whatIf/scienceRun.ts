import type { RunnableTail } from '../../../engine/fold/tail.js';
import type { Rows } from '../../../engine/fold/linearMap.js';
import { FeatureTable } from '../../../engine/science/featureTable.js';
import { sciencePositions } from '../../../engine/science/scienceSamples.js';
import type { FromWorker } from '../../threads/threadMessages.js';
import { NEVER } from '../never.js';
import type { TapAnalysis } from '../tapAnalysis.js';

/** What one forward pass over the science samples shows, rows in the data's order. */
export interface ScienceRun {
  /** Class of each row, an index into the run's classes. */
  readonly classOf: Int32Array;
  /** 1 for the rows that stand-ins are fitted to: those of even rank in their class. */
  readonly fitted: Uint8Array;
  /** What the model answers. */
  readonly outputs: Rows;
  /** What reaches its tail; null without one. */
  readonly reaching: Rows | null;
  /** Features of the tap that was asked for; null where none was. */
  readonly features: Float32Array | null;
}

/** @param tap index among the runner's taps of the layer whose features are wanted; null: none */
export async function runScience(
  analysis: TapAnalysis,
  tail: RunnableTail | null,
  tap: { readonly index: number; readonly outputShape: readonly number[] } | null,
  say: (message: FromWorker) => void,
): Promise<ScienceRun> {
  const { chosen, dataset, runner, batch, request } = analysis;
  const positions = sciencePositions(chosen);
  const table =
    tap === null
      ? null
      : new FeatureTable(tap.outputShape, { maxNeurons: request.maxNeurons, classes: chosen.classes.length });
  const wanted = Array.from({ length: (tap?.index ?? -1) + 1 }, (_, index) => index === tap?.index);
  const answers: Float32Array[] = [];
  const reached: Float32Array[] = [];
  const reader = await dataset.open(positions.map((position) => chosen.chosen[position]!));
  const startedAt = performance.now();
  try {
    for (let from = 0; from < positions.length; from += batch) {
      const { rows, inputs } = await reader.read(from, Math.min(from + batch, positions.length), NEVER);
      const visit =
        table === null
          ? null
          : (_: number, activations: Float32Array) => {
              for (let row = 0; row < rows; row++) table.add(activations, row);
            };
      const output = await runner.run(inputs, rows, visit, wanted);
      if (output !== null) answers.push(output);
      if (tail !== null) reached.push(tail.reach(inputs, rows));
      const done = from + rows;
      const samplesPerSecond = done / ((performance.now() - startedAt) / 1000);
      say({
        t: 'progress',
        progress: { stage: 'running', done, total: positions.length, samplesPerSecond },
      });
    }
  } finally {
    await reader.close();
  }
  return {
    classOf: Int32Array.from(positions, (position) => chosen.classOf[position]!),
    fitted: Uint8Array.from(positions, (position) => 1 - (chosen.rank[position]! % 2)),
    outputs: rowsOf(answers, positions.length),
    reaching: tail === null ? null : rowsOf(reached, positions.length),
    features: table?.features() ?? null,
  };
}

function rowsOf(pieces: readonly Float32Array[], rows: number): Rows {
  const values = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    values.set(piece, at);
    at += piece.length;
  }
  return { width: values.length / rows, values };
}
