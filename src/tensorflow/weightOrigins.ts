import type * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type AddWeight = layers.Layer['addWeight'];

/** What tfjs-layers initialises a weight with; those that draw at random have a seed. */
export interface Initializer {
  apply(shape: readonly number[], dtype?: tf.DataType): tf.Tensor;
  getClassName(): string;
  seed?: number | null;
}

/** A weight of a built layer (tfjs-layers, variables.ts). */
export interface LayerWeight {
  readonly originalName: string;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  read(): tf.Tensor;
  write(value: tf.Tensor): unknown;
}

/** Where a weight comes from: who made it, and how it began. */
export interface WeightOrigin {
  /** Class name of the layer, or the cell, that made it. */
  readonly madeBy: string;
  readonly initializer: Initializer;
}

const origins = new WeakMap<object, WeightOrigin>();
let watched = false;

/** From now on the origin of every weight that a layer makes is kept. Every layer, the user's own too, makes its weights by this one method. */
export function watchOrigins(): void {
  if (watched) return;
  watched = true;
  const { prototype } = layers.Layer as unknown as { prototype: { addWeight: AddWeight } };
  const { addWeight } = prototype;
  prototype.addWeight = function (this: layers.Layer, ...parameters: Parameters<AddWeight>) {
    const weight = addWeight.apply(this, parameters);
    const initializer: unknown = parameters[3];
    if (isInitializer(initializer)) origins.set(weight, { madeBy: this.getClassName(), initializer });
    return weight;
  };
}

/** null for a weight that was made before, or in another way. */
export function originOf(weight: object): WeightOrigin | null {
  return origins.get(weight) ?? null;
}

function isInitializer(value: unknown): value is Initializer {
  return typeof value === 'object' && value !== null && 'apply' in value && 'getClassName' in value;
}
