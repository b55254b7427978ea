import * as tf from '@tensorflow/tfjs-core';
import { convolve, depthwise, lengthAfter, type Moves } from './convolve.js';
import { convolveBack, lengthBefore, type BackMoves } from './convolveBack.js';
import { KerasLayer, shapesOf, type InputShape } from './kerasLayer.js';

/** Convolutions of any kind over `rank` axes, computed with the channels last. */
abstract class KerasConvolution extends KerasLayer {
  protected abstract readonly rank: number;

  /** A number an axis: 2 -> [2, 2]. */
  protected spread(option: string, fallback: number): readonly number[] {
    const numbers = this.numbers(option, [fallback]);
    return Array.from({ length: this.rank }, (_, axis) => numbers[axis] ?? numbers[0] ?? fallback);
  }

  protected get moves(): Moves {
    const { padding } = this.options;
    return {
      strides: this.spread('strides', 1),
      dilations: this.spread('dilationRate', 1),
      padding: padding === 'same' || padding === 'causal' ? padding : 'valid',
    };
  }

  protected abstract convolve(x: tf.Tensor): tf.Tensor;
  /** The length of an axis, in the order of the kernel, after the convolution. */
  protected abstract length(before: number | null, axis: number): number | null;
  protected abstract filters(channels: number): number;

  protected channels(inputShape: InputShape): number {
    const [shape = []] = shapesOf(inputShape);
    return (this.channelsFirst ? shape[1] : shape.at(-1)) ?? 1;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const axes = Array.from({ length: this.rank }, (_, axis) => axis);
    const last = this.channelsFirst ? tf.transpose(x, [0, ...axes.map((axis) => axis + 2), 1]) : x;
    const convolved = this.convolve(last);
    const bias = this.read('bias');
    const shifted = bias === undefined ? convolved : tf.add(convolved, bias);
    const back = [0, this.rank + 1, ...axes.map((axis) => axis + 1)];
    return this.activate(this.channelsFirst ? tf.transpose(shifted, back) : shifted);
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    const lengths = (this.channelsFirst ? shape.slice(2) : shape.slice(1, -1)).map((length, axis) =>
      this.length(length, axis),
    );
    const filters = this.filters(this.channels(inputShape));
    const batch = shape[0] ?? null;
    return this.channelsFirst ? [batch, filters, ...lengths] : [batch, ...lengths, filters];
  }

  protected kernel(name = 'kernel'): tf.Tensor {
    const kernel = this.read(name);
    if (kernel === undefined) throw new Error(`${this.name} has no kernel`);
    return kernel;
  }

  protected addBias(filters: number): void {
    if (!this.isOff('useBias')) this.addNamed('bias', [filters]);
    this.built = true;
  }
}

/** With groups of channels, and causal over one axis. */
abstract class KerasConv extends KerasConvolution {
  override build(inputShape: InputShape): void {
    const channels = this.channels(inputShape) / this.number('groups', 1);
    const filters = this.filters();
    this.addNamed('kernel', [...this.spread('kernelSize', 1), channels, filters]);
    this.addBias(filters);
  }
  protected override filters(): number {
    return this.number('filters', 1);
  }
  protected override convolve(x: tf.Tensor): tf.Tensor {
    return convolve(x, this.kernel(), this.moves);
  }
  protected override length(before: number | null, axis: number): number | null {
    return lengthAfter(before, this.spread('kernelSize', 1)[axis] ?? 1, this.moves, axis);
  }
}

class KerasConv1D extends KerasConv {
  static readonly className = 'KerasConv1D';
  protected override readonly rank = 1;
}
class KerasConv2D extends KerasConv {
  static readonly className = 'KerasConv2D';
  protected override readonly rank = 2;
}
class KerasConv3D extends KerasConv {
  static readonly className = 'KerasConv3D';
  protected override readonly rank = 3;
}

abstract class KerasConvTranspose extends KerasConvolution {
  override build(inputShape: InputShape): void {
    const filters = this.filters();
    this.addNamed('kernel', [...this.spread('kernelSize', 1), filters, this.channels(inputShape)]);
    this.addBias(filters);
  }
  #moves(): BackMoves {
    const given = this.options['outputPadding'] ?? null;
    return { ...this.moves, outputPadding: given === null ? null : this.spread('outputPadding', 0) };
  }
  protected override filters(): number {
    return this.number('filters', 1);
  }
  protected override convolve(x: tf.Tensor): tf.Tensor {
    return convolveBack(x, this.kernel(), this.#moves());
  }
  protected override length(before: number | null, axis: number): number | null {
    const size = this.spread('kernelSize', 1)[axis] ?? 1;
    return before === null ? null : lengthBefore(before, size, this.#moves(), axis);
  }
}

class KerasConv1DTranspose extends KerasConvTranspose {
  static readonly className = 'KerasConv1DTranspose';
  protected override readonly rank = 1;
}
class KerasConv2DTranspose extends KerasConvTranspose {
  static readonly className = 'KerasConv2DTranspose';
  protected override readonly rank = 2;
}
class KerasConv3DTranspose extends KerasConvTranspose {
  static readonly className = 'KerasConv3DTranspose';
  protected override readonly rank = 3;
}

/** Each channel by itself. */
abstract class KerasDepthwiseConv extends KerasConvolution {
  /** As TensorFlow.js calls it, where it has such a layer. */
  protected readonly kernelName: string = 'kernel';
  override build(inputShape: InputShape): void {
    const channels = this.channels(inputShape);
    const size = [...this.spread('kernelSize', 1), channels, this.number('depthMultiplier', 1)];
    this.addNamed(this.kernelName, size);
    this.addBias(this.filters(channels));
  }
  protected override filters(channels: number): number {
    return channels * this.number('depthMultiplier', 1);
  }
  protected override convolve(x: tf.Tensor): tf.Tensor {
    return depthwise(x, this.kernel(this.kernelName), this.moves);
  }
  protected override length(before: number | null, axis: number): number | null {
    return lengthAfter(before, this.spread('kernelSize', 1)[axis] ?? 1, this.moves, axis);
  }
}

class KerasDepthwiseConv1D extends KerasDepthwiseConv {
  static readonly className = 'KerasDepthwiseConv1D';
  protected override readonly rank = 1;
}
class KerasDepthwiseConv2D extends KerasDepthwiseConv {
  static readonly className = 'KerasDepthwiseConv2D';
  protected override readonly kernelName = 'depthwise_kernel';
  protected override readonly rank = 2;
}

/** Each channel by itself, then all channels of one place. */
abstract class KerasSeparableConv extends KerasConvolution {
  override build(inputShape: InputShape): void {
    const channels = this.channels(inputShape);
    const multiplier = this.number('depthMultiplier', 1);
    const ones = this.spread('kernelSize', 1).map(() => 1);
    this.addNamed('depthwise_kernel', [...this.spread('kernelSize', 1), channels, multiplier]);
    this.addNamed('pointwise_kernel', [...ones, channels * multiplier, this.filters()]);
    this.addBias(this.filters());
  }
  protected override filters(): number {
    return this.number('filters', 1);
  }
  protected override convolve(x: tf.Tensor): tf.Tensor {
    const apart = depthwise(x, this.kernel('depthwise_kernel'), this.moves);
    const ones = this.moves.strides.map(() => 1);
    return convolve(apart, this.kernel('pointwise_kernel'), {
      strides: ones,
      dilations: ones,
      padding: 'valid',
    });
  }
  protected override length(before: number | null, axis: number): number | null {
    return lengthAfter(before, this.spread('kernelSize', 1)[axis] ?? 1, this.moves, axis);
  }
}

class KerasSeparableConv1D extends KerasSeparableConv {
  static readonly className = 'KerasSeparableConv1D';
  protected override readonly rank = 1;
}
class KerasSeparableConv2D extends KerasSeparableConv {
  static readonly className = 'KerasSeparableConv2D';
  protected override readonly rank = 2;
}

export const CONVOLUTION_LAYERS = [
  KerasConv1D,
  KerasConv2D,
  KerasConv3D,
  KerasConv1DTranspose,
  KerasConv2DTranspose,
  KerasConv3DTranspose,
  KerasDepthwiseConv1D,
  KerasDepthwiseConv2D,
  KerasSeparableConv1D,
  KerasSeparableConv2D,
] as const;
