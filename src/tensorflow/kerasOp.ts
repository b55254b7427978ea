import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { serialization } from '@tensorflow/tfjs-core';
import { isRecord } from '../vocabulary/isRecord.js';
import type { Inputs, InputShape, Shape } from './kerasLayer.js';
import { Given } from './ops/given.js';
import { OPS } from './ops/ops.js';
import { shapesByTrial } from './shapeByTrial.js';

type Args = ConstructorParameters<typeof layers.Layer>[0] & Readonly<Record<string, unknown>>;

/**
 * An op as a layer: a function of keras.ops, an operator on tensors, or a function of TensorFlow in a model of Keras 2.
 * What it is given besides the outputs of other layers stands in its config, as src/models/keras/opTemplate.ts writes it.
 */
export class KerasOp extends layers.Layer {
  static readonly className: string = 'KerasOp';
  readonly #options: { readonly op: string; readonly type: string; readonly call: string };
  readonly #template: Readonly<Record<string, unknown>>;

  constructor(args: Args) {
    super(args);
    const { op, type, call } = args;
    this.#options = { op: textOf(op), type: textOf(type), call: textOf(call) };
    const template: unknown = JSON.parse(this.#options.call);
    this.#template = isRecord(template) ? template : {};
  }

  override call(inputs: Inputs): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const outputs = this.#compute(Array.isArray(inputs) ? inputs : [inputs]).map(shown);
      const [only] = outputs;
      return outputs.length === 1 && only !== undefined ? only : outputs;
    });
  }

  #compute(inputs: readonly tf.Tensor[]): readonly tf.Tensor[] {
    const { op, type } = this.#options;
    const compute = OPS.get(op);
    if (compute === undefined) throw new Error(`the op ${op} is not known`);
    try {
      const outputs = compute(new Given(this.#template, inputs));
      return outputs instanceof tf.Tensor ? [outputs] : outputs;
    } catch (error) {
      if (error instanceof Error && error.name === 'Error')
        error.message = `${type} ${this.name} ${error.message}`;
      throw error;
    }
  }

  override computeOutputShape(inputShape: InputShape): ReturnType<layers.Layer['computeOutputShape']> {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as readonly Shape[];
    const found = shapesByTrial(shapes, (inputs) => this.#compute(inputs));
    const [only] = found;
    return found.length === 1 && only !== undefined ? only : found;
  }

  /** No mask comes out of an op: TensorFlow.js says so by null. */
  override computeMask(): tf.Tensor {
    return null as unknown as tf.Tensor;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#options };
  }
}

/** Layers answer numbers: true and false are 1 and 0. */
function shown(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'bool' ? tf.cast(x, 'int32') : x;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
