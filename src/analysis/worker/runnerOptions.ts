import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InspectRequest } from '../../protocol/analysisRequest.js';
import type { RunnerOptions } from '../../tensorflow/openRunner.js';

/** Where the .wasm files and the bundle's own packages lie. */
const BUNDLE = dirname(fileURLToPath(import.meta.url));

/** How to open a request's model, but for the file. */
export function runnerOptions({
  backend,
  tensorflowFrom,
  setup,
}: Pick<InspectRequest, 'backend' | 'tensorflowFrom' | 'setup'>): Omit<RunnerOptions, 'modelFile'> {
  return { backend, tensorflowFrom, setup, ownTensorflow: BUNDLE, wasmDir: BUNDLE };
}
