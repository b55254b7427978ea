import { isRecord } from '../../vocabulary/isRecord.js';
import type { Repair } from '../keras/repairLog.js';
import { letteredEquation } from './letteredEquation.js';

type Json = Readonly<Record<string, unknown>>;

/** The op that src/tensorflow/graphRepairOps.ts gives TensorFlow.js: normalizes by the batch's own mean and variance. */
export const BATCH_STATISTICS_OP = 'EntroscopeBatchStatistics';
/** The op of the same file that computes an equation of Einstein's sum by products of matrices. */
export const EINSUM_OP = 'EntroscopeEinsum';

export interface RepairedGraph {
  readonly topology: Json;
  readonly repairs: readonly Repair[];
}

/** Fused ops of TensorFlow's optimizer, and what they are without the fusion. */
const PLAIN: Readonly<Record<string, string>> = {
  _FusedMatMul: 'MatMul',
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
};
/** Activations of the optimizer's making, and the op that src/tensorflow/graphRepairOps.ts has for each. */
export const OPTIMIZER_ACTIVATIONS: Readonly<Record<string, string>> = {
  _FusedHardSwish: 'EntroscopeHardSwish',
  _FusedSwish: 'EntroscopeSwish',
  GeluExact: 'EntroscopeGelu',
  GeluApproximate: 'EntroscopeGeluApproximate',
};
const SENTENCES: Readonly<Record<string, string>> = {
  'fused-ops': 'fused ops that not every backend has were taken apart',
  'batch-statistics':
    'normalizations by the batch’s own mean and variance, which TensorFlow.js reads as trained ones, were computed',
  einsum:
    'sums of products by an equation (Einsum), which not every backend has, were computed as products of matrices',
};
/** Activations that the fused kernels of every backend have; the slope of LeakyRelu is lost in those of depthwise ones. */
const FUSED_ACTIVATIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  MatMul: new Set(['Relu', 'Relu6', 'Elu', 'Prelu', 'LeakyRelu', 'Sigmoid']),
  Conv2D: new Set(['Relu', 'Relu6', 'Elu', 'Prelu', 'LeakyRelu', 'Sigmoid']),
  DepthwiseConv2dNative: new Set(['Relu', 'Relu6', 'Elu', 'Prelu', 'Sigmoid']),
};

/**
 * Takes fused ops apart that TensorFlow.js 4.22 would refuse on some backend, and marks normalizations by the batch's
 * own statistics (LayerNormalization of tf_keras), which it would compute as NaN, and Einsum, which wasm lacks. All else comes
 * back as it is; every op keeps its name, so that outputs and layers are found as before.
 * @param constantRanks rank of each constant with a weight
 */
export function repairGraph(topology: Json, constantRanks: ReadonlyMap<string, number>): RepairedGraph {
  const nodes = Array.isArray(topology['node']) ? (topology['node'] as readonly unknown[]) : [];
  const places = new Map<string, string[]>();
  const note = (code: string, node: Json): void => {
    places.set(code, [...(places.get(code) ?? []), String(node['name']).split('/').slice(-2).join('/')]);
  };
  // A function's ops name each other by their outputs' names, so that there they can only be put in place of each other.
  const library = repairFunctions(topology['library'], note);
  const repaired = nodes.flatMap((node): readonly unknown[] => {
    if (!isNode(node)) return [node];
    const { op } = node;
    const other = otherOp(node, note);
    if (other !== null) return [other];
    const plain = Object.hasOwn(PLAIN, op) ? PLAIN[op] : undefined;
    const parts = plain === undefined ? null : takeApart(node, plain, constantRanks);
    if (parts === null) return [node];
    note('fused-ops', node);
    return parts;
  });
  if (places.size === 0) return { topology, repairs: [] };
  const repairs = [...places].map(([code, names]) => ({ code, detail: detailOf(code, names) }));
  return { topology: { ...topology, ...library, node: repaired }, repairs };
}

type Node = Json & { readonly name: string; readonly op: string };
type Note = (code: string, node: Json) => void;

function isNode(node: unknown): node is Node {
  return isRecord(node) && typeof node['name'] === 'string' && typeof node['op'] === 'string';
}

/** The functions that loops and branches call. */
function repairFunctions(library: unknown, note: Note): { readonly library?: Json } {
  if (!isRecord(library) || !Array.isArray(library['function'])) return {};
  const functions = (library['function'] as readonly unknown[]).map((entry) =>
    isRecord(entry) && Array.isArray(entry['nodeDef'])
      ? {
          ...entry,
          nodeDef: (entry['nodeDef'] as readonly unknown[]).map((node) =>
            isNode(node) ? (otherOp(node, note) ?? node) : node,
          ),
        }
      : entry,
  );
  return { library: { ...library, function: functions } };
}

/** The op with one of ours in its place; null where TensorFlow.js has it as it is. */
function otherOp(node: Node, note: Note): Node | null {
  const { op, attr } = node;
  if (!isRecord(attr)) return null;
  if (/^FusedBatchNorm(V[23])?$/.test(op) && isTrue(attr['is_training'])) {
    note('batch-statistics', node);
    return { ...node, op: BATCH_STATISTICS_OP };
  }
  const equation = op === 'Einsum' ? letteredEquation(textOf(attr['equation'])) : null;
  if (equation === null) return null;
  note('einsum', node);
  const s = Buffer.from(equation).toString('base64');
  return { ...node, op: EINSUM_OP, attr: { ...attr, equation: { s } } };
}

function detailOf(code: string, names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${String(names.length - 5)} more` : '';
  return `${SENTENCES[code] ?? code} (${names.slice(0, 5).join(', ')}${more})`;
}

/** A fused op as product, additions, normalization and activation; null where TensorFlow.js has it as it is. */
function takeApart(node: Node, plain: string, ranks: ReadonlyMap<string, number>): readonly Json[] | null {
  const { name, input, attr } = node;
  const fused = fusedOps(attr);
  const inputs = Array.isArray(input) ? input.filter((entry) => typeof entry === 'string') : [];
  const [x, filter, ...rest] = inputs.filter((entry) => !entry.startsWith('^'));
  if (x === undefined || filter === undefined || fused.length === 0 || !isRecord(attr)) return null;
  // A bias is added along the last axis.
  if (textOf(attr['data_format']) === 'NCHW') return null;
  const [first, activation] = fused;
  const isKnown =
    first === 'BiasAdd' && (activation === undefined || FUSED_ACTIVATIONS[plain]?.has(activation) === true);
  // Biases and slopes of PReLU along the last axis alone.
  const isPlain = rest.every((entry) => ranks.get(entry.replace(/:\d+$/, '')) === 1);
  if (isKnown && fused.length <= 2 && isPlain) return null;
  const type = 'T' in attr ? { T: attr['T'] } : {};
  const kept = Object.fromEntries(
    Object.entries(attr).filter(
      ([key]) => !['fused_ops', 'num_args', 'leakyrelu_alpha', 'epsilon'].includes(key),
    ),
  );
  const nodes: Json[] = [{ name: `${name}/Unfused`, op: plain, input: [x, filter], attr: kept }];
  let before = `${name}/Unfused`;
  let used = 0;
  fused.forEach((step, index) => {
    const { op, operands, more } = partOf(step, attr);
    const own = index === fused.length - 1 ? name : `${name}/${PARTS[step] ?? 'Activated'}`;
    const read = rest.slice(used, used + operands);
    used += operands;
    nodes.push({ name: own, op, input: [before, ...read], attr: { ...type, ...more } });
    before = own;
  });
  return used === rest.length ? nodes : null;
}

/** How what a step of a fused op made is called. */
const PARTS: Readonly<Record<string, string>> = {
  BiasAdd: 'Biased',
  Add: 'Added',
  FusedBatchNorm: 'Normalized',
};

/** A step of a fused op as an op of its own, and how many inputs it reads beside what came before. */
function partOf(
  step: string,
  attr: Json,
): { readonly op: string; readonly operands: number; readonly more: Json } {
  switch (step) {
    case 'BiasAdd':
    case 'Add':
      return { op: 'AddV2', operands: 1, more: {} };
    case 'FusedBatchNorm':
      return {
        op: 'FusedBatchNormV3',
        operands: 4,
        more: { epsilon: attr['epsilon'] ?? { f: 1e-4 }, is_training: { b: false } },
      };
    case 'Prelu':
      return { op: 'Prelu', operands: 1, more: {} };
    case 'LeakyRelu':
      return { op: 'LeakyRelu', operands: 0, more: { alpha: attr['leakyrelu_alpha'] ?? { f: 0.2 } } };
    default:
      return { op: optimizerOp(step), operands: 0, more: {} };
  }
}

function optimizerOp(activation: string): string {
  return Object.hasOwn(OPTIMIZER_ACTIVATIONS, activation)
    ? (OPTIMIZER_ACTIVATIONS[activation] ?? activation)
    : activation;
}

/** fused_ops is a list of base64 texts, such as BiasAdd and Relu. */
function fusedOps(attr: unknown): readonly string[] {
  const list = isRecord(attr) && isRecord(attr['fused_ops']) ? attr['fused_ops']['list'] : undefined;
  const texts = isRecord(list) ? list['s'] : undefined;
  return Array.isArray(texts)
    ? texts
        .filter((text) => typeof text === 'string')
        .map((text) => Buffer.from(text, 'base64').toString('latin1'))
    : [];
}

/** A text in base64, as JSON of protocol buffers has it; empty where there is none. */
function textOf(attr: unknown): string {
  const text = isRecord(attr) ? attr['s'] : undefined;
  return typeof text === 'string' ? Buffer.from(text, 'base64').toString('latin1') : '';
}

function isTrue(attr: unknown): boolean {
  return isRecord(attr) && attr['b'] === true;
}
