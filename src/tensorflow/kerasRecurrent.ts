import * as tf from '@tensorflow/tfjs-core';
import { cellsOf, convolutionCell, type Cell } from './kerasCells.js';
import { KerasLayer, shapesOf, type Inputs, type InputShape, type Masks, type Shape } from './kerasLayer.js';
import { cellWeights, runCells, statesOf } from './runCells.js';

/** Cells on top of each other, run over the steps of a sequence as Keras runs them. */
abstract class KerasRecurrent extends KerasLayer {
  override supportsMasking = true;

  protected abstract cells(): readonly Cell[];
  /** From the file's order of axes to [batch, steps, ...axes, channels], and back; a state has no steps. */
  protected lasting(x: tf.Tensor): tf.Tensor {
    return x;
  }
  protected restored(x: tf.Tensor): tf.Tensor {
    return x;
  }
  /** The axes of a state in the file's order. */
  protected axesOf(sizes: readonly number[]): readonly number[] {
    return sizes;
  }

  protected stepShape(inputShape: InputShape): readonly number[] {
    const [shape = []] = shapesOf(inputShape);
    // A free length stays free through what is computed with it.
    return shape.slice(2).map((size) => size ?? NaN);
  }

  override build(inputShape: InputShape): void {
    for (const [name, shape] of cellWeights(this.cells(), this.stepShape(inputShape)))
      this.addNamed(name, shape);
    this.built = true;
  }

  protected override compute(x: tf.Tensor, others: readonly tf.Tensor[], [mask = null]: Masks): Inputs {
    const { answer, states } = runCells(this.cells(), this.lasting(x), {
      initial: others.map((state) => this.lasting(state)),
      mask,
      options: this.options,
      weight: (name) => this.read(name),
    });
    if (this.options['returnState'] !== true) return this.restored(answer);
    return [answer, ...states].map((tensor) => this.restored(tf.clone(tensor)));
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    const states = statesOf(this.cells(), this.stepShape(inputShape));
    const [batch = null, steps = null] = shape;
    const sizesOf = (sizes: readonly number[]): Shape =>
      this.axesOf(sizes).map((size) => (Number.isNaN(size) ? null : size));
    const output = sizesOf(states.at(-1)?.[0] ?? []);
    const answer: Shape =
      this.options['returnSequences'] === true ? [batch, steps, ...output] : [batch, ...output];
    if (this.options['returnState'] !== true) return [...answer];
    return [answer, ...states.flat().map((sizes) => [batch, ...sizesOf(sizes)])].map((one) => [...one]);
  }

  override computeMask(_: Inputs, masks?: Inputs): tf.Tensor {
    const mask = Array.isArray(masks) ? masks[0] : masks;
    const kept = this.options['returnSequences'] === true ? (mask ?? null) : null;
    const states =
      this.options['returnState'] === true ? this.cells().flatMap((cell) => cell.states([])) : [];
    // One an output; TensorFlow.js says "none" by null.
    return (states.length === 0 ? kept : [kept, ...states.map(() => null)]) as unknown as tf.Tensor;
  }
}

/** RNN of any of Keras' cells, or of several on top of each other. */
class KerasRNN extends KerasRecurrent {
  static readonly className = 'KerasRNN';
  protected override cells(): readonly Cell[] {
    return cellsOf(this.options['cell']);
  }
}

/** A convolutional LSTM over `rank` axes. */
abstract class KerasConvLSTM extends KerasRecurrent {
  protected abstract readonly rank: number;

  #spread(option: string, fallback: number): readonly number[] {
    const numbers = this.numbers(option, [fallback]);
    return Array.from({ length: this.rank }, (_, axis) => numbers[axis] ?? numbers[0] ?? fallback);
  }

  protected override cells(): readonly Cell[] {
    const moves = {
      strides: this.#spread('strides', 1),
      dilations: this.#spread('dilationRate', 1),
      padding: this.options['padding'] === 'same' ? ('same' as const) : ('valid' as const),
    };
    return [convolutionCell(this.options, moves, this.#spread('kernelSize', 1))];
  }

  protected override stepShape(inputShape: InputShape): readonly number[] {
    const shape = super.stepShape(inputShape);
    return this.channelsFirst ? [...shape.slice(1), shape[0] ?? 1] : shape;
  }

  protected override lasting(x: tf.Tensor): tf.Tensor {
    if (!this.channelsFirst) return x;
    const ahead = x.rank - this.rank - 1;
    const axes = Array.from({ length: x.rank }, (_, axis) => axis);
    return tf.transpose(x, [...axes.slice(0, ahead), ...axes.slice(ahead + 1), ahead]);
  }

  protected override restored(x: tf.Tensor): tf.Tensor {
    if (!this.channelsFirst) return x;
    const ahead = x.rank - this.rank - 1;
    const axes = Array.from({ length: x.rank }, (_, axis) => axis);
    return tf.transpose(x, [...axes.slice(0, ahead), x.rank - 1, ...axes.slice(ahead, -1)]);
  }

  protected override axesOf(sizes: readonly number[]): readonly number[] {
    return this.channelsFirst ? [...sizes.slice(-1), ...sizes.slice(0, -1)] : sizes;
  }
}

class KerasConvLSTM1D extends KerasConvLSTM {
  static readonly className = 'KerasConvLSTM1D';
  protected override readonly rank = 1;
}
class KerasConvLSTM2D extends KerasConvLSTM {
  static readonly className = 'KerasConvLSTM2D';
  protected override readonly rank = 2;
}
class KerasConvLSTM3D extends KerasConvLSTM {
  static readonly className = 'KerasConvLSTM3D';
  protected override readonly rank = 3;
}

export const RECURRENT_LAYERS = [KerasRNN, KerasConvLSTM1D, KerasConvLSTM2D, KerasConvLSTM3D] as const;
