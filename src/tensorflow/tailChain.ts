import type { TailPart } from '../engine/fold/tail.js';
import { plainClass } from './kerasLayer.js';
import { nameCalls } from './layerIds.js';
import {
  containerOf,
  type Container,
  type Layer,
  type LayerNode,
  type SymbolicTensor,
} from './layerInternals.js';

/** A part of the tail with the layers that it is made of, in order. */
export interface ChainPart {
  readonly kind: TailPart['kind'];
  /** Its id in reports: of a block the dense layer's, of a residual block its first layer's. */
  readonly layer: string | null;
  readonly inputs: number;
  readonly outputs: number;
  /** One after the other; of a residual block, the branch. */
  readonly layers: readonly Layer[];
  /** Of a residual block: what adds the branch to its input, and whether the input is the first of the two. */
  readonly sum: { readonly layer: Layer; readonly inputFirst: boolean } | null;
}

export interface TailChain {
  /** What reaches the tail. */
  readonly start: SymbolicTensor;
  readonly parts: readonly ChainPart[];
}

/** One step from a tensor of rank 2 back to the one that it is made of. */
interface Step {
  readonly from: SymbolicTensor;
  readonly to: SymbolicTensor;
  readonly nodes: readonly LayerNode[];
  readonly sum: ChainPart['sum'];
}

/**
 * The straight chain at a model's end: from the output back, as long as each layer reads one tensor of rank 2 that
 * nothing else reads and is called once; a branch that is added to its own input counts as one step. Nested models end it.
 * @returns null where it holds fewer than two dense layers
 */
export function tailChain(container: Container, names: ReadonlyMap<string, string>): TailChain | null {
  const [output, ...others] = container.outputs;
  if (output === undefined || others.length > 0 || !isRow(output)) return null;
  const graph = graphOf(container);
  const steps: Step[] = [];
  let tensor = output;
  // What is added to its own input is read twice, which is counted there.
  for (let reads = 0; graph.reads(tensor) === reads;) {
    const step = stepBack(tensor, graph);
    if (step === null) break;
    steps.unshift(step);
    tensor = step.from;
    reads = step.sum === null ? 1 : 2;
  }
  const dense = steps.filter(isDenseStep);
  if (dense.length < 2) return null;
  const ids = nameCalls(container, null, names);
  return { start: tensor, parts: partsOf(steps, dense.at(-1), (node) => ids.get(node)?.id ?? null) };
}

interface Graph {
  readonly producer: (tensor: SymbolicTensor) => LayerNode | undefined;
  readonly reads: (tensor: SymbolicTensor) => number;
  readonly calls: (layer: Layer) => number;
}

function graphOf({ nodesByDepth }: Container): Graph {
  const nodes = Object.values(nodesByDepth).flat();
  const producers = new Map<number, LayerNode>();
  const reads = new Map<number, number>();
  const calls = new Map<Layer, number>();
  for (const node of nodes) {
    calls.set(node.outboundLayer, (calls.get(node.outboundLayer) ?? 0) + 1);
    for (const { id } of node.outputTensors) producers.set(id, node);
    for (const { id } of node.inputTensors) reads.set(id, (reads.get(id) ?? 0) + 1);
  }
  return {
    producer: ({ id }) => producers.get(id),
    reads: ({ id }) => reads.get(id) ?? 0,
    calls: (layer) => calls.get(layer) ?? 0,
  };
}

function stepBack(tensor: SymbolicTensor, graph: Graph): Step | null {
  const node = graph.producer(tensor);
  if (node === undefined) return null;
  const [first, second, ...more] = node.inputTensors;
  if (first === undefined) return null;
  if (second === undefined) {
    return isSimple(node, graph) && isRow(first)
      ? { from: first, to: tensor, nodes: [node], sum: null }
      : null;
  }
  const layer = node.outboundLayer;
  if (more.length > 0 || plainClass(layer.getClassName()) !== 'Add' || graph.calls(layer) !== 1) return null;
  for (const [input, end] of [
    [first, second],
    [second, first],
  ] as const) {
    const branch = branchBetween(input, end, graph);
    if (branch === null) continue;
    return { from: input, to: tensor, nodes: branch, sum: { layer, inputFirst: input === first } };
  }
  return null;
}

/** The straight chain of layers from one tensor to another, where there is one and both ends meet nothing else. */
function branchBetween(
  input: SymbolicTensor,
  end: SymbolicTensor,
  graph: Graph,
): readonly LayerNode[] | null {
  if (!isRow(input) || graph.reads(input) !== 2) return null;
  const nodes: LayerNode[] = [];
  for (let tensor = end; tensor.id !== input.id;) {
    const node = graph.producer(tensor);
    const [from] = node?.inputTensors ?? [];
    if (node === undefined || from === undefined || !isSimple(node, graph)) return null;
    if (graph.reads(tensor) !== 1 || !isRow(from)) return null;
    nodes.unshift(node);
    tensor = from;
  }
  return nodes.length === 0 ? null : nodes;
}

/** A call of a layer that is no model, is called once, and reads and gives one tensor. */
function isSimple(node: LayerNode, graph: Graph): boolean {
  const layer = node.outboundLayer;
  if (containerOf(layer) !== null || layer.getClassName() === 'InputLayer') return false;
  return graph.calls(layer) === 1 && node.inputTensors.length === 1 && node.outputTensors.length === 1;
}

function isRow({ shape }: SymbolicTensor): boolean {
  return shape.length === 2 && typeof shape[1] === 'number';
}

function isDenseStep({ nodes: [node], sum }: Step): boolean {
  return sum === null && node !== undefined && isDenseLayer(node.outboundLayer);
}

export function isDenseLayer(layer: Layer): boolean {
  return plainClass(layer.getClassName()) === 'Dense';
}

/** @param head the last dense step, which stays */
function partsOf(
  steps: readonly Step[],
  head: Step | undefined,
  idOf: (node: LayerNode) => string | null,
): readonly ChainPart[] {
  const parts: ChainPart[] = [];
  for (const step of steps) {
    const [first] = step.nodes;
    const last = parts.at(-1);
    const widths = { inputs: step.from.shape[1] ?? 0, outputs: step.to.shape[1] ?? 0 };
    const layers = step.nodes.map(({ outboundLayer }) => outboundLayer);
    const layer = first === undefined ? null : idOf(first);
    if (step.sum !== null) parts.push({ kind: 'residual', layer, ...widths, layers, sum: step.sum });
    else if (isDenseStep(step))
      parts.push({ kind: step === head ? 'kept' : 'block', layer, ...widths, layers, sum: null });
    else if (last === undefined || last.kind === 'residual')
      parts.push({ kind: 'kept', layer: null, ...widths, layers, sum: null });
    else parts[parts.length - 1] = { ...last, outputs: widths.outputs, layers: [...last.layers, ...layers] };
  }
  return parts;
}
