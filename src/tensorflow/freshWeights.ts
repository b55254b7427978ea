import * as tf from '@tensorflow/tfjs-core';
import { mixSeed, seededUniform } from '../engine/random.js';
import { plainClass } from './kerasLayer.js';
import { originOf, type Initializer, type LayerWeight, type WeightOrigin } from './weightOrigins.js';

/** How a model was made to forget what it had learned. */
export type FreshKind = 'initialised' | 'shuffled';

/** Weights that no training changes: what the data was normalised by belongs to the input. */
const KEPT = new Set(['Normalization']);
/** Weights that begin with a constant as a rule. */
const CONSTANT = /(^|\/)(bias|beta|gamma|alpha|moving_mean|moving_variance)(_\d+)?$/u;

/**
 * Gives weights the values that they may have had before training: of the layers' own initialisers, with seeds of their
 * own; where a kernel's initialiser is not known, or draws nothing, the kernels' elements are shuffled instead, and all
 * else is kept. What the weights were is lost.
 * @param seed of this copy
 */
export function renewWeights(weights: readonly LayerWeight[], seed: number): FreshKind {
  const known = weights.map((weight) => ({ weight, origin: originOf(weight) }));
  if (known.every(({ weight, origin }) => canBeInitialized(weight, origin))) {
    for (const { weight, origin } of known) {
      if (origin === null || isKept(origin)) continue;
      tf.tidy(() => {
        weight.write(initialized(weight, origin.initializer, seed));
      });
    }
    return 'initialised';
  }
  for (const { weight, origin } of known) {
    if (!isKernel(weight) || (origin !== null && isKept(origin))) continue;
    tf.tidy(() => {
      weight.write(shuffled(weight.read(), mixSeed(seed, weight.originalName)));
    });
  }
  return 'shuffled';
}

/** The same numbers in another order (Fisher and Yates), of the same shape. */
export function shuffled(tensor: tf.Tensor, seed: number): tf.Tensor {
  const values = Float32Array.from(tensor.dataSync());
  const random = seededUniform(seed);
  for (let left = values.length - 1; left > 0; left--) {
    const other = Math.floor(random() * (left + 1));
    const value = values[left]!;
    values[left] = values[other]!;
    values[other] = value;
  }
  return tf.tensor(values, tensor.shape, 'float32');
}

function canBeInitialized(weight: LayerWeight, origin: WeightOrigin | null): boolean {
  if (origin === null) return false;
  const { initializer } = origin;
  return isKept(origin) || !isKernel(weight) || 'seed' in initializer || drawsNothing(initializer);
}

/** A known beginning all the same: a recurrent kernel that begins as the identity. */
function drawsNothing(initializer: Initializer): boolean {
  return initializer.getClassName() === 'Identity';
}

function isKept({ madeBy }: WeightOrigin): boolean {
  return KEPT.has(plainClass(madeBy));
}

function isKernel({ originalName, shape, dtype }: LayerWeight): boolean {
  return dtype === 'float32' && shape.length >= 2 && !CONSTANT.test(originalName);
}

/** @param seed of the copy: each weight has its own */
function initialized(
  { originalName, shape, dtype }: LayerWeight,
  initializer: Initializer,
  seed: number,
): tf.Tensor {
  if (!('seed' in initializer)) return initializer.apply(shape, dtype);
  const before = initializer.seed;
  initializer.seed = mixSeed(seed, originalName);
  try {
    return initializer.apply(shape, dtype);
  } finally {
    initializer.seed = before;
  }
}
