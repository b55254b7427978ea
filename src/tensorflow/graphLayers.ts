import { EINSUM_OP } from '../models/graph/repairGraph.js';
import type { GraphOp, OpGraph } from './graphOps.js';
import { snakeCase } from './snakeCase.js';

/** One graph layer: what a person would call a layer of the network that was exported. */
export interface GraphLayer {
  readonly id: string;
  /** The op whose output is measured. */
  readonly tap: string;
  readonly type: string;
  readonly activation: string | null;
  readonly dense: boolean;
  readonly passThrough: boolean;
  /** Does it hold a product or convolution with constants? */
  readonly weighted: boolean;
  /** Constants that feed it. */
  readonly constants: readonly string[];
}

/** Ops that do the work of a layer with weights, by the name of what they do. */
const WEIGHTED: Readonly<Record<string, string>> = {
  MatMul: 'MatMul',
  _FusedMatMul: 'MatMul',
  BatchMatMul: 'MatMul',
  BatchMatMulV2: 'MatMul',
  Einsum: 'Einsum',
  [EINSUM_OP]: 'Einsum',
  Conv1D: 'Conv1D',
  Conv2D: 'Conv2D',
  _FusedConv2D: 'Conv2D',
  Conv2DBackpropInput: 'Conv2DTranspose',
  DepthwiseConv2d: 'DepthwiseConv2D',
  DepthwiseConv2dNative: 'DepthwiseConv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2D',
  Conv3D: 'Conv3D',
  Conv3DBackpropInputV2: 'Conv3DTranspose',
};
const DENSE = new Set(['MatMul', 'Einsum']);
const ACTIVATIONS =
  /^(Relu6?|Elu|Selu|LeakyRelu|Prelu|Sigmoid|Tanh|Softmax|LogSoftmax|Softplus|Softsign|Exp|HardSwish|Gelu)$/;
/** Ops that only pass numbers on, or carry them to another place. */
const PLUMBING = new Set([
  'Identity',
  'IdentityN',
  'Reshape',
  'Squeeze',
  'ExpandDims',
  'Transpose',
  'Pad',
  'PadV2',
  'MirrorPad',
  'Cast',
  'Shape',
  'StopGradient',
  'Snapshot',
  'NoOp',
  'Size',
  'Rank',
]);
const NEVER = new Set([
  'Const',
  'Placeholder',
  'PlaceholderWithDefault',
  'NoOp',
  'Assert',
  'Enter',
  'Exit',
  'Switch',
  'Merge',
  'NextIteration',
  'LoopCond',
]);
/** Scopes that layers make for themselves: what is in them belongs to the layer around. */
const INNER_SCOPES =
  /^(batchnorm|FusedBatchNorm(V\d)?|moments|Tensordot|einsum|lambda_\d*|strided_slice(_\d+)?|while|cond(_\d+)?|separable_conv2d|depthwise|Conv1D|conv1d|Conv2D|BiasAdd|Shape|MatMul|gelu|Gelu|mul|add|sub)$/;

/** The cell of an unrolled recurrent layer, once a time step: all of them are the one layer around. */
const CELL = /^(gru|lstm|simple_rnn)_cell(_\d+)?$/;
const CELL_TYPES: Readonly<Record<string, string>> = { gru: 'GRU', lstm: 'LSTM', simple_rnn: 'SimpleRNN' };

/** Groups a graph's ops into layers, in an order in which they run (docs/measures.md, "Graph layer"). */
export function graphLayers(graph: OpGraph, outputs: ReadonlySet<string>): readonly GraphLayer[] {
  const counted = new Set<string>();
  const layers = groups(graph).flatMap(([id, ops]) => layerOf(id, ops, graph, outputs, counted) ?? []);
  const byTap = new Map(layers.map((layer) => [layer.tap, layer]));
  return graph.ops.flatMap(({ name }) => byTap.get(name) ?? []);
}

/** "StatefulPartitionedCall/model/dense/Relu" -> "model/dense/Relu" */
function plainName(name: string): string {
  return name.replace(/^((Stateful)?PartitionedCall(_\d+)?\/)+/, '');
}

function scopeOf(name: string): string {
  const parts = plainName(name).split('/').slice(0, -1);
  const cell = parts.findIndex((part, index) => index > 0 && CELL.test(part));
  if (cell > 0) parts.length = cell;
  while (parts.length > 1 && INNER_SCOPES.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/');
}

/** "GRU" where one of the ops lies in a recurrent cell; null elsewhere. */
function recurrentType(ops: readonly GraphOp[]): string | null {
  for (const { name } of ops) {
    const cell = plainName(name)
      .split('/')
      .slice(1, -1)
      .find((part) => CELL.test(part));
    const [, kind = ''] = CELL.exec(cell ?? '') ?? [];
    if (Object.hasOwn(CELL_TYPES, kind)) return CELL_TYPES[kind] ?? null;
  }
  return null;
}

function groups(graph: OpGraph): readonly (readonly [id: string, ops: readonly GraphOp[]])[] {
  const byScope = new Map<string, GraphOp[]>();
  for (const op of graph.ops) {
    if (
      NEVER.has(op.op) ||
      graph.constant.has(op.name) ||
      graph.shapes.has(op.name) ||
      graph.inControlFlow.has(op.name)
    )
      continue;
    const scope = scopeOf(op.name);
    byScope.set(scope, [...(byScope.get(scope) ?? []), op]);
  }
  return [...byScope].flatMap(([scope, ops]) => {
    return scope === '' || (recurrentType(ops) === null && isBlock(ops, graph))
      ? chains(ops, graph)
      : [[scope, ops] as const];
  });
}

/** Several products and convolutions side by side are a block of layers; depthwise and pointwise are one layer. */
function isBlock(ops: readonly GraphOp[], graph: OpGraph): boolean {
  const types = ops.filter((op) => isWeighted(op, graph)).map(({ op }) => WEIGHTED[op]);
  const separable = types.length === 2 && types[0] === 'DepthwiseConv2D' && types[1] === 'Conv2D';
  return types.length > 1 && !separable;
}

/** An op with weights together with the bias and the activation that follow it; every other op by itself. */
function chains(ops: readonly GraphOp[], graph: OpGraph): readonly (readonly [string, readonly GraphOp[]])[] {
  const own = new Set(ops);
  const taken = new Set<GraphOp>();
  const found: (readonly [string, readonly GraphOp[]])[] = [];
  for (const op of ops) {
    if (taken.has(op)) continue;
    const chain = [op];
    taken.add(op);
    for (
      let next = isWeighted(op, graph) ? follower(op, graph) : null;
      next !== null && own.has(next);
      next = follower(next, graph)
    ) {
      chain.push(next);
      taken.add(next);
    }
    found.push([plainName(op.name), chain]);
  }
  return found;
}

/** The only reader of an op, where it adds a constant or is an activation. */
function follower(op: GraphOp, graph: OpGraph): GraphOp | null {
  const readers = graph.consumers.get(op.name) ?? [];
  const [next] = readers;
  if (next === undefined || readers.length > 1) return null;
  const addsConstant =
    /^(BiasAdd|Add|AddV2)$/.test(next.op) && next.inputs.some((input) => graph.constant.has(input));
  return addsConstant || ACTIVATIONS.test(next.op) ? next : null;
}

function isWeighted({ op, inputs }: GraphOp, { constant }: OpGraph): boolean {
  return Object.hasOwn(WEIGHTED, op) && inputs.some((input) => constant.has(input));
}

function layerOf(
  id: string,
  ops: readonly GraphOp[],
  graph: OpGraph,
  outputs: ReadonlySet<string>,
  counted: Set<string>,
): GraphLayer | null {
  const own = new Set(ops.map(({ name }) => name));
  const tap = ops.findLast(
    ({ name }) =>
      outputs.has(name) || (graph.consumers.get(name) ?? []).some((reader) => !own.has(reader.name)),
  );
  if (tap === undefined) return null;
  const worker = ops.findLast((op) => isWeighted(op, graph));
  const recurrent = recurrentType(ops);
  const type = recurrent ?? (worker === undefined ? tap.op : (WEIGHTED[worker.op] ?? worker.op));
  const constants: string[] = [];
  for (const input of ops.flatMap(({ inputs }) => inputs)) {
    if (!graph.constant.has(input) || counted.has(input)) continue;
    counted.add(input);
    constants.push(input);
  }
  return {
    id,
    tap: tap.name,
    type,
    activation: activationOf(ops, tap),
    dense: worker !== undefined && DENSE.has(type),
    weighted: worker !== undefined,
    passThrough: ops.every(({ op }) => PLUMBING.has(op)),
    constants,
  };
}

/** The activation that the tap's numbers come out of, plumbing behind it passed over. */
function activationOf(ops: readonly GraphOp[], tap: GraphOp): string | null {
  let op: GraphOp | undefined = tap;
  while (op !== undefined && PLUMBING.has(op.op)) {
    const input: string | undefined = op.inputs[0];
    op = ops.find(({ name }) => name === input);
  }
  if (op === undefined) return null;
  const name = op.fusedActivation ?? (ACTIVATIONS.test(op.op) ? op.op : null);
  return name === null ? null : name === 'Exp' ? 'exponential' : snakeCase(name);
}
