import { isRecord } from '../../vocabulary/isRecord.js';
import type { Repair } from '../keras/repairLog.js';

type Json = Readonly<Record<string, unknown>>;

/** The op that src/tensorflow/graphRepairOps.ts gives TensorFlow.js: normalizes by the batch's own mean and variance. */
export const BATCH_STATISTICS_OP = 'EntroscopeBatchStatistics';

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
/** Activations that the fused kernels of every backend have. */
const FUSED_ACTIVATIONS = new Set(['Relu', 'Relu6', 'Elu', 'Prelu', 'LeakyRelu', 'Sigmoid']);

/**
 * Takes fused ops apart that TensorFlow.js 4.22 would refuse on some backend, and marks normalizations by the batch's
 * own statistics (LayerNormalization of tf_keras), which it would compute as NaN. All else comes back as it is; every op
 * keeps its name, so that outputs and layers are found as before.
 * @param constantRanks rank of each constant with a weight
 */
export function repairGraph(topology: Json, constantRanks: ReadonlyMap<string, number>): RepairedGraph {
  const nodes = Array.isArray(topology['node']) ? (topology['node'] as readonly unknown[]) : [];
  const places = new Map<string, string[]>();
  const note = (code: string, node: Json): void => {
    places.set(code, [...(places.get(code) ?? []), String(node['name']).split('/').slice(-2).join('/')]);
  };
  const repaired = nodes.flatMap((node): readonly unknown[] => {
    if (!isRecord(node) || typeof node['name'] !== 'string' || typeof node['op'] !== 'string') return [node];
    const { op, attr } = node;
    if (/^FusedBatchNorm(V[23])?$/.test(op) && isRecord(attr) && isTrue(attr['is_training'])) {
      note('batch-statistics', node);
      return [{ ...node, op: BATCH_STATISTICS_OP }];
    }
    const plain = Object.hasOwn(PLAIN, op) ? PLAIN[op] : undefined;
    const parts = plain === undefined ? null : takeApart(node, plain, constantRanks);
    if (parts === null) return [node];
    note('fused-ops', node);
    return parts;
  });
  if (places.size === 0) return { topology, repairs: [] };
  const repairs = [...places].map(([code, names]) => ({ code, detail: detailOf(code, names) }));
  return { topology: { ...topology, node: repaired }, repairs };
}

function detailOf(code: string, names: readonly string[]): string {
  const sentence =
    code === 'fused-ops'
      ? 'fused ops that not every backend has were taken apart'
      : 'normalizations by the batch’s own mean and variance, which TensorFlow.js reads as trained ones, were computed';
  const more = names.length > 5 ? ` and ${String(names.length - 5)} more` : '';
  return `${sentence} (${names.slice(0, 5).join(', ')}${more})`;
}

/** A fused op as product, addition and activation; null where TensorFlow.js has it as it is. */
function takeApart(node: Json, plain: string, ranks: ReadonlyMap<string, number>): readonly Json[] | null {
  const { name, input, attr } = node;
  const fused = fusedOps(attr);
  const inputs = Array.isArray(input) ? input.filter((entry) => typeof entry === 'string') : [];
  const [x, filter, bias, ...rest] = inputs;
  if (x === undefined || filter === undefined || bias === undefined || fused[0] !== 'BiasAdd') return null;
  const [, activation] = fused;
  const dataInputs = rest.filter((entry) => !entry.startsWith('^'));
  if (fused.length > 2 || dataInputs.length > 0 || !isRecord(attr)) return null;
  const knownActivation = activation === undefined || FUSED_ACTIVATIONS.has(activation);
  const biasFits = ranks.get(bias.replace(/:\d+$/, '')) === 1;
  if (knownActivation && biasFits) return null;
  const type = 'T' in attr ? { T: attr['T'] } : {};
  const kept = Object.fromEntries(
    Object.entries(attr).filter(([key]) => !['fused_ops', 'num_args', 'leakyrelu_alpha'].includes(key)),
  );
  const own = String(name);
  const product = `${own}/Unfused`;
  const sum = activation === undefined ? own : `${own}/Biased`;
  const nodes: Json[] = [
    { name: product, op: plain, input: [x, filter], attr: kept },
    { name: sum, op: 'AddV2', input: [product, bias], attr: type },
  ];
  const alpha = activation === 'LeakyRelu' ? { alpha: attr['leakyrelu_alpha'] ?? { f: 0.2 } } : {};
  const op = activation === undefined ? undefined : optimizerOp(activation);
  if (op !== undefined) nodes.push({ name: own, op, input: [sum], attr: { ...type, ...alpha } });
  return nodes;
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

function isTrue(attr: unknown): boolean {
  return isRecord(attr) && attr['b'] === true;
}
