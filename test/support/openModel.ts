import { join } from 'node:path';
import type { BatchInput, ModelRunner, Tap } from '../../src/engine/tap.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { openRunner } from '../../src/tensorflow/openRunner.js';
import { ROOT } from './cli.js';

/** Opens a saved model as the analysis does, in this process. */
export async function openModel(path: string, backend: 'wasm' | 'cpu' = 'wasm'): Promise<ModelRunner> {
  return openRunner({
    modelFile: await readModelFile(path),
    backend,
    tensorflowFrom: null,
    ownTensorflow: ROOT,
    wasmDir: join(ROOT, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist'),
  });
}

export interface Tapped {
  readonly taps: readonly Tap[];
  /** By tap id, the activations of all rows. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly output: Float32Array | null;
}

/** Discovers the taps and runs one batch through all of them. */
export async function tapAll(
  runner: ModelRunner,
  inputs: readonly BatchInput[],
  shapes: readonly (readonly number[])[],
  rows: number,
): Promise<Tapped> {
  const taps = await runner.discover(inputs, shapes, rows);
  const values = new Map<string, Float32Array>();
  const wanted = taps.map(() => true);
  const output = await runner.run(
    inputs,
    rows,
    (tap, activations) => values.set(taps[tap]?.id ?? '', activations.slice()),
    wanted,
  );
  return { taps, values, output };
}

/** The same small numbers in every run: a Weyl sequence in -1..1. */
export function someNumbers(length: number, offset = 0): Float32Array {
  return Float32Array.from({ length }, (_, i) => 2 * (((i + 1 + offset) * 0.618033988749895) % 1) - 1);
}
