import * as tf from '@tensorflow/tfjs-core';
import { isRecord } from '../vocabulary/isRecord.js';
import { cellsOf, type Cell } from './kerasCells.js';
import { KerasLayer, shapesOf, type Inputs, type InputShape, type Masks } from './kerasLayer.js';
import { cellWeights, runCells, statesOf } from './runCells.js';

const DIRECTIONS = ['forward', 'backward'] as const;
type Options = Readonly<Record<string, unknown>>;

/**
 * Bidirectional over layers of cells, or over two layers that differ, which TensorFlow.js 4.22 makes of the first alone.
 * Weights are called "forward/kernel", "backward/cell1/kernel".
 */
class KerasBidirectional extends KerasLayer {
  static readonly className = 'KerasBidirectional';
  override supportsMasking = true;

  #options(direction: (typeof DIRECTIONS)[number]): Options {
    const layer = this.options[direction === 'forward' ? 'layer' : 'backwardLayer'];
    if (!isRecord(layer) || !isRecord(layer['config'])) throw new Error(`${this.name} holds no layers`);
    return { ...layer['config'], className: layer['className'] };
  }

  #cells(direction: (typeof DIRECTIONS)[number]): readonly Cell[] {
    const options = this.#options(direction);
    const plain = String(options['className']).replace(/^Keras/, '');
    return cellsOf(plain === 'RNN' ? options['cell'] : { className: `${plain}Cell`, config: options });
  }

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    const step = shape.slice(2).map((size) => size ?? 1);
    for (const direction of DIRECTIONS)
      for (const [name, sizes] of cellWeights(this.#cells(direction), step))
        this.addNamed(`${direction}/${name}`, sizes);
    this.built = true;
  }

  protected override compute(x: tf.Tensor, others: readonly tf.Tensor[], [mask = null]: Masks): Inputs {
    const half = others.length / 2;
    const runs = DIRECTIONS.map((direction, index) => {
      const options = this.#options(direction);
      const run = runCells(this.#cells(direction), x, {
        initial: others.slice(index * half, (index + 1) * half),
        mask,
        options: { ...options, zeroOutputForMask: options['returnSequences'] === true },
        weight: (name) => this.read(`${direction}/${name}`),
      });
      const isTurned = index === 1 && options['returnSequences'] === true;
      return { ...run, answer: isTurned ? tf.reverse(run.answer, 1) : run.answer };
    });
    const [forward, backward] = runs;
    if (forward === undefined || backward === undefined) throw new Error(`${this.name} holds no layers`);
    const merged = this.#merge(forward.answer, backward.answer);
    if (!this.#returnsState()) return merged;
    const states = runs.flatMap((run) => run.states).map((state) => tf.clone(state));
    return [...(Array.isArray(merged) ? merged : [merged]), ...states];
  }

  #merge(forward: tf.Tensor, backward: tf.Tensor): Inputs {
    switch (this.options['mergeMode'] ?? null) {
      case null:
        return [forward, backward];
      case 'sum':
        return tf.add(forward, backward);
      case 'mul':
        return tf.mul(forward, backward);
      case 'ave':
        return tf.div(tf.add(forward, backward), 2);
      default:
        return tf.concat([forward, backward], -1);
    }
  }

  #returnsState(): boolean {
    return this.#options('forward')['returnState'] === true;
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    const [batch = null, steps = null] = shape;
    const step = shape.slice(2).map((size) => size ?? 1);
    const states = DIRECTIONS.map((direction) => statesOf(this.#cells(direction), step));
    const ahead = this.#options('forward')['returnSequences'] === true ? [batch, steps] : [batch];
    const [forward = 1, backward = 1] = states.map((of) => of.at(-1)?.[0]?.at(-1));
    const mode = this.options['mergeMode'] ?? null;
    const sizes = mode === null ? [forward, backward] : [mode === 'concat' ? forward + backward : forward];
    const outputs = [
      ...sizes.map((size) => [...ahead, size]),
      ...(this.#returnsState() ? states.flat(2).map((size) => [batch, ...size]) : []),
    ];
    return outputs.length === 1 ? (outputs[0] ?? []) : outputs;
  }

  override computeMask(_: Inputs, masks?: Inputs): tf.Tensor {
    const mask = Array.isArray(masks) ? masks[0] : masks;
    const kept = this.#options('forward')['returnSequences'] === true ? (mask ?? null) : null;
    const outputs = (this.options['mergeMode'] ?? null) === null ? [kept, kept] : [kept];
    const states = this.#returnsState()
      ? DIRECTIONS.flatMap((direction) => this.#cells(direction)).flatMap((cell) => cell.states([]))
      : [];
    // One an output; TensorFlow.js says "none" by null.
    const all = [...outputs, ...states.map(() => null)];
    return (all.length === 1 ? kept : all) as unknown as tf.Tensor;
  }
}

export const DIRECTION_LAYERS = [KerasBidirectional] as const;
