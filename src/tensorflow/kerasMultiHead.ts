import * as tf from '@tensorflow/tfjs-core';
import {
  causalMask,
  KerasAdditiveAttention,
  KerasAttention,
  keepScores,
  maskOf,
  windowMask,
  withScores,
} from './kerasAttention.js';
import {
  axisIn,
  KerasLayer,
  shapesOf,
  type Inputs,
  type InputShape,
  type Masks,
  type Shape,
} from './kerasLayer.js';
import { einsum } from './ops/einsum.js';

/** The heads of query, key, value and gate: how many, of what size. */
interface Projection {
  readonly name: string;
  readonly features: number;
  readonly heads: number;
  readonly size: number;
}

interface Heads {
  readonly query: tf.Tensor;
  readonly key: tf.Tensor;
  readonly value: tf.Tensor;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Attention of several heads: query, value, key and a mask for pairs of steps, in the order of `inputs`. */
abstract class KerasHeads extends KerasLayer {
  override supportsMasking = true;

  protected abstract projections(query: Shape, value: Shape, key: Shape): readonly Projection[];
  /** The shape of the output's kernel: heads, size, features ... */
  protected abstract outputKernel(query: Shape): readonly number[];
  protected abstract readonly scale: number;
  /** Over which axes of query and value, the batch being 0. */
  protected abstract axes(rank: number): readonly number[];

  /** Each input by its role, whatever else is given. */
  #roles<Item>(items: readonly Item[]): Readonly<Record<string, Item | undefined>> {
    const { inputs } = this.options;
    const names = Array.isArray(inputs) ? inputs.map(String) : ['query', 'value', 'key'];
    return Object.fromEntries(names.map((name, index) => [name, items[index]]));
  }

  override build(inputShape: InputShape): void {
    const { query = [], value = query, key = value } = this.#roles(shapesOf(inputShape));
    for (const { name, features, heads, size } of this.projections(query, value, key)) {
      this.addNamed(`${name}/kernel`, [features, heads, size]);
      if (!this.isOff('useBias')) this.addNamed(`${name}/bias`, [heads, size]);
    }
    const kernel = this.outputKernel(query);
    this.addNamed('attention_output/kernel', kernel);
    if (!this.isOff('useBias')) this.addNamed('attention_output/bias', kernel.slice(2));
    this.built = true;
  }

  protected override compute(x: tf.Tensor, others: readonly tf.Tensor[], masks: Masks): Inputs {
    const { query = x, value = query, key = value, attentionMask } = this.#roles([x, ...others]);
    const roles = this.#roles(masks);
    const heads = this.#headsOf(query, value, key);
    const axes = this.axes(heads.query.rank);
    const equations = equationsOf(heads.query.rank, axes);
    const scores = einsum(equations.scores, [tf.mul(heads.query, this.scale), heads.key]);
    const steps = { rows: query.shape[1] ?? 1, columns: value.shape[1] ?? 1, axes: axes.length };
    // A key that is the value itself has its mask already.
    const given = { query: roles['query'], value: roles['value'], key: roles['key'], pairs: attentionMask };
    const keep = this.#keep(given, steps, scores.rank);
    const isFused = this.number('dropout', 0) === 0 && this.options['returnAttentionScores'] !== true;
    const weights = softmaxOver(keep === null ? scores : keepScores(scores, keep), axes.length);
    // Keras' plain way answers 0 where every step is masked; its fused one, on [batch, steps, features], counts all alike.
    const shown = keep === null || (isFused && heads.query.rank === 4) ? weights : tf.mul(weights, keep);
    const mixed = einsum(equations.mixed, [shown, heads.value]);
    const gate = this.#project(query, 'gate');
    const gated = gate === null ? mixed : tf.mul(mixed, tf.sigmoid(gate));
    return withScores(this.options, this.#output(gated), shown);
  }

  #headsOf(query: tf.Tensor, value: tf.Tensor, key: tf.Tensor): Heads {
    const [q, k, v] = [
      this.#project(query, 'query'),
      this.#project(key, 'key'),
      this.#project(value, 'value'),
    ];
    if (q === null || k === null || v === null) throw new Error(`${this.name} has no weights`);
    const times = (q.shape.at(-2) ?? 1) / (k.shape.at(-2) ?? 1);
    return { query: q, key: repeatHeads(k, times), value: repeatHeads(v, times) };
  }

  /** [..., features] -> [..., heads, size] */
  #project(x: tf.Tensor, name: string): tf.Tensor | null {
    const kernel = this.read(`${name}/kernel`);
    if (kernel === undefined) return null;
    const [features = 1, heads = 1, size = 1] = kernel.shape;
    const flat = tf.matMul(tf.reshape(x, [-1, features]), tf.reshape(kernel, [features, heads * size]));
    const projected = tf.reshape(flat, [...x.shape.slice(0, -1), heads, size]);
    const bias = this.read(`${name}/bias`);
    return bias === undefined ? projected : tf.add(projected, bias);
  }

  /** [..., heads, size] -> [..., features ...] */
  #output(x: tf.Tensor): tf.Tensor {
    const kernel = this.read('attention_output/kernel');
    if (kernel === undefined) throw new Error(`${this.name} has no weights`);
    const [heads = 1, size = 1, ...features] = kernel.shape;
    const flat = tf.matMul(tf.reshape(x, [-1, heads * size]), tf.reshape(kernel, [heads * size, -1]));
    const output = tf.reshape(flat, [...x.shape.slice(0, -2), ...features]);
    const bias = this.read('attention_output/bias');
    return bias === undefined ? output : tf.add(output, bias);
  }

  /** 1 where a pair of steps counts, spread to the rank of the scores; null where all do. */
  #keep(
    given: Readonly<Record<'query' | 'value' | 'key' | 'pairs', tf.Tensor | null | undefined>>,
    { rows, columns, axes }: { readonly rows: number; readonly columns: number; readonly axes: number },
    rank: number,
  ): tf.Tensor | null {
    const keeps: tf.Tensor[] = [];
    const add = (mask: tf.Tensor | null | undefined, axis: number | null): void => {
      if (mask === null || mask === undefined) return;
      const numbers = tf.cast(mask, 'float32');
      keeps.push(axis === null ? numbers : tf.expandDims(numbers, axis));
    };
    add(given.query, -1);
    add(given.value, -2);
    add(given.key, -2);
    add(given.pairs, null);
    if (this.options['useCausalMask'] === true) keeps.push(tf.expandDims(causalMask(rows, columns), 0));
    const width = this.number('slidingWindow', 0);
    if (width > 0) keeps.push(tf.expandDims(windowMask(rows, columns, width), 0));
    if (keeps.length === 0) return null;
    const joined = keeps.reduce((one, other) => tf.mul(one, other));
    const missing = Array.from({ length: rank - joined.rank }, () => 1);
    const ahead = joined.rank - 2 * axes;
    return tf.reshape(joined, [...joined.shape.slice(0, ahead), ...missing, ...joined.shape.slice(ahead)]);
  }

  override computeOutputShape(inputShape: InputShape) {
    const { query = [], value = query } = this.#roles(shapesOf(inputShape));
    const output = [...query.slice(0, -1), ...this.outputKernel(query).slice(2)];
    if (this.options['returnAttentionScores'] !== true) return output;
    const heads = this.projections(query, value, value)[0]?.heads ?? null;
    const axes = this.axes(query.length + 1);
    const others = query.flatMap((size, axis) =>
      axis < query.length - 1 && !axes.includes(axis) ? [size] : [],
    );
    const sizes = (shape: Shape): Shape => axes.map((axis) => shape[axis] ?? null);
    return [output, [...others, heads, ...sizes(query), ...sizes(value)]];
  }

  override computeMask(_: Inputs, masks?: Inputs): tf.Tensor {
    return maskOf(this.options, this.#roles(Array.isArray(masks) ? masks : [])['query']);
  }
}

/** One head after the other: [..., 2, size] -> [..., 4, size] by twice. */
function repeatHeads(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x;
  const shape = x.shape.slice(0, -1);
  const size = x.shape.at(-1) ?? 1;
  const repeated = tf.tile(tf.expandDims(x, -2), [...shape.map(() => 1), times, 1]);
  return tf.reshape(repeated, [...shape.slice(0, -1), (shape.at(-1) ?? 1) * times, size]);
}

/** Over the last axes together. */
function softmaxOver(scores: tf.Tensor, axes: number): tf.Tensor {
  if (axes === 1) return tf.softmax(scores);
  const kept = scores.shape.slice(0, -axes);
  return tf.reshape(tf.softmax(tf.reshape(scores, [...kept, -1])), scores.shape);
}

/** The two sums of Keras' own equations (_build_attention_equation), for [batch, ..., heads, size]. */
function equationsOf(rank: number, axes: readonly number[]) {
  const query = LETTERS.slice(0, rank);
  const more = Array.from(LETTERS.slice(rank, rank + axes.length));
  const key = Array.from(query, (letter, axis) => more[axes.indexOf(axis)] ?? letter).join('');
  const apart = Array.from(query).filter((_, axis) => axis < rank - 1 && !axes.includes(axis));
  const out = [...apart, ...axes.map((axis) => query.charAt(axis)), ...more].join('');
  return { scores: `${query},${key}->${out}`, mixed: `${out},${key}->${query}` };
}

export class KerasMultiHeadAttention extends KerasHeads {
  static readonly className = 'KerasMultiHeadAttention';

  protected override projections(query: Shape, value: Shape, key: Shape): readonly Projection[] {
    const [heads, size] = [this.number('numHeads', 1), this.number('keyDim', 1)];
    const deep = this.number('valueDim', size);
    const of = (name: string, shape: Shape, of: number): Projection => ({
      name,
      features: shape.at(-1) ?? 1,
      heads,
      size: of,
    });
    return [
      of('query', query, size),
      of('key', key, size),
      of('value', value, deep),
      ...(this.options['useGate'] === true ? [of('gate', query, deep)] : []),
    ];
  }

  protected override outputKernel(query: Shape): readonly number[] {
    const size = this.number('valueDim', this.number('keyDim', 1));
    const given = this.options['outputShape'] ?? null;
    const features = given === null ? [query.at(-1) ?? 1] : this.numbers('outputShape', []);
    return [this.number('numHeads', 1), size, ...features];
  }

  protected override get scale(): number {
    return 1 / Math.sqrt(this.number('keyDim', 1));
  }

  protected override axes(rank: number): readonly number[] {
    const all = Array.from({ length: rank - 3 }, (_, index) => index + 1);
    return (this.options['attentionAxes'] ?? null) === null
      ? all
      : this.numbers('attentionAxes', all).map((axis) => axisIn(rank - 1, axis));
  }
}

/** Several heads of the query share one of key and value. */
export class KerasGroupQueryAttention extends KerasHeads {
  static readonly className = 'KerasGroupQueryAttention';

  protected override projections(query: Shape, value: Shape, key: Shape): readonly Projection[] {
    const size = this.number('headDim', 1);
    const [heads, shared] = [this.number('numQueryHeads', 1), this.number('numKeyValueHeads', 1)];
    return [
      { name: 'query', features: query.at(-1) ?? 1, heads, size },
      { name: 'key', features: key.at(-1) ?? 1, heads: shared, size },
      { name: 'value', features: value.at(-1) ?? 1, heads: shared, size },
      ...(this.options['useGate'] === true
        ? [{ name: 'gate', features: query.at(-1) ?? 1, heads, size }]
        : []),
    ];
  }

  protected override outputKernel(query: Shape): readonly number[] {
    return [this.number('numQueryHeads', 1), this.number('headDim', 1), query.at(-1) ?? 1];
  }

  protected override get scale(): number {
    return 1 / Math.sqrt(this.number('headDim', 1));
  }

  protected override axes(): readonly number[] {
    return [1];
  }
}

export const ATTENTION_LAYERS = [
  KerasAttention,
  KerasAdditiveAttention,
  KerasMultiHeadAttention,
  KerasGroupQueryAttention,
] as const;
