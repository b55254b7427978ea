import { isDraft, type Draft, type DraftContainer, type DraftLayer } from './draft.js';
import { OpInputs, templateOf, type Source } from './opTemplate.js';
import type { Refusal } from './refusal.js';
import type { RepairLog } from './repairLog.js';
import { becomeOp } from './repairOps.js';
import { readNodeDef } from './tensorflowNodes.js';
import { FUNCTIONS, type FunctionRow } from './tensorflowFunctions.js';

/**
 * Makes layers of the functions of TensorFlow in a functional model of Keras 2: TFOpLambda and SlicingOpLambda (since
 * TensorFlow 2.4), and TensorFlowOpLayer (before), which holds a node of a graph.
 * @returns what is not known, or is called in a way that is not
 */
export function repairTensorFlowOps(container: DraftContainer, log: RepairLog): readonly Refusal[] {
  const names = new Set(container.layers.map(({ name }) => name));
  return container.layers.flatMap((layer) => {
    const { type, config } = layer;
    if (!/^(TFOpLambda|SlicingOpLambda|TensorFlowOpLayer)$/.test(type)) return [];
    const refusals =
      type === 'TensorFlowOpLayer' ? repairNode(layer, names, log) : repairLambda(layer, names, log);
    // So that it is refused by its function, and not taken for a layer of the user's.
    if (refusals.length > 0) becomeOp(layer.entry, config, { op: type, type, values: {} });
    return refusals;
  });
}

function repairLambda(layer: DraftLayer, names: ReadonlySet<string>, log: RepairLog): readonly Refusal[] {
  const { function: called } = layer.config;
  // The functions of TensorFlow 1 take the same.
  const name = String(called).replace(/^compat\.v1\./, '');
  const row = FUNCTIONS.get(name);
  if (row === undefined) return [{ what: `the function tf.${String(called)} (${layer.name}) is not known` }];
  return repairFunction(layer, row, names, log);
}

/** A call as Keras 2 lists it: what is given first, alone or in a list, and the rest by name. */
interface Given {
  readonly first: unknown;
  readonly named: Draft;
}

function repairFunction(
  layer: DraftLayer,
  row: FunctionRow,
  names: ReadonlySet<string>,
  log: RepairLog,
): readonly Refusal[] {
  const { entry, config, type, name } = layer;
  const nodes = entry['inbound_nodes'];
  const [node, ...others] = Array.isArray(nodes) ? (nodes as readonly unknown[]) : [];
  const given = others.length > 0 ? null : givenOf(node);
  if (given === null) return [{ what: `${type} ${name} is called in an unknown way` }];
  const inputs = new OpInputs();
  const inner = (value: unknown): unknown => templateOf(slices(value), inputs, sourceIn(names));
  const values: Draft = { ...row.fixed };
  const [[, firstName] = ['', '']] = row.parameters;
  values[firstName] = inner(given.first);
  for (const [theirs, ours] of row.parameters.slice(1))
    if ((given.named[theirs] ?? null) !== null) values[ours] = inner(given.named[theirs]);
  const known = new Set(row.parameters.map(([theirs]) => theirs));
  const unread = Object.entries(given.named).filter(
    ([key, value]) => !known.has(key) && !isIdle(key, value, row.idle),
  );
  if (unread.length > 0 || inputs.sources.length === 0)
    return [
      {
        what: `the function tf.${String(config['function'])} (${name}) ${unread.length > 0 ? `has ${unread.map(([key]) => key).join(', ')}` : 'whose inputs the file does not name'}`,
      },
    ];
  finish(layer, row.op, values, inputs, log);
  return [];
}

function repairNode(layer: DraftLayer, names: ReadonlySet<string>, log: RepairLog): readonly Refusal[] {
  const { entry, config, type, name } = layer;
  const nodes = entry['inbound_nodes'];
  const [node] = Array.isArray(nodes) ? (nodes as readonly unknown[]) : [];
  const sources = (Array.isArray(node) ? (node as readonly unknown[]) : []).map(sourceIn(names));
  const inputs = new OpInputs();
  const tensors = sources.flatMap((source) => (source === null ? [] : [inputs.add(source)]));
  const read = readNodeDef(config, tensors);
  if (read === null || tensors.length === 0)
    return [{ what: `${type} ${name} is an unknown node of a graph` }];
  finish(layer, read.op, { ...read.values }, inputs, log);
  return [];
}

function finish(
  { entry, config, type, name }: DraftLayer,
  op: string,
  values: Draft,
  inputs: OpInputs,
  log: RepairLog,
): void {
  becomeOp(entry, config, { op, type, values });
  entry['inbound_nodes'] = [inputs.sources.map((source) => [...source, {}])];
  log.add('ops', name);
}

/** [layer, call, output, { named }], the same in a list, several in a list, or ["_CONSTANT_VALUE", -1, value, { named }]. */
function givenOf(node: unknown): Given | null {
  if (!Array.isArray(node)) return null;
  const only: unknown = node.length === 1 ? node[0] : node;
  if (isCall(only)) {
    const [layer, call, value, named] = only;
    const isConstant = layer === '_CONSTANT_VALUE' || call === -1;
    return { first: isConstant ? value : [layer, call, value], named: isDraft(named) ? named : {} };
  }
  const calls = node.filter(isCall);
  const [one] = calls;
  if (one === undefined || calls.length !== node.length) return null;
  const first = calls.map(([layer, call, value]) => (call === -1 ? value : [layer, call, value]));
  return { first, named: isDraft(one[3]) ? one[3] : {} };
}

function isCall(value: unknown): value is readonly [string, number, unknown, unknown] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}

/** A tensor in a list of arguments: [layer, call, output], of a layer that is there. */
function sourceIn(names: ReadonlySet<string>): (value: unknown) => Source | null {
  return (value) => {
    if (!Array.isArray(value)) return null;
    const [layer, call, output] = value as readonly unknown[];
    return typeof layer === 'string' &&
      names.has(layer) &&
      typeof call === 'number' &&
      typeof output === 'number'
      ? [layer, call, output]
      : null;
  };
}

/** { start, stop, step } as Keras 3 writes it. */
function slices(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slices);
  return isDraft(value) && 'start' in value && 'stop' in value
    ? { class_name: '__slice__', config: value }
    : value;
}

/** Arguments that change nothing: names, and options at the value that they have by themselves. */
function isIdle(key: string, value: unknown, idle: Draft): boolean {
  return key === 'name' || value === null || value === false || idle[key] === value;
}
