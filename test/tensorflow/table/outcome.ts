import { readModelFile } from '../../../src/models/modelFile.js';
import { openRunner } from '../../../src/tensorflow/openRunner.js';
import { ExpectedError } from '../../../src/vocabulary/expectedError.js';
import { join } from 'node:path';
import { ROOT } from '../../support/cli.js';
import { someNumbers, tapAll } from '../../support/openModel.js';

export type Outcome = 'works' | 'falls back' | 'not supported';
export type Backend = 'wasm' | 'cpu' | 'tensorflow';

export interface Run {
  readonly outcome: Outcome;
  /** By tap. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Where it does not work: why. */
  readonly reason: string | null;
}

const ROWS = 2;

/** Runs a model on one backend, as an analysis does. */
export async function runOn(
  path: string,
  backend: Backend,
  { tensorflow, below }: { readonly tensorflow: string | null; readonly below?: number | undefined },
): Promise<Run> {
  try {
    const runner = await openRunner({
      modelFile: await readModelFile(path),
      backend,
      tensorflowFrom: tensorflow,
      ownTensorflow: ROOT,
      wasmDir: join(ROOT, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist'),
    });
    try {
      const shapes = runner.inputs.map(({ shape }) => shape.map((size) => size ?? 4));
      const batch = shapes.map((shape, input) => {
        const length = ROWS * shape.reduce((product, size) => product * size, 1);
        return below === undefined
          ? someNumbers(length, input * 31)
          : Float32Array.from({ length }, (_, i) => (i * 3 + input) % below);
      });
      const { values } = await tapAll(runner, batch, shapes, ROWS);
      const outcome = runner.backend === backend ? 'works' : 'falls back';
      return { outcome, values, reason: runner.fallbackReason };
    } finally {
      runner.dispose();
    }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { outcome: 'not supported', values: new Map(), reason: error.message };
  }
}

/** The largest difference of two runs' numbers, those that are finite in both; Infinity where they show other taps. */
export function largestDifference(one: Run, other: Run): number {
  let worst = 0;
  for (const [id, values] of one.values) {
    const others = other.values.get(id);
    if (others?.length !== values.length) return Infinity;
    values.forEach((value, index) => {
      const beside = others[index] ?? NaN;
      if (Number.isFinite(value) && Number.isFinite(beside))
        worst = Math.max(worst, Math.abs(value - beside));
      else if (Number.isNaN(value) !== Number.isNaN(beside)) worst = Infinity;
    });
  }
  return worst;
}
