import { layers } from '@tensorflow/tfjs-layers';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Malformed } from '../models/layerEntries.js';
import type { WeightGroup } from '../models/weightsManifest.js';

interface Budget {
  /** How many numbers of the files no weight has taken yet. */
  left: number;
  readonly malformed: Malformed;
}

type AddWeight = layers.Layer['addWeight'];

const budgets = new AsyncLocalStorage<Budget>();
let watched = false;

/**
 * Builds a layers-model whose weights together are no larger than what its files hold. tfjs-layers allocates the weights
 * that a config asks for (a kernel_size, an input's shape), and compares them with the files only afterwards.
 * @throws what malformed makes
 */
export async function withinWeights<Model>(
  groups: readonly WeightGroup[],
  malformed: Malformed,
  buildModel: () => Promise<Model>,
): Promise<Model> {
  watchWeights();
  const sizes = groups.flatMap(({ weights }) => weights.map(({ shape }) => elementsOf(shape)));
  const left = sizes.reduce((sum, size) => sum + size, 0);
  return budgets.run({ left, malformed }, buildModel);
}

/** Every layer, the user's own too, makes its weights by this one method. */
function watchWeights(): void {
  if (watched) return;
  watched = true;
  const { prototype } = layers.Layer as unknown as { prototype: { addWeight: AddWeight } };
  const { addWeight } = prototype;
  prototype.addWeight = function (this: layers.Layer, ...parameters: Parameters<AddWeight>) {
    const [name, shape] = parameters;
    const budget = budgets.getStore();
    if (budget !== undefined) {
      const size = elementsOf(shape);
      if (size > budget.left) {
        const asked = `${this.getClassName()} ${this.name} asks for a ${name} of ${shape.join(' × ')} numbers`;
        throw budget.malformed(`${asked}, more than the weights in the files`);
      }
      budget.left -= size;
    }
    return addWeight.apply(this, parameters);
  };
}

const elementsOf = (shape: readonly unknown[]): number =>
  shape.reduce<number>((product, size) => product * Math.max(0, Number(size)), 1);
