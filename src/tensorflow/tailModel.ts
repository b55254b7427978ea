import * as tf from '@tensorflow/tfjs-core';
import { model as modelOf, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Rows } from '../engine/fold/linearMap.js';
import type { RunnableTail, SmallerModel, StandIn, TailPart } from '../engine/fold/tail.js';
import type { BatchInput } from '../engine/tap.js';
import { foldLayers } from './foldLayers.js';
import type { Container, Layer } from './layerInternals.js';
import { isDenseLayer, type ChainPart, type TailChain } from './tailChain.js';

/** Rows that run through a part at once. */
const ROWS_AT_ONCE = 1024;

interface TailModelParts {
  readonly model: LayersModel;
  readonly container: Container;
  readonly chain: TailChain;
  readonly stateful: readonly Layer[];
  readonly tensorsOf: (inputs: readonly BatchInput[], rows: number) => readonly tf.Tensor[];
}

/** The tail of a loaded layers-model. */
export class TailModel implements RunnableTail {
  readonly parts: readonly TailPart[];
  readonly parameters: number;
  readonly #of: TailModelParts;
  #head: LayersModel | null = null;

  constructor(parts: TailModelParts) {
    this.#of = parts;
    this.parts = parts.chain.parts.map(({ kind, layer, inputs, outputs }): TailPart => {
      if (kind !== 'kept') return { kind, layer: layer ?? '', inputs, outputs };
      return { kind, layer, inputs, outputs };
    });
    this.parameters = parts.model.countParams();
  }

  reach(inputs: readonly BatchInput[], rows: number): Float32Array {
    const { container, chain, stateful, tensorsOf } = this.#of;
    const start = symbolic(chain.start);
    for (const layer of stateful) layer.resetStates?.();
    // A model's own input is no output of a model of the same input.
    const isInput = container.inputs.some(({ id }) => id === chain.start.id);
    if (!isInput) this.#head ??= modelOf({ inputs: container.inputs.map(symbolic), outputs: start });
    const head = this.#head;
    return tf.tidy(() => {
      const tensors = [...tensorsOf(inputs, rows)];
      const [only] = tensors;
      const given = tensors.length === 1 && only !== undefined ? only : tensors;
      const reached = head === null ? only : (head.apply(given) as tf.Tensor);
      if (reached === undefined) throw new Error('a model without an input');
      const width = chain.start.shape[1] ?? 0;
      return Float32Array.from(reached.dataSync()).slice(0, rows * width);
    });
  }

  run(part: number, rows: Rows): Rows {
    const chained = this.#part(part);
    return runLayers(rows, chained.outputs, (x) => applied(chained, x));
  }

  parametersWith(folded: ReadonlySet<number>): number {
    let parameters = this.parameters;
    let pending: number | null = null;
    this.#of.chain.parts.forEach((part, index) => {
      const { kind, layers, inputs, sum } = part;
      if (folded.has(index)) {
        for (const layer of layers) parameters -= layer.countParams();
        if (kind === 'block') pending ??= inputs;
        return;
      }
      if (pending === null) return;
      const [first] = layers;
      if (sum === null && first !== undefined && isDenseLayer(first)) {
        const units = Number(first.getConfig()['units']);
        parameters += (pending - inputs) * units + (first.getConfig()['useBias'] === false ? units : 0);
      } else parameters += (pending + 1) * inputs;
      pending = null;
    });
    return parameters;
  }

  smaller(standIns: ReadonlyMap<number, StandIn>): Promise<SmallerModel> {
    const { model, container, chain } = this.#of;
    return foldLayers({
      name: model.name,
      inputs: container.inputs.map(symbolic),
      start: symbolic(chain.start),
      parts: chain.parts,
      standIns,
    });
  }

  #part(index: number): ChainPart {
    const part = this.#of.chain.parts[index];
    if (part === undefined) throw new RangeError(`the tail has no part ${index}`);
    return part;
  }
}

/** Runs rows through layers, so many at once. */
export function runLayers(
  { width, values }: Rows,
  outputs: number,
  apply: (x: tf.Tensor) => tf.Tensor,
): Rows {
  const rows = values.length / width;
  const result = new Float32Array(rows * outputs);
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - from);
    const mapped = tf.tidy(() => {
      const x = tf.tensor2d(values.subarray(from * width, (from + count) * width), [count, width]);
      return apply(x).dataSync();
    });
    result.set(mapped, from * outputs);
  }
  return { width: outputs, values: result };
}

/** What a part makes of a tensor, concrete or symbolic. */
export function applied<T extends tf.Tensor | SymbolicTensor>({ layers, sum }: ChainPart, x: T): T {
  let y = x;
  for (const layer of layers) y = call(layer, y);
  if (sum === null) return y;
  return call(sum.layer, sum.inputFirst ? [x, y] : [y, x]);
}

/** A layer of its declarations takes and gives either kind of tensor. */
function call<T extends tf.Tensor | SymbolicTensor>(layer: Layer, x: T | T[]): T {
  const given = x as unknown as tf.Tensor | tf.Tensor[];
  return layer.apply(given) as unknown as T;
}

/** The declarations of tfjs-layers keep their own kind of symbolic tensor. */
export function symbolic(tensor: TailChain['start']): SymbolicTensor {
  return tensor as unknown as SymbolicTensor;
}
