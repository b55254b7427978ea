import type { Batch, Dataset, DatasetRequest } from '../../src/datasets/dataset.js';
import type { ModelInput } from '../../src/engine/tap.js';

/** An input of a model, float32 unless said. */
export function input(shape: readonly (number | null)[], more: Partial<ModelInput> = {}): ModelInput {
  return { name: 'x', shape, dtype: 'float32', tokenLimit: null, ...more };
}

/** A request with every option at its default. */
export function request(
  path: string,
  inputs: readonly ModelInput[],
  more: Partial<DatasetRequest> = {},
): DatasetRequest {
  return {
    path,
    labels: null,
    labelColumn: null,
    scale: 'auto',
    x: null,
    y: null,
    drop: null,
    split: null,
    mean: null,
    std: null,
    channels: null,
    crop: null,
    skipBad: false,
    trusted: true,
    seed: 1,
    syntheticSamples: 4,
    inputs,
    beginsWithScaling: false,
    ...more,
  };
}

/** Reads chosen samples (all of them unless said) as one batch. */
export async function readAll(
  dataset: Dataset,
  chosen = Uint32Array.from({ length: dataset.size }, (_, i) => i),
): Promise<Batch> {
  const reader = await dataset.open(chosen);
  try {
    return await reader.read(0, chosen.length, new AbortController().signal);
  } finally {
    await reader.close();
  }
}

/** The class label of each sample. */
export function labelsOf({ classes, classOf }: Dataset): readonly (string | undefined)[] {
  return Array.from(classOf, (index) => classes[index]);
}
