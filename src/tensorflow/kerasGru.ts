import * as tf from '@tensorflow/tfjs-core';
import type { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { InputShape, Shape } from './kerasLayer.js';

type Args = Parameters<typeof layers.gru>[0];
type PlainCell = ReturnType<typeof layers.gruCell>;
type Weight = PlainCell['kernel'];

/**
 * The cell of a GRU as Keras makes it since TensorFlow 2 (reset_after=True): the reset gate works on the recurrent product,
 * and input and recurrent product have a bias each. TensorFlow.js 4.22 has only the other one, of 2014.
 */
export class KerasGRUCell extends layers.RNNCell {
  static readonly className: string = 'KerasGRUCell';
  readonly stateSize: number;
  /** Reads the options, and never runs. */
  readonly #plain: PlainCell;
  #kernel: Weight | null = null;
  #recurrent: Weight | null = null;
  #bias: Weight | null = null;

  constructor(args: Args) {
    super({});
    this.#plain = layers.gruCell({ ...args, name: `${args.name ?? 'gru'}_options`, resetAfter: false });
    this.stateSize = this.#plain.units;
  }

  /** @param inputShape of one step: [batch, features] */
  override build(inputShape: InputShape): void {
    const { units, useBias, kernelInitializer, recurrentInitializer, biasInitializer } = this.#plain;
    const gates = 3 * units;
    const features = (inputShape as Shape).at(-1) ?? 0;
    this.#kernel = this.addWeight('kernel', [features, gates], 'float32', kernelInitializer);
    this.#recurrent = this.addWeight('recurrent_kernel', [units, gates], 'float32', recurrentInitializer);
    this.#bias = useBias ? this.addWeight('bias', [2, gates], 'float32', biasInitializer) : null;
    this.built = true;
  }

  /** @param inputs a step [batch, features], and the state [batch, units] */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [x, state] = Array.isArray(inputs) ? inputs : [inputs];
    const [kernel, recurrent] = [this.#kernel, this.#recurrent];
    if (x === undefined || state === undefined || kernel === null || recurrent === null)
      throw new Error(`${this.name} was given no state`);
    return tf.tidy(() => {
      const [ofInput, ofState] = this.#bias === null ? [] : tf.unstack(this.#bias.read());
      const fromInput = gatesOf(x, kernel.read(), ofInput);
      const fromState = gatesOf(state, recurrent.read(), ofState);
      const { activation, recurrentActivation } = this.#plain;
      const update = recurrentActivation.apply(tf.add(fromInput.update, fromState.update));
      const reset = recurrentActivation.apply(tf.add(fromInput.reset, fromState.reset));
      const fresh = activation.apply(tf.add(fromInput.fresh, tf.mul(reset, fromState.fresh)));
      const next = tf.add(fresh, tf.mul(update, tf.sub(state, fresh)));
      return [next, next];
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.#plain.getConfig(), ...super.getConfig(), resetAfter: true };
  }
}

interface Gates {
  readonly update: tf.Tensor;
  readonly reset: tf.Tensor;
  readonly fresh: tf.Tensor;
}

function gatesOf(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined): Gates {
  const product = tf.matMul(x, kernel);
  const [update, reset, fresh] = tf.split(bias === undefined ? product : tf.add(product, bias), 3, -1);
  if (update === undefined || reset === undefined || fresh === undefined) throw new Error('three gates');
  return { update, reset, fresh };
}

/** A GRU with that cell. */
export class KerasGRU extends layers.RNN {
  static override readonly className: string = 'KerasGRU';

  constructor(args: Args) {
    super({ ...args, cell: new KerasGRUCell(args) });
  }

  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}
