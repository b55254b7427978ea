import * as tf from '@tensorflow/tfjs-core';
import { allLayers, nameCalls, type NamedCall } from './layerIds.js';
import { containerOf, type Container, type Layer, type LayerNode } from './layerInternals.js';

/** Sees the first output tensor of each call of a leaf layer, in order of execution, once a forward pass. */
export type CallVisitor = (call: NamedCall, output: tf.Tensor) => void;

/** One running container: which concrete tensors stand for which symbolic one. */
interface Frame {
  readonly calls: ReadonlyMap<LayerNode, NamedCall>;
  readonly values: Map<number, Set<tf.Tensor>>;
  readonly visited: Set<LayerNode>;
  /** It runs again what was shown already. */
  readonly repeats: boolean;
}

/** A run of a container's layers, by the call that runs them: null for the whole model. */
interface NestedRun {
  readonly container: Container;
  readonly call: NamedCall | null;
  /** The call was shown already: what runs in it is not shown again. */
  readonly repeats: boolean;
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
      return this.#inside({ container, call: null, repeats: false }, inputs, () =>
        container.call([...inputs], {}),
      );
    } finally {
      this.#visitor = null;
      this.#frames.length = 0;
    }
  }

  #inside<Result>(
    { container, call, repeats }: NestedRun,
    inputs: readonly tf.Tensor[],
    body: () => Result,
  ): Result {
    let calls = this.#calls.get(call);
    if (calls === undefined) {
      calls = nameCalls(container, call, this.#names);
      this.#calls.set(call, calls);
    }
    const values = new Map<number, Set<tf.Tensor>>();
    container.inputs.forEach((symbolic, index) => {
      const input = inputs[index];
      if (input !== undefined) values.set(symbolic.id, new Set([input]));
    });
    this.#frames.push({ calls, values, visited: new Set(), repeats });
    try {
      return body();
    } finally {
      this.#frames.pop();
    }
  }

  #nested(
    run: NestedRun,
    given: readonly tf.Tensor[],
    kwargs: unknown,
    apply: Layer['apply'],
  ): tf.Tensor | tf.Tensor[] {
    // The nested model would cast its inputs itself, and then read tensors that nobody here has seen.
    const inputs = given.map((tensor, index) => {
      const dtype = run.container.inputs[index]?.dtype;
      return (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') && dtype !== tensor.dtype
        ? tf.cast(tensor, dtype)
        : tensor;
    });
    const [only] = inputs;
    return this.#inside(run, inputs, () =>
      apply(inputs.length === 1 && only !== undefined ? only : inputs, kwargs),
    );
  }

  #wrap(layer: Layer): void {
    const apply = layer.apply.bind(layer);
    layer.apply = (inputs, kwargs) => {
      const frame = this.#frames.at(-1);
      if (this.#visitor === null || frame === undefined) return apply(inputs, kwargs);
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const calls = callsOf(layer, frame, given);
      // Those on the same inputs give the same numbers, so any of them may be the one that is running.
      const call = calls.find(({ node }) => !frame.visited.has(node)) ?? calls[0];
      // A layer that a wrapper calls by itself is no call of the container's.
      if (call === undefined) return apply(inputs, kwargs);
      // tfjs-layers runs a call once for each of its outputs that is read: it is the same call.
      const repeats = frame.repeats || frame.visited.has(call.node);
      const container = containerOf(layer);
      const outputs =
        container === null
          ? apply(inputs, kwargs)
          : this.#nested({ container, call, repeats }, given, kwargs, apply);
      const list = Array.isArray(outputs) ? outputs : [outputs];
      for (const { node } of calls)
        for (const [index, { id }] of node.outputTensors.entries()) note(frame, id, list[index]);
      const first = list[0];
      if (repeats || first === undefined) return outputs;
      frame.visited.add(call.node);
      if (container === null) this.#visitor(call, first);
      return outputs;
    };
  }
}

/** The calls of a layer whose inputs are these tensors. */
function callsOf(layer: Layer, { calls, values }: Frame, given: readonly tf.Tensor[]): readonly NamedCall[] {
  return layer.inboundNodes.flatMap((node) => {
    const call = calls.get(node);
    if (call === undefined || node.inputTensors.length !== given.length) return [];
    const isIt = given.every((tensor, index) => {
      const symbolic = node.inputTensors[index];
      return symbolic !== undefined && values.get(symbolic.id)?.has(tensor) === true;
    });
    return isIt ? [call] : [];
  });
}

function note({ values }: Frame, symbolic: number, output: tf.Tensor | undefined): void {
  if (output === undefined) return;
  const before = values.get(symbolic);
  if (before === undefined) values.set(symbolic, new Set([output]));
  else before.add(output);
}
