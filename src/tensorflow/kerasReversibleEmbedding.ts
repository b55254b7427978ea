import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, shapesOf, type InputShape } from './kerasLayer.js';

/** Tokens to vectors, or (`reverse` at the call) vectors back to scores of all tokens, by the same weights. */
export class KerasReversibleEmbedding extends KerasLayer {
  static readonly className = 'KerasReversibleEmbedding';

  override build(): void {
    const [tokens, width] = [this.number('inputDim', 1), this.number('outputDim', 1)];
    this.addNamed('embeddings', [tokens, width]);
    if (this.isOff('tieWeights')) this.addNamed('reverse_embeddings', [width, tokens]);
    this.built = true;
  }

  /** Called both ways, it is told by the shape: vectors have `output_dim` numbers, and are no tokens. */
  #isReverse(shape: readonly (number | null)[], isTokens: boolean): boolean {
    const { reverse } = this.options;
    return reverse === 'sometimes'
      ? !isTokens && shape.at(-1) === this.number('outputDim', 1) && shape.length > 2
      : reverse === true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const embeddings = this.read('embeddings');
    if (embeddings === undefined) throw new Error(`${this.name} has no weights`);
    if (!this.#isReverse(x.shape, x.dtype === 'int32')) return tf.gather(embeddings, tf.cast(x, 'int32'));
    const width = this.number('outputDim', 1);
    const kernel = this.read('reverse_embeddings') ?? tf.transpose(embeddings);
    const scores = tf.reshape(tf.matMul(tf.reshape(x, [-1, width]), kernel), [...x.shape.slice(0, -1), -1]);
    const cap = this.number('logitSoftCap', 0);
    return cap === 0 ? scores : tf.mul(tf.tanh(tf.div(scores, cap)), cap);
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    return this.#isReverse(shape, false)
      ? [...shape.slice(0, -1), this.number('inputDim', 1)]
      : [...shape, this.number('outputDim', 1)];
  }
}
