import * as tf from '@tensorflow/tfjs-core';
import type { serialization } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';

export type Shape = readonly (number | null)[];
export type Inputs = tf.Tensor | tf.Tensor[];
type LayerArgs = ConstructorParameters<typeof layers.Layer>[0];
/** What computeOutputShape is given. */
export type InputShape = Parameters<layers.Layer['computeOutputShape']>[0];
type Args = LayerArgs & Readonly<Record<string, unknown>>;
/** The mask of each input, where it has one: Keras' booleans, of shape [batch, steps]. */
export type Masks = readonly (tf.Tensor | null)[];

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
  readonly #weights = new Map<string, ReturnType<layers.Layer['addWeight']>>();

  constructor(args: Args) {
    super(args);
    this.options = Object.fromEntries(Object.entries(args).filter(([field]) => !BASE_OPTIONS.has(field)));
  }

  protected abstract compute(x: tf.Tensor, others: readonly tf.Tensor[], masks: Masks): Inputs;

  override call(inputs: Inputs, kwargs?: unknown): Inputs {
    const list = Array.isArray(inputs) ? inputs : [inputs];
    const [x, ...others] = list;
    if (x === undefined) throw new Error(`${this.name} was given no input`);
    return tf.tidy(() => this.compute(x, others, masksOf(kwargs)));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as serialization.ConfigDict) };
  }

  /** A weight under Keras' own name for it, which the file fills. */
  protected addNamed(name: string, shape: readonly number[]): void {
    this.#weights.set(
      name,
      this.addWeight(name, [...shape], 'float32', initializers.zeros(), undefined, true),
    );
  }

  /** Its value; undefined where the layer has none of this name. */
  protected read(name: string): tf.Tensor | undefined {
    return this.#weights.get(name)?.read();
  }

  protected number(option: string, fallback: number): number {
    const value = this.options[option];
    return typeof value === 'number' ? value : fallback;
  }

  /** 3 and [3] -> [3]; nothing -> the fallback. */
  protected numbers(option: string, fallback: readonly number[]): readonly number[] {
    const value = this.options[option] ?? fallback;
    return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(Number);
  }

  protected isOff(option: string): boolean {
    return this.options[option] === false;
  }

  protected get channelsFirst(): boolean {
    return this.options['dataFormat'] === 'channelsFirst';
  }

  /** The layer's activation function, by the name that the file has for it. */
  protected activate(x: tf.Tensor): tf.Tensor {
    return activate(this.options['activation'], x);
  }
}

/** A layer whose output has its input's mask. */
export abstract class KerasElementwise extends KerasLayer {
  override supportsMasking = true;
}

/** An activation by the name that TensorFlow.js has for it, those of Keras that it lacks included; none leaves x as it is. */
export function activate(name: unknown, x: tf.Tensor): tf.Tensor {
  if (typeof name !== 'string' || name === 'linear') return x;
  // The declarations list those of TensorFlow.js alone.
  const layer = layers.activation({ activation: name as 'relu' });
  return layer.call(x, {}) as tf.Tensor;
}

/** The model's run hands over one mask an input; a wrapper of TensorFlow.js that of its only input. */
export function masksOf(kwargs: unknown): Masks {
  if (typeof kwargs !== 'object' || kwargs === null) return [];
  const masks: unknown = 'masks' in kwargs ? kwargs.masks : 'mask' in kwargs ? kwargs.mask : [];
  return (Array.isArray(masks) ? (masks as readonly unknown[]) : [masks]).map((mask) =>
    mask instanceof tf.Tensor ? mask : null,
  );
}

/** The shapes of all inputs, whether there is one or more. */
export function shapesOf(inputShape: InputShape): readonly Shape[] {
  const shape = inputShape as Shape | readonly Shape[];
  return Array.isArray(shape[0]) ? (shape as readonly Shape[]) : [shape as Shape];
}

/** -1 of rank 3 -> 2. */
export function axisIn(rank: number, axis: number): number {
  return axis < 0 ? axis + rank : axis;
}
