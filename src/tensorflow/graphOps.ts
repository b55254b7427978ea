import { isRecord } from '../vocabulary/isRecord.js';

/** The ops of a graph-model, as its model.json lists them. */
export interface GraphOp {
  readonly name: string;
  readonly op: string;
  /** Names of the ops whose outputs it reads, control inputs left out. */
  readonly inputs: readonly string[];
  /** Activation that is fused into it, as TensorFlow names it ("Relu"); null where none is. */
  readonly fusedActivation: string | null;
}

export interface OpGraph {
  /** In an order in which they can run. */
  readonly ops: readonly GraphOp[];
  readonly byName: ReadonlyMap<string, GraphOp>;
  readonly consumers: ReadonlyMap<string, readonly GraphOp[]>;
  /** Ops whose value does not depend on the model's inputs. */
  readonly constant: ReadonlySet<string>;
  /** Ops that only compute shapes. */
  readonly shapes: ReadonlySet<string>;
  /** Ops inside loops and branches, which run not once a batch but any number of times. */
  readonly inControlFlow: ReadonlySet<string>;
  readonly hasControlFlow: boolean;
}

const CONTROL_FLOW = new Set([
  'Switch',
  'Merge',
  'Enter',
  'Exit',
  'NextIteration',
  'LoopCond',
  'While',
  'StatelessWhile',
  'If',
  'StatelessIf',
  'TensorListReserve',
  'TensorArrayV3',
  'Where',
  'NonMaxSuppressionV2',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
]);

/** Reads the graph of a topology; entries that are no ops are passed over. */
export function readOps(topology: Readonly<Record<string, unknown>>): OpGraph {
  const nodes = Array.isArray(topology['node']) ? (topology['node'] as readonly unknown[]) : [];
  const listed = nodes.flatMap((node) => readOp(node) ?? []);
  const byName = new Map(listed.map((op) => [op.name, op]));
  const ops = inRunningOrder(listed, byName);
  const consumers = new Map<string, GraphOp[]>();
  for (const op of ops)
    for (const input of op.inputs) consumers.set(input, [...(consumers.get(input) ?? []), op]);
  return {
    ops,
    byName,
    consumers,
    constant: spread(ops, (op, inputsAre) => op.op === 'Const' || (op.inputs.length > 0 && inputsAre)),
    shapes: shapeOps(ops),
    inControlFlow: loopOps(ops, consumers),
    hasControlFlow: ops.some(({ op }) => CONTROL_FLOW.has(op)),
  };
}

function readOp(node: unknown): GraphOp | null {
  if (!isRecord(node) || typeof node['name'] !== 'string' || typeof node['op'] !== 'string') return null;
  const listed = Array.isArray(node['input']) ? (node['input'] as readonly unknown[]) : [];
  const inputs = listed
    .filter((input) => typeof input === 'string')
    .filter((input) => !input.startsWith('^'))
    .map((input) => input.replace(/:\d+$/, ''));
  return { name: node['name'], op: node['op'], inputs, fusedActivation: fusedActivation(node['attr']) };
}

/** fused_ops is a list of base64 texts such as BiasAdd, Relu: the last one that is no addition is the activation. */
function fusedActivation(attr: unknown): string | null {
  const fused =
    isRecord(attr) && isRecord(attr['fused_ops']) && isRecord(attr['fused_ops']['list'])
      ? attr['fused_ops']['list']['s']
      : undefined;
  if (!Array.isArray(fused)) return null;
  const names = fused
    .filter((text) => typeof text === 'string')
    .map((text) => Buffer.from(text, 'base64').toString('latin1'));
  const last = names.filter((name) => !/^(BiasAdd|FusedBatchNorm.*|Add.*|NoOp)$/.test(name)).at(-1);
  // The optimizer's own: _FusedHardSwish, GeluExact.
  return last?.replace(/^_Fused/, '').replace(/^Gelu.*/, 'Gelu') ?? null;
}

/** Depth first from each op to its inputs, without recursion; edges that close a loop are passed over. */
function inRunningOrder(
  listed: readonly GraphOp[],
  byName: ReadonlyMap<string, GraphOp>,
): readonly GraphOp[] {
  const order: GraphOp[] = [];
  const state = new Map<GraphOp, 'open' | 'done'>();
  for (const start of listed) {
    const stack = [start];
    for (let op = stack.at(-1); op !== undefined; op = stack.at(-1)) {
      if (state.get(op) === 'done') {
        stack.pop();
        continue;
      }
      const before = state.get(op);
      state.set(op, 'open');
      const waiting =
        before === 'open'
          ? []
          : op.inputs.flatMap((name) => byName.get(name) ?? []).filter((input) => !state.has(input));
      if (waiting.length > 0) stack.push(...waiting.reverse());
      else {
        state.set(op, 'done');
        order.push(op);
        stack.pop();
      }
    }
  }
  return order;
}

function spread(
  ops: readonly GraphOp[],
  holds: (op: GraphOp, allInputsHold: boolean) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const op of ops)
    if (
      holds(
        op,
        op.inputs.every((input) => found.has(input)),
      )
    )
      found.add(op.name);
  return found;
}

/** Shape, and what is computed from shapes and constants alone. */
function shapeOps(ops: readonly GraphOp[]): ReadonlySet<string> {
  const fixed = new Set<string>();
  const found = new Set<string>();
  for (const op of ops) {
    const fromFixed = op.inputs.length > 0 && op.inputs.every((input) => fixed.has(input));
    if (op.op === 'Shape' || op.op === 'Const' || fromFixed) fixed.add(op.name);
    if (op.op === 'Shape' || (fromFixed && op.inputs.some((input) => found.has(input)))) found.add(op.name);
  }
  return found;
}

function loopOps(
  ops: readonly GraphOp[],
  consumers: ReadonlyMap<string, readonly GraphOp[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const spreadFrom = (start: string, end: string): void => {
    const stack = ops.filter(({ op, name }) => op === start && !found.has(name));
    for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
      if (found.has(op.name) || op.op === end) continue;
      found.add(op.name);
      stack.push(...(consumers.get(op.name) ?? []));
    }
  };
  // Loops first: the Merge and Switch at a loop's head are inside it, others begin and end a branch.
  spreadFrom('Enter', 'Exit');
  spreadFrom('Switch', 'Merge');
  return found;
}
