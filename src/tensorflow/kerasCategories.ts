import * as tf from '@tensorflow/tfjs-core';
import { binsOf, farmHash, sipHash, type Hash } from './hashNumbers.js';
import { KerasLayer, type InputShape, type Shape } from './kerasLayer.js';
import { digitize, oneHot } from './ops/shapeOps.js';
import { shapesByTrial } from './shapeByTrial.js';

/** A layer that makes numbers of categories (keras/src/layers/preprocessing). */
abstract class KerasCategories extends KerasLayer {
  protected abstract override compute(x: tf.Tensor, others: readonly tf.Tensor[]): tf.Tensor;

  override computeOutputShape(inputShape: InputShape): (number | null)[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as readonly Shape[];
    const [shape = []] = shapesByTrial(shapes, ([x, ...others]) =>
      x === undefined ? [] : [this.compute(x, others)],
    );
    return shape;
  }

  /** As encode_categorical_inputs of Keras. @param x whole numbers @param weights of each, where they are counted */
  protected encoded(x: tf.Tensor, classes: number, weights: tf.Tensor | null = null): tf.Tensor {
    const mode = this.text('outputMode', 'int');
    switch (mode) {
      case 'int':
        return tf.cast(x, 'int32');
      case 'one_hot':
        return oneHot(x.rank > 1 && x.shape.at(-1) === 1 ? tf.squeeze(x, [-1]) : x, classes);
      case 'multi_hot':
      case 'binary':
        return tf.max(oneHot(x, classes), x.rank > 1 ? 1 : 0);
      case 'count': {
        const each = oneHot(x, classes);
        const counted =
          weights === null ? each : tf.mul(each, tf.expandDims(tf.cast(weights, 'float32'), -1));
        return tf.sum(counted, x.rank > 1 ? 1 : 0);
      }
      default:
        throw new Error(`${this.name} has output_mode=${mode}, which is not computed`);
    }
  }

  protected text(option: string, fallback: string): string {
    const value = this.options[option];
    // TensorFlow.js takes the _ out of texts in a config.
    return typeof value === 'string'
      ? value.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`)
      : fallback;
  }

  protected list(option: string): readonly number[] | null {
    const value = this.options[option];
    return Array.isArray(value) ? value.map(Number) : null;
  }
}

class KerasDiscretization extends KerasCategories {
  static readonly className = 'KerasDiscretization';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const limits = this.list('binBoundaries') ?? [];
    return this.encoded(digitize(tf.cast(x, 'float32'), limits), limits.length + 1);
  }
}

class KerasCategoryEncoding extends KerasCategories {
  static readonly className = 'KerasCategoryEncoding';
  protected override compute(x: tf.Tensor, [weights]: readonly tf.Tensor[]): tf.Tensor {
    return this.encoded(x, this.number('numTokens', 0), weights ?? null);
  }
  protected override text(option: string): string {
    return super.text(option, 'multi_hot');
  }
}

/** Numbers by the hash of their decimal text: FarmHash, or SipHash where there is a salt. */
class KerasHashing extends KerasCategories {
  static readonly className = 'KerasHashing';
  protected override compute(x: tf.Tensor): tf.Tensor {
    const bins = this.number('numBins', 1);
    const { maskValue } = this.options;
    const isMasked = typeof maskValue === 'number' && bins > 1;
    const found = tf.tensor(
      binsOf(x.dataSync(), isMasked ? bins - 1 : bins, hashOf(this.options['salt'])),
      x.shape,
      'int32',
    );
    if (!isMasked) return this.encoded(found, bins);
    const after = tf.add(found, tf.scalar(1, 'int32'));
    return this.encoded(tf.where(tf.equal(x, maskValue), tf.zerosLike(after), after), bins);
  }
}

/** A salt is two numbers, or one that counts as both. */
function hashOf(salt: unknown): Hash {
  const [one, other] = Array.isArray(salt) ? (salt as readonly unknown[]) : [salt, salt];
  if (typeof one !== 'number') return farmHash;
  return sipHash([BigInt(one), BigInt(typeof other === 'number' ? other : one)]);
}

/** Whole numbers by their place in a list, or back. */
class KerasIntegerLookup extends KerasCategories {
  static readonly className = 'KerasIntegerLookup';

  protected override compute(x: tf.Tensor): tf.Tensor {
    const { tokens, start, unknown, mask } = this.#list();
    const values = x.dataSync();
    const places = new Map(tokens.map((token, index) => [token, index + start]));
    const whole = (value: number): number => Math.trunc(value);
    if (this.options['invert'] === true) {
      const back = Int32Array.from(values, (place) => {
        if (mask !== null && whole(place) === 0) return mask;
        return tokens[whole(place) - start] ?? this.number('oovToken', -1);
      });
      return tf.tensor(back, x.shape, 'int32');
    }
    const found = Int32Array.from(values, (value) => {
      if (mask !== null && whole(value) === mask) return this.text('outputMode', 'int') === 'int' ? 0 : -1;
      return places.get(whole(value)) ?? unknown(whole(value));
    });
    const size = start + tokens.length;
    const padded = this.options['padToMaxTokens'] === true ? this.number('maxTokens', size) : size;
    const numbers = tf.tensor(found, x.shape, 'int32');
    return this.text('outputMode', 'int') === 'tf_idf'
      ? this.#weighted(numbers, padded, start)
      : this.encoded(numbers, padded);
  }

  /** The tokens without the special ones in front, where they begin, and where a number goes that is none. */
  #list(): {
    readonly tokens: readonly number[];
    readonly start: number;
    readonly unknown: (value: number) => number;
    readonly mask: number | null;
  } {
    const listed = this.list('vocabulary') ?? [];
    const { maskToken } = this.options;
    const mask = typeof maskToken === 'number' ? maskToken : null;
    const others = this.number('numOovIndices', 1);
    const first = mask !== null && this.text('outputMode', 'int') === 'int' ? 1 : 0;
    const start = first + others;
    const oov = this.number('oovToken', -1);
    const special = listed.slice(0, start).every((token, place) => token === (place < first ? mask : oov));
    const hash = this.text('oovMethod', 'floormod') === 'farmhash' ? hashOf(this.options['salt']) : null;
    const among = (value: number): number =>
      hash === null ? ((value % others) + others) % others : binsOf([value], others, hash)[0]!;
    return {
      tokens: special && start > 0 ? listed.slice(start) : listed,
      start,
      unknown: (value) => (others === 0 ? -1 : first + (others === 1 ? 0 : among(value))),
      mask,
    };
  }

  /** Counts by the weight of each token; those in front have the mean of the others. */
  #weighted(x: tf.Tensor, classes: number, start: number): tf.Tensor {
    const listed = this.list('idfWeights') ?? [];
    const vocabulary = this.list('vocabulary') ?? [];
    const mean = listed.reduce((sum, weight) => sum + weight, 0) / Math.max(1, listed.length);
    const isWhole = vocabulary.length === listed.length && this.#list().tokens.length < vocabulary.length;
    const front = isWhole ? [] : Array.from({ length: start }, () => mean);
    const weights = [...front, ...listed];
    while (weights.length < classes) weights.push(0);
    return tf.mul(tf.sum(oneHot(x, classes), x.rank > 1 ? 1 : 0), tf.tensor1d(weights.slice(0, classes)));
  }
}

/** Layers that make numbers of categories. */
export const CATEGORY_LAYERS = [
  KerasDiscretization,
  KerasCategoryEncoding,
  KerasHashing,
  KerasIntegerLookup,
] as const;
