import * as tf from '@tensorflow/tfjs-core';
import { axisIn, KerasElementwise, KerasLayer, shapesOf, type InputShape } from './kerasLayer.js';

function inverseRoot(x: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.rsqrt(tf.add(x, epsilon));
}

/** Mean and variance over a group of channels and all that is neither batch nor channel. */
class KerasGroupNormalization extends KerasElementwise {
  static readonly className = 'KerasGroupNormalization';

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    const channels = shape[axisIn(shape.length, this.number('axis', -1))] ?? 1;
    if (!this.isOff('scale')) this.addNamed('gamma', [channels]);
    if (!this.isOff('center')) this.addNamed('beta', [channels]);
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const axis = axisIn(x.rank, this.number('axis', -1));
    const channels = x.shape[axis] ?? 1;
    const asked = this.number('groups', 32);
    const groups = asked === -1 ? channels : asked;
    const inGroups = [groups, channels / groups];
    const split = tf.reshape(x, [...x.shape.slice(0, axis), ...inGroups, ...x.shape.slice(axis + 1)]);
    const over = split.shape.flatMap((_, index) => (index === 0 || index === axis ? [] : [index]));
    const { mean, variance } = tf.moments(split, over, true);
    const beside = split.shape.map((_, index) => inGroups[index - axis] ?? 1);
    const normed = tf.mul(tf.sub(split, mean), inverseRoot(variance, this.number('epsilon', 1e-3)));
    const [gamma, beta] = [this.read('gamma'), this.read('beta')];
    const scaled = gamma === undefined ? normed : tf.mul(normed, tf.reshape(gamma, beside));
    return tf.reshape(beta === undefined ? scaled : tf.add(scaled, tf.reshape(beta, beside)), x.shape);
  }
}

/** Divided by the root of the mean square. */
class KerasRMSNormalization extends KerasLayer {
  static readonly className = 'KerasRMSNormalization';

  #axes(rank: number): readonly number[] {
    return [...this.numbers('axis', [-1])].map((axis) => axisIn(rank, axis)).sort((a, b) => a - b);
  }

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    this.addNamed(
      'scale',
      this.#axes(shape.length).map((axis) => shape[axis] ?? 1),
    );
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const mean = tf.mean(tf.square(x), [...this.#axes(x.rank)], true);
    const normed = tf.mul(x, inverseRoot(mean, this.number('epsilon', 1e-6)));
    const scale = this.read('scale');
    return scale === undefined ? normed : tf.mul(normed, scale);
  }
}

/** Over any axes, and with `rms_scaling`, which divides by the deviation without taking off the mean. */
class KerasLayerNormalization extends KerasElementwise {
  static readonly className = 'KerasLayerNormalization';

  #axes(rank: number): readonly number[] {
    return [...this.numbers('axis', [-1])].map((axis) => axisIn(rank, axis)).sort((a, b) => a - b);
  }

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    const sizes = this.#axes(shape.length).map((axis) => shape[axis] ?? 1);
    const isRms = this.options['rmsScaling'] === true;
    if (isRms || !this.isOff('scale')) this.addNamed('gamma', sizes);
    if (!isRms && !this.isOff('center')) this.addNamed('beta', sizes);
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const axes = this.#axes(x.rank);
    const { mean, variance } = tf.moments(x, [...axes], true);
    const middle = this.options['rmsScaling'] === true ? x : tf.sub(x, mean);
    const normed = tf.mul(middle, inverseRoot(variance, this.number('epsilon', 1e-3)));
    const beside = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
    const [gamma, beta] = [this.read('gamma'), this.read('beta')];
    const scaled = gamma === undefined ? normed : tf.mul(normed, tf.reshape(gamma, beside));
    return beta === undefined ? scaled : tf.add(scaled, tf.reshape(beta, beside));
  }
}

/** Divided by its length. */
class KerasUnitNormalization extends KerasElementwise {
  static readonly className = 'KerasUnitNormalization';

  protected override compute(x: tf.Tensor): tf.Tensor {
    const axes = [...this.numbers('axis', [-1])];
    // Keras' own limit.
    return tf.mul(x, tf.minimum(tf.rsqrt(tf.sum(tf.square(x), axes, true)), 1e12));
  }
}

/** Each channel times a number, as ConvNeXt has it at the end of a block. */
class KerasLayerScale extends KerasLayer {
  static readonly className = 'KerasLayerScale';

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    this.addNamed('gamma', [shape.at(-1) ?? 1]);
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const gamma = this.read('gamma');
    return gamma === undefined ? x : tf.mul(x, gamma);
  }
}

export const NORMALIZATION_LAYERS = [
  KerasGroupNormalization,
  KerasRMSNormalization,
  KerasLayerNormalization,
  KerasUnitNormalization,
  KerasLayerScale,
] as const;
