import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, shapesOf, type Inputs, type InputShape, type Masks } from './kerasLayer.js';

/** So far below every score that softmax answers 0, or the same for all where nothing else is left. */
const FAR_BELOW = 1e30;

/** Scores where the mask (1 or 0, spread over them) keeps them, and far below where not: tf.where by arithmetic. */
export function keepScores(scores: tf.Tensor, keep: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(scores, keep), tf.mul(tf.sub(keep, 1), FAR_BELOW));
}

/** 1 where step `row` may look at step `column`: not at later ones; [rows, columns]. */
export function causalMask(rows: number, columns: number): tf.Tensor {
  return tf.cast(tf.greaterEqual(stepsOf(rows, 0), stepsOf(columns, 1)), 'float32');
}

/** 1 where two steps are less than `width` apart; [rows, columns]. */
export function windowMask(rows: number, columns: number, width: number): tf.Tensor {
  return tf.cast(tf.less(tf.abs(tf.sub(stepsOf(rows, 0), stepsOf(columns, 1))), width), 'float32');
}

function stepsOf(count: number, axis: 0 | 1): tf.Tensor {
  return tf.expandDims(tf.range(0, count, 1, 'float32'), 1 - axis);
}

/** What a layer answers beside its output where the call asks for the scores. */
export function withScores(
  options: Readonly<Record<string, unknown>>,
  output: tf.Tensor,
  scores: tf.Tensor,
): Inputs {
  return options['returnAttentionScores'] === true ? [output, scores] : output;
}

/** The query's mask, or none, for each output; TensorFlow.js says "none" by null. */
export function maskOf(
  options: Readonly<Record<string, unknown>>,
  query: tf.Tensor | null | undefined,
): tf.Tensor {
  const mask = query ?? null;
  return (options['returnAttentionScores'] === true ? [mask, null] : mask) as unknown as tf.Tensor;
}

/** Query, value and key (the value again, where there is none), each [batch, steps, features]. */
abstract class KerasDotAttention extends KerasLayer {
  override supportsMasking = true;

  protected abstract score(query: tf.Tensor, key: tf.Tensor): tf.Tensor;

  protected override compute(query: tf.Tensor, [value, given]: readonly tf.Tensor[], masks: Masks): Inputs {
    if (value === undefined) throw new Error(`${this.name} needs query and value`);
    const scores = this.score(query, given ?? value);
    const [rows = 1, columns = 1] = scores.shape.slice(-2);
    const [queryMask = null, valueMask = null] = masks;
    let kept = scores;
    const keeps: tf.Tensor[] = [];
    if (valueMask !== null) keeps.push(tf.expandDims(tf.cast(valueMask, 'float32'), -2));
    if (this.options['useCausalMask'] === true) keeps.push(causalMask(rows, columns));
    // Once, by Keras' own 1e9: where every step is masked, float32 loses the scores and all steps count alike.
    if (keeps.length > 0)
      kept = tf.sub(
        scores,
        tf.mul(
          tf.sub(
            1,
            keeps.reduce((one, other) => tf.mul(one, other)),
          ),
          1e9,
        ),
      );
    const weights = tf.softmax(kept);
    const mixed = tf.matMul(weights, value);
    const output =
      queryMask === null ? mixed : tf.mul(mixed, tf.expandDims(tf.cast(queryMask, 'float32'), -1));
    return withScores(this.options, output, weights);
  }

  override computeOutputShape(inputShape: InputShape) {
    const [query = [], value = [], key = value] = shapesOf(inputShape);
    const output = [...query.slice(0, -1), value.at(-1) ?? null];
    return this.options['returnAttentionScores'] === true
      ? [output, [...query.slice(0, -1), key.at(-2) ?? null]]
      : output;
  }

  override computeMask(_: Inputs, masks?: Inputs): tf.Tensor {
    return maskOf(this.options, Array.isArray(masks) ? masks[0] : null);
  }
}

/** Scores by a dot product, or by tanh of sums ("concat"). */
export class KerasAttention extends KerasDotAttention {
  static readonly className = 'KerasAttention';

  override build(): void {
    if (this.options['useScale'] === true) this.addNamed('scale', []);
    if (this.options['scoreMode'] === 'concat') this.addNamed('concat_score_weight', []);
    this.built = true;
  }

  protected override score(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const scale = this.read('scale');
    const weight = this.read('concat_score_weight');
    if (weight === undefined) {
      const products = tf.matMul(query, key, false, true);
      return scale === undefined ? products : tf.mul(products, scale);
    }
    const sums = tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3));
    return tf.mul(tf.sum(tf.tanh(scale === undefined ? sums : tf.mul(sums, scale)), -1), weight);
  }
}

export class KerasAdditiveAttention extends KerasDotAttention {
  static readonly className = 'KerasAdditiveAttention';

  override build(inputShape: InputShape): void {
    const [query = []] = shapesOf(inputShape);
    if (!this.isOff('useScale')) this.addNamed('scale', [query.at(-1) ?? 1]);
    this.built = true;
  }

  protected override score(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const sums = tf.tanh(tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3)));
    const scale = this.read('scale');
    return tf.sum(scale === undefined ? sums : tf.mul(sums, scale), -1);
  }
}
