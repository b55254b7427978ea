import * as tf from '@tensorflow/tfjs-core';
import { nameCalls, type NamedCall } from './layerIds.js';
import { containerOf, type Container, type Layer, type LayerNode } from './layerInternals.js';
import { runOrder, type RunOrder } from './runOrder.js';

/** Sees the first output tensor of each call of a leaf layer, in order of execution, once a forward pass. */
export type CallVisitor = (call: NamedCall, output: tf.Tensor) => void;

/** A tensor and the mask that goes with it, as Keras hands both on. */
interface Value {
  readonly tensor: tf.Tensor;
  readonly mask: tf.Tensor | null;
}

interface Plan extends RunOrder {
  readonly calls: ReadonlyMap<LayerNode, NamedCall>;
}

/**
 * Makes the calls of a model one after the other and shows every layer, nested and shared ones too. It stands in for the
 * executor of TensorFlow.js 4.22, which does not say which call is running, gives a layer the mask of its first input
 * alone, leaves a mask and an initial state in what later layers are given, lets no mask into a nested model, and runs
 * a call once for each of its outputs. Like that one it frees each value as soon as nobody needs it.
 */
export class LayerTrace {
  /** By the call of the nested model, null for the whole one: made once, so that a call is always the same object. */
  readonly #plans = new Map<NamedCall | null, Plan>();
  readonly #names: ReadonlyMap<string, string>;

  /** @param names given to tell layers apart -> as the file has them */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  /**
   * Runs the model on tensors, one an input, and shows every leaf's output. Must be called inside tf.tidy.
   * @returns the model's outputs
   */
  run(container: Container, inputs: readonly tf.Tensor[], visitor: CallVisitor): readonly tf.Tensor[] {
    const values = inputs.map((tensor) => ({ tensor, mask: null }));
    return this.#inside(container, null, { values, visitor }).map(({ tensor }) => tensor);
  }

  #plan(container: Container, outer: NamedCall | null): Plan {
    let plan = this.#plans.get(outer);
    if (plan === undefined) {
      plan = { ...runOrder(container), calls: nameCalls(container, outer, this.#names) };
      this.#plans.set(outer, plan);
    }
    return plan;
  }

  /** @param outer the call of the nested model, null for the whole one */
  #inside(
    container: Container,
    outer: NamedCall | null,
    given: { readonly values: readonly Value[]; readonly visitor: CallVisitor },
  ): readonly Value[] {
    const { nodes, readers, calls } = this.#plan(container, outer);
    const values = new Map<number, Value>();
    container.inputs.forEach(({ id, dtype }, index) => {
      const value = given.values[index];
      if (value !== undefined) values.set(id, { ...value, tensor: castTo(dtype, value.tensor) });
    });
    const unread = new Map(readers);
    for (const node of nodes) {
      const inputs = node.inputTensors.map(({ id }) => valueOf(values, id));
      const call = calls.get(node);
      const nested = containerOf(node.outboundLayer);
      const outputs =
        nested !== null && call !== undefined
          ? this.#inside(nested, call, { values: inputs, visitor: given.visitor })
          : applyLayer(node.outboundLayer, inputs);
      const distinct = distinctFrom(inputs, outputs);
      node.outputTensors.forEach(({ id }, index) => {
        const value = distinct[index];
        if (value !== undefined) values.set(id, value);
      });
      const [first] = distinct;
      if (nested === null && call !== undefined && first !== undefined) given.visitor(call, first.tensor);
      for (const { id } of node.inputTensors) unread.set(id, (unread.get(id) ?? NaN) - 1);
      for (const { id } of [...node.inputTensors, ...node.outputTensors])
        if (unread.get(id) === 0) values.get(id)?.tensor.dispose();
    }
    return container.outputs.map(({ id }) => valueOf(values, id));
  }
}

function valueOf(values: ReadonlyMap<number, Value>, id: number): Value {
  const value = values.get(id);
  if (value === undefined) throw new Error('a layer gave fewer outputs than its model reads');
  return value;
}

function castTo(dtype: string, tensor: tf.Tensor): tf.Tensor {
  return (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') && dtype !== tensor.dtype
    ? tf.cast(tensor, dtype)
    : tensor;
}

/** Layers of TensorFlow.js look for one mask, those of ours for one an input. */
function applyLayer(layer: Layer, inputs: readonly Value[]): readonly Value[] {
  const tensors = inputs.map(({ tensor }) => tensor);
  const masks = inputs.map(({ mask }) => mask);
  const [first] = masks;
  const isMasked = masks.some((mask) => mask !== null);
  const kwargs = isMasked ? { masks, ...(first === null || first === undefined ? {} : { mask: first }) } : {};
  const outputs = asList(layer.apply(tensors, kwargs));
  // Embedding and Masking make a mask where no input has one.
  const outputMasks = layer.supportsMasking ? asList(layer.computeMask(tensors, masks)) : [];
  return outputs.map((tensor, index) => ({ tensor, mask: outputMasks[index] ?? null }));
}

function asList<Item>(items: Item | Item[]): Item[] {
  return Array.isArray(items) ? items : [items];
}

/** Each tensor once, so that freeing one value leaves the others. */
function distinctFrom(inputs: readonly Value[], outputs: readonly Value[]): readonly Value[] {
  const seen = new Set(inputs.map(({ tensor }) => tensor));
  return outputs.map((value) => {
    const tensor = seen.has(value.tensor) ? value.tensor.clone() : value.tensor;
    seen.add(tensor);
    return { ...value, tensor };
  });
}
