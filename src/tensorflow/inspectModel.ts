import { sizeOf } from '../engine/sizeOf.js';
import type { BatchInput, ModelInput, ModelRunner } from '../engine/tap.js';
import { openRunner, type RunnerOptions } from './openRunner.js';

/** A layer as far as it can be told without data. */
export interface InspectedTap {
  readonly id: string;
  readonly type: string;
  readonly activation: string | null;
  readonly outputShape: readonly (number | null)[] | null;
  readonly dense: boolean;
  readonly parameters: number;
  readonly passThrough: boolean;
}

export interface InspectedModel extends Pick<ModelRunner, 'nonFinite' | 'unseen'> {
  readonly inputs: readonly ModelInput[];
  readonly layers: readonly InspectedTap[];
  readonly parameters: number;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
  /** Why it runs on cpu only; null where a fast backend runs it. */
  readonly fallbackReason: string | null;
}

/** Stand in for a free height or width, and for a free length, in a trial batch. */
const FREE_SIDE = 32;
const FREE_LENGTH = 16;
const ROWS = 2;

/**
 * Loads a model and runs two samples of zeros, which tells its layers in order of execution and their shapes.
 * @throws ExpectedError as openRunner and the run do
 */
export async function inspectModel(options: RunnerOptions): Promise<InspectedModel> {
  const runner = await openRunner({ ...options, onlyShapes: true });
  try {
    const rows = runner.fixedBatch ?? ROWS;
    const shapes = runner.inputs.map(({ shape }) =>
      shape.map((size) => size ?? (shape.length === 3 ? FREE_SIDE : FREE_LENGTH)),
    );
    const free = runner.inputs.some(({ shape }) => shape.includes(null));
    const batch = runner.inputs.map(({ dtype }, index) => zeros(dtype, rows, shapes[index] ?? []));
    const taps = await runner.discover(batch, shapes, rows);
    const layers = taps.map(({ id, type, activation, outputShape, dense, parameters, passThrough }) => ({
      id,
      type,
      activation,
      // With a free input the sizes seen are those of the stand-in: only the channels are the model's.
      outputShape: free
        ? outputShape.map((size, axis) => (axis === outputShape.length - 1 ? size : null))
        : outputShape,
      dense,
      parameters,
      passThrough,
    }));
    const { inputs, parameters, repairs, backend, fallbackReason, nonFinite, unseen } = runner;
    return {
      inputs,
      layers,
      parameters,
      repairs,
      nonFinite,
      unseen,
      fallbackReason: backend === 'cpu' ? fallbackReason : null,
    };
  } finally {
    runner.dispose();
  }
}

function zeros(dtype: ModelInput['dtype'], rows: number, shape: readonly number[]): BatchInput {
  const length = rows * sizeOf(shape);
  return dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
}
