import * as tf from '@tensorflow/tfjs-core';
import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type Shape = readonly (number | null)[];
type Inputs = tf.Tensor | tf.Tensor[];
type LayerArgs = ConstructorParameters<typeof layers.Layer>[0];
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
abstract class KerasLayer extends layers.Layer {
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

/** A layer whose output has its input's mask. */
abstract class KerasElementwise extends KerasLayer {
  override supportsMasking = true;
}

/** Does nothing outside training: Identity, SpatialDropout2D, RandomFlip ... */
class KerasPassThrough extends KerasElementwise {
  static readonly className = 'KerasPassThrough';
  protected override compute(x: tf.Tensor): tf.Tensor {
    return tf.clone(x);
  }
}

/** max_value for x >= max_value, x for threshold <= x, negative_slope * (x - threshold) below. */
class KerasReLU extends KerasElementwise {
  static readonly className = 'KerasReLU';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const threshold = this.number('threshold', 0);
    const slope = this.number('negativeSlope', 0);
    const limit = this.number('maxValue', Infinity);
    const high = Number.isFinite(limit) ? tf.minimum(x, limit) : x;
    return tf.where(tf.greaterEqual(x, threshold), high, tf.mul(tf.sub(x, threshold), slope));
  }
}

class Subtract extends KerasLayer {
  static readonly className = 'Subtract';
  protected override compute(x: tf.Tensor, [other]: readonly tf.Tensor[]): tf.Tensor {
    if (other === undefined) throw new Error(`${this.name} needs two inputs`);
    return tf.sub(x, other);
  }
  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    const shapes = inputShape as readonly Shape[];
    const [one = [], other = []] = shapes;
    const longer = one.length >= other.length ? one : other;
    const shorter = longer === one ? other : one;
    const ahead = longer.length - shorter.length;
    return longer.map((size, axis) => {
      const beside = axis < ahead ? 1 : (shorter[axis - ahead] ?? null);
      return size === 1 ? beside : size;
    });
  }
}

/** Bilinear as TensorFlow 2 does it, with half-pixel centres. */
class KerasUpSampling2D extends KerasLayer {
  static readonly className = 'KerasUpSampling2D';
  #size(): readonly [number, number] {
    const { size } = this.options;
    if (typeof size === 'number') return [size, size];
    const [height = 2, width = 2] = Array.isArray(size) ? size.map(Number) : [];
    return [height, width];
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    const [high, wide] = this.#size();
    const last = this.channelsFirst ? tf.transpose(x, [0, 2, 3, 1]) : x;
    const [, height = 0, width = 0] = last.shape;
    const larger = resize(last, [high * height, wide * width], 'bilinear');
    return this.channelsFirst ? tf.transpose(larger, [0, 3, 1, 2]) : larger;
  }
  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    const shape = inputShape as Shape;
    const sizes = this.#size();
    const first = this.channelsFirst ? 2 : 1;
    return shape.map((size, axis) => {
      const times = sizes[axis - first];
      return size === null || times === undefined ? size : size * times;
    });
  }
}

class KerasResizing extends KerasLayer {
  static readonly className = 'KerasResizing';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const target: [number, number] = [this.number('height', 0), this.number('width', 0)];
    return resize(x, target, this.options['interpolation'] === 'nearest' ? 'nearest' : 'bilinear');
  }
  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    const shape = inputShape as Shape;
    return [shape[0] ?? null, this.number('height', 0), this.number('width', 0), shape[3] ?? null];
  }
}

/** Global pooling that keeps the axes it pools over, as ones. */
abstract class KerasGlobalPooling extends KerasLayer {
  protected abstract pool(x: tf.Tensor, axes: number[]): tf.Tensor;
  #axes(rank: number): number[] {
    const axes = Array.from({ length: rank - 2 }, (_, index) => index + 1);
    return this.channelsFirst ? axes.map((axis) => axis + 1) : axes;
  }
  protected override compute(x: tf.Tensor): tf.Tensor {
    return this.pool(x, this.#axes(x.rank));
  }
  override computeOutputShape(inputShape: Parameters<layers.Layer['computeOutputShape']>[0]) {
    const shape = inputShape as Shape;
    const axes = this.#axes(shape.length);
    return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  }
}

abstract class KerasGlobalAverage extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(x, axes, true);
  }
}
abstract class KerasGlobalMax extends KerasGlobalPooling {
  protected override pool(x: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(x, axes, true);
  }
}
class KerasGlobalAveragePooling1D extends KerasGlobalAverage {
  static readonly className = 'KerasGlobalAveragePooling1D';
}
class KerasGlobalAveragePooling2D extends KerasGlobalAverage {
  static readonly className = 'KerasGlobalAveragePooling2D';
}
class KerasGlobalMaxPooling1D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling1D';
}
class KerasGlobalMaxPooling2D extends KerasGlobalMax {
  static readonly className = 'KerasGlobalMaxPooling2D';
}

function resize(x: tf.Tensor, size: [number, number], by: 'bilinear' | 'nearest'): tf.Tensor {
  const picture = x as tf.Tensor4D;
  return by === 'nearest'
    ? tf.image.resizeNearestNeighbor(picture, size, false, true)
    : tf.image.resizeBilinear(picture, size, false, true);
}

/** Makes the layers known to TensorFlow.js, once; classes of the same name that a user registered stay. */
export function registerKerasLayers(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  for (const added of [
    KerasPassThrough,
    KerasReLU,
    Subtract,
    KerasUpSampling2D,
    KerasResizing,
    KerasGlobalAveragePooling1D,
    KerasGlobalAveragePooling2D,
    KerasGlobalMaxPooling1D,
    KerasGlobalMaxPooling2D,
  ])
    if (!Object.hasOwn(classNameMap, added.className)) serialization.registerClass(added);
}
