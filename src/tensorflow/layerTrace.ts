import * as tf from '@tensorflow/tfjs-core';
import { allLayers, nameCalls, type NamedCall } from './layerIds.js';
import { containerOf, type Container, type Layer, type LayerNode } from './layerInternals.js';

/** Sees the first output tensor of each call of a leaf layer, in order of execution, once a forward pass. */
export type CallVisitor = (call: NamedCall, output: tf.Tensor) => void;

/** One running container: which concrete tensor stands for which symbolic one. */
interface Frame {
  readonly calls: ReadonlyMap<LayerNode, NamedCall>;
  readonly values: Map<number, tf.Tensor>;
  readonly visited: Set<LayerNode>;
}

/**
 * Tells which call of which layer is running: wraps `apply` of every layer of the model, and compares the concrete
 * inputs with what earlier calls gave. So one plain forward pass shows every layer, nested and shared ones too, and
 * TensorFlow.js frees each activation as soon as nobody needs it.
 */
export class LayerTrace {
  readonly #frames: Frame[] = [];
  /** By the call of the nested model, null for the whole one: made once, so that a call is always the same object. */
  readonly #calls = new Map<NamedCall | null, ReadonlyMap<LayerNode, NamedCall>>();
  #visitor: CallVisitor | null = null;

  readonly #names: ReadonlyMap<string, string>;

  /** @param names given to tell layers apart -> as the file has them */
  constructor(model: Layer, names: ReadonlyMap<string, string>) {
    this.#names = names;
    for (const layer of allLayers(model)) {
      if (layer === model || layer === containerOf(model)) continue;
      this.#wrap(layer);
    }
  }

  /** Runs the model on tensors, one an input, and shows every leaf's output. */
  run(container: Container, inputs: readonly tf.Tensor[], visitor: CallVisitor): tf.Tensor | tf.Tensor[] {
    this.#visitor = visitor;
    try {
      return this.#inside(container, null, inputs, () => container.call([...inputs], {}));
    } finally {
      this.#visitor = null;
      this.#frames.length = 0;
    }
  }

  #inside<Result>(
    container: Container,
    outer: NamedCall | null,
    inputs: readonly tf.Tensor[],
    body: () => Result,
  ): Result {
    let calls = this.#calls.get(outer);
    if (calls === undefined) {
      calls = nameCalls(container, outer, this.#names);
      this.#calls.set(outer, calls);
    }
    const values = new Map<number, tf.Tensor>();
    container.inputs.forEach((symbolic, index) => {
      const input = inputs[index];
      if (input !== undefined) values.set(symbolic.id, input);
    });
    this.#frames.push({ calls, values, visited: new Set() });
    try {
      return body();
    } finally {
      this.#frames.pop();
    }
  }

  #nested(
    container: Container,
    call: NamedCall,
    given: readonly tf.Tensor[],
    kwargs: unknown,
    apply: Layer['apply'],
  ): tf.Tensor | tf.Tensor[] {
    // The nested model would cast its inputs itself, and then read tensors that nobody here has seen.
    const inputs = given.map((tensor, index) => {
      const dtype = container.inputs[index]?.dtype;
      return (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') && dtype !== tensor.dtype
        ? tf.cast(tensor, dtype)
        : tensor;
    });
    const [only] = inputs;
    return this.#inside(container, call, inputs, () =>
      apply(inputs.length === 1 && only !== undefined ? only : inputs, kwargs),
    );
  }

  #wrap(layer: Layer): void {
    const apply = layer.apply.bind(layer);
    layer.apply = (inputs, kwargs) => {
      const frame = this.#frames.at(-1);
      if (this.#visitor === null || frame === undefined) return apply(inputs, kwargs);
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const call = callOf(layer, frame, given);
      // A layer that a wrapper calls by itself is no call of the container's.
      if (call === null) return apply(inputs, kwargs);
      const nested = containerOf(layer);
      const outputs =
        nested === null ? apply(inputs, kwargs) : this.#nested(nested, call, given, kwargs, apply);
      const list = Array.isArray(outputs) ? outputs : [outputs];
      call.node.outputTensors.forEach((symbolic, index) => {
        const output = list[index];
        if (output !== undefined && !frame.values.has(symbolic.id)) frame.values.set(symbolic.id, output);
      });
      const first = list[0];
      // tfjs-layers runs a call once for each of its outputs that is read: it is the same call.
      if (nested === null && first !== undefined && !frame.visited.has(call.node)) {
        frame.visited.add(call.node);
        this.#visitor(call, first);
      }
      return outputs;
    };
  }
}

/** The call of a layer whose inputs are these tensors; of two such calls the first that was not seen yet. */
function callOf(
  layer: Layer,
  { calls, values, visited }: Frame,
  given: readonly tf.Tensor[],
): NamedCall | null {
  let seen: NamedCall | null = null;
  for (const node of layer.inboundNodes) {
    const call = calls.get(node);
    if (call === undefined || node.inputTensors.length !== given.length) continue;
    if (!node.inputTensors.every((symbolic, index) => values.get(symbolic.id) === given[index])) continue;
    if (!visited.has(node)) return call;
    seen = call;
  }
  return seen;
}
