import * as tf from '@tensorflow/tfjs-core';
import type { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

export type Shape = readonly (number | null)[];
export type Inputs = tf.Tensor | tf.Tensor[];
type LayerArgs = ConstructorParameters<typeof layers.Layer>[0];
/** What computeOutputShape is given. */
export type InputShape = Parameters<layers.Layer['computeOutputShape']>[0];
type Args = LayerArgs & Readonly<Record<string, unknown>>;

/** Layers that stand for those of Keras carry this before their class. */
const PREFIX = /^Keras(?=[A-Z])/;

/** The class as the user's model names it: "KerasReLU" -> "ReLU". */
export function plainClass(className: string): string {
  return className.replace(PREFIX, '');
}

/** What every layer of TensorFlow.js keeps by itself. */
const BASE_OPTIONS = new Set([
  'name',
  'dtype',
  'trainable',
  'batchInputShape',
  'inputShape',
  'customObjects',
]);

/** A layer of Keras whose options TensorFlow.js ignores or reads in another way. */
export abstract class KerasLayer extends layers.Layer {
  protected readonly options: Readonly<Record<string, unknown>>;

  constructor(args: Args) {
    super(args);
    this.options = Object.fromEntries(Object.entries(args).filter(([field]) => !BASE_OPTIONS.has(field)));
  }

  protected abstract compute(x: tf.Tensor, others: readonly tf.Tensor[]): tf.Tensor;

  override call(inputs: Inputs): tf.Tensor {
    const list = Array.isArray(inputs) ? inputs : [inputs];
    const [x, ...others] = list;
    if (x === undefined) throw new Error(`${this.name} was given no input`);
    return tf.tidy(() => this.compute(x, others));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as serialization.ConfigDict) };
  }

  protected number(option: string, fallback: number): number {
    const value = this.options[option];
    return typeof value === 'number' ? value : fallback;
  }

  protected get channelsFirst(): boolean {
    return this.options['dataFormat'] === 'channelsFirst';
  }
}
