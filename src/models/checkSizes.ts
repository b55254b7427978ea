import { sizeOf } from '../engine/sizeOf.js';
import type { LayerEntry, Malformed } from './layerEntries.js';
import type { WeightGroup, WeightSpec } from './weightsManifest.js';

/** Field of the config that sets the last size of a weight, and how many times it counts there. */
interface Size {
  readonly field: string;
  readonly weight: string;
  readonly times: number;
}

const SIZES: Readonly<Record<string, Size>> = {
  Dense: { field: 'units', weight: 'kernel', times: 1 },
  Conv1D: { field: 'filters', weight: 'kernel', times: 1 },
  Conv2D: { field: 'filters', weight: 'kernel', times: 1 },
  Conv3D: { field: 'filters', weight: 'kernel', times: 1 },
  Embedding: { field: 'output_dim', weight: 'embeddings', times: 1 },
  SimpleRNN: { field: 'units', weight: 'kernel', times: 1 },
  GRU: { field: 'units', weight: 'kernel', times: 3 },
  KerasGRU: { field: 'units', weight: 'kernel', times: 3 },
  LSTM: { field: 'units', weight: 'kernel', times: 4 },
};

/**
 * Compares the sizes that configs ask for with the weights in the files: tfjs-layers allocates what a config asks for,
 * and compares only afterwards.
 * @throws what malformed makes
 */
export function checkSizes(
  layers: readonly LayerEntry[],
  groups: readonly WeightGroup[],
  malformed: Malformed,
): void {
  const specs = groups.flatMap(({ weights }) => weights);
  const elements = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const byEnd = new Map<string, WeightSpec[]>();
  for (const spec of specs) {
    const end = spec.name.split('/').slice(-2).join('/');
    byEnd.set(end, [...(byEnd.get(end) ?? []), spec]);
  }
  for (const { type, config } of layers) {
    const name = String(config['name']);
    for (const field of ['units', 'filters', 'output_dim', 'input_dim']) {
      const asked = config[field];
      if (typeof asked === 'number' && asked > Math.max(1, elements))
        throw malformed(
          `${type} ${name} asks for ${field} ${String(asked)}, more than all weights in the files`,
        );
    }
    const size = Object.hasOwn(SIZES, type) ? SIZES[type] : undefined;
    const asked = size === undefined ? undefined : config[size.field];
    if (size === undefined || typeof asked !== 'number') continue;
    // Layers of one name in two models have weights of one name: one that fits is enough.
    const found = (byEnd.get(`${name}/${size.weight}`) ?? []).map(
      ({ shape }) => (shape.at(-1) ?? 0) / size.times,
    );
    if (found.length > 0 && !found.includes(asked)) {
      throw malformed(
        `${type} ${name} asks for ${size.field} ${String(asked)}, and its weights hold ${String(found[0])}`,
      );
    }
  }
}
