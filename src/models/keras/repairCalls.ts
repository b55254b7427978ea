import { keepOptions, orderCall } from './callOptions.js';
import { giveMasks, makesMasks, type GivenMask, type Source } from './giveMasks.js';
import { isDraft, type Draft, type DraftContainer, type DraftLayer } from './draft.js';
import { partRepeated } from './partRepeated.js';
import type { Refusal } from './refusal.js';
import type { RepairLog } from './repairLog.js';
import { isKerasOp, repairOp } from './repairOps.js';

/** What one call reads, as Keras 3 writes it. */
interface Call {
  readonly inputs: readonly Source[];
  readonly masks: readonly Omit<GivenMask, 'call'>[];
  /** Numbers and the like among its arguments: no layer of TensorFlow.js takes them. */
  readonly constants: readonly unknown[];
  /** What the layer's config is to say about its calls. */
  readonly options: Draft;
}

/**
 * Rewrites the calls of one container from Keras 3's { args, kwargs } to [[[layer, call, tensor, {}]]], and its ends to
 * lists. A container whose calls are lists already is left as it is.
 * @returns what cannot be rewritten
 */
export function repairCalls(container: DraftContainer, log: RepairLog): readonly Refusal[] {
  if (isSequence(container.type)) return [];
  const constants = new Map<DraftLayer, unknown>();
  const ops = new Map<DraftLayer, readonly Refusal[]>();
  const given = new Map<DraftLayer, readonly GivenMask[]>();
  const refusals: Refusal[] = [];
  let rewritten = false;
  for (const layer of container.layers) {
    const nodes = layer.entry['inbound_nodes'];
    if (!Array.isArray(nodes) || !nodes.some(isDraft)) continue;
    rewritten = true;
    const calls = nodes.filter(isDraft).map((node) => readCall(node, layer));
    refusals.push(
      ...keepOptions(
        layer,
        calls.map(({ options }) => options),
      ),
    );
    const [constant] = calls.flatMap((call) => call.constants);
    layer.entry['inbound_nodes'] = calls
      .map(({ inputs }) => inputs.map((source) => [...source, {}]))
      .filter((call) => call.length > 0);
    if (isKerasOp(layer)) ops.set(layer, repairOp(layer, nodes.filter(isDraft), tensorOf));
    else if (constant !== undefined) constants.set(layer, constant);
    const masks = calls.flatMap((call, index) => call.masks.map((mask) => ({ ...mask, call: index })));
    if (masks.length > 0 && !ops.has(layer)) given.set(layer, masks);
  }
  if (rewritten) log.add('inbound-nodes', container.name);
  const masks = giveMasks(container, given);
  partRepeated(container, log);
  repairEnds(container, log);
  const refused = masks.size > 0 ? dropMasks(container, masks, log) : [];
  if (rewritten) countNestedCalls(container, log);
  const isLeft = ([layer]: readonly [DraftLayer, unknown]): boolean => container.layers.includes(layer);
  const computing = [...constants].filter(isLeft);
  for (const [{ type, name }] of [...ops].filter(isLeft)) log.add('ops', `${type} ${name}`);
  return [
    ...refusals,
    ...refused,
    ...[...ops].filter(isLeft).flatMap(([, refusals]) => refusals),
    ...computing.map(([{ type, name }, constant]) => ({
      what: `${type} ${name} computes with a constant (${JSON.stringify(constant).slice(0, 40)})`,
    })),
  ];
}

function readCall(node: Readonly<Record<string, unknown>>, layer: DraftLayer): Call {
  const inputs: Source[] = [];
  const masks: Omit<GivenMask, 'call'>[] = [];
  const constants: unknown[] = [];
  const collect = (value: unknown): void => {
    const source = tensorOf(value);
    if (source !== null) inputs.push(source);
    else if (Array.isArray(value))
      value.forEach((entry: unknown) => {
        collect(entry);
      });
    // Keras flattens dictionaries in the order of their keys.
    else if (isDraft(value)) for (const key of Object.keys(value).sort()) collect(value[key]);
    else if (value !== null) constants.push(value);
  };
  const written = Array.isArray(node['args']) ? (node['args'] as readonly unknown[]) : [];
  const given = isDraft(node['kwargs']) ? node['kwargs'] : {};
  const { args, kwargs, options } = orderCall(layer, { args: written, kwargs: given });
  collect(args);
  for (const [key, value] of Object.entries(kwargs)) {
    if (key === 'mask' || key.endsWith('_mask')) masks.push(...masksOf(key, value, options['inputs']));
    else if (key !== 'training') {
      const before = constants.length;
      collect(value);
      constants.length = before;
    }
  }
  return { inputs, masks, constants, options };
}

/** `mask` goes with the first input, or as a list with one after the other; `value_mask` with the value. */
function masksOf(key: string, value: unknown, roles: unknown): readonly Omit<GivenMask, 'call'>[] {
  const role = Array.isArray(roles) ? roles.indexOf(key.replace(/_?mask$/, '')) : -1;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((mask, index) => {
    const source = tensorOf(mask);
    return source === null ? [] : [{ input: role === -1 ? index : role, source }];
  });
}

/** The history of { class_name: "__keras_tensor__", config: { keras_history } }; null for anything else. */
function tensorOf(value: unknown): Source | null {
  if (!isDraft(value) || value['class_name'] !== '__keras_tensor__' || !isDraft(value['config'])) return null;
  return sourceOf(value['config']['keras_history']);
}

function sourceOf(value: unknown): Source | null {
  if (!Array.isArray(value)) return null;
  const [layer, call, output] = value as readonly unknown[];
  return typeof layer === 'string' && typeof call === 'number' && typeof output === 'number'
    ? [layer, call, output]
    : null;
}

/** ["a", 0, 0], [["a", 0, 0], ...] and { name: ["a", 0, 0], ... } -> [["a", 0, 0], ...] */
export function repairEnds(container: DraftContainer, log: RepairLog): void {
  for (const field of ['input_layers', 'output_layers']) repairEnd(container, field, log);
}

function repairEnd({ config, name }: DraftContainer, field: string, log: RepairLog): void {
  const ends = config[field];
  const isList = Array.isArray(ends) && ends.every((end: unknown) => sourceOf(end) !== null);
  if (isList || (!Array.isArray(ends) && !isDraft(ends))) return;
  const sources: Source[] = [];
  const collect = (value: unknown): void => {
    const source = sourceOf(value);
    if (source !== null) sources.push(source);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isDraft(value)) for (const key of Object.keys(value).sort()) collect(value[key]);
  };
  collect(ends);
  config[field] = sources;
  log.add('model-ends', name);
}

/**
 * Takes out the ops that only compute masks: Embedding and Masking make them in TensorFlow.js, and the layers hand them
 * on by themselves.
 */
function dropMasks(
  container: DraftContainer,
  masks: ReadonlyMap<DraftLayer, readonly Source[]>,
  log: RepairLog,
): readonly Refusal[] {
  const [whole] = container.layers[0]?.containers ?? [container];
  const known = (whole ?? container).layers.some(makesMasks) || container.layers.some(makesMasks);
  const needed = upstream(container, endsOf(container));
  const only = upstream(
    container,
    [...masks.values()].flat().map(([layer]) => layer),
  );
  const dropped = container.layers.filter(({ name }) => only.has(name) && !needed.has(name));
  if (dropped.length > 0 && !known) {
    const [masked] = masks.keys();
    return [{ what: `layer ${masked?.name ?? ''} is given a mask that ${dropped[0]?.name ?? ''} computes` }];
  }
  for (const layer of dropped) {
    container.layers.splice(container.layers.indexOf(layer), 1);
    log.add('mask', layer.name);
  }
  container.config['layers'] = container.layers.map(({ entry }) => entry);
  return [];
}

function endsOf({ config }: DraftContainer): readonly string[] {
  const ends = config['output_layers'];
  return Array.isArray(ends) ? ends.flatMap((end: unknown) => sourceOf(end)?.[0] ?? []) : [];
}

/** These layers, and all that their inputs come from. */
function upstream({ layers }: DraftContainer, from: readonly string[]): ReadonlySet<string> {
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  const found = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const layer = named.get(name);
    if (layer === undefined || found.has(name)) continue;
    found.add(name);
    open.push(...sourcesOf(layer).map(([source]) => source));
  }
  return found;
}

/** What a layer reads, after its calls were rewritten; the lists themselves, which may be changed. */
function sourcesOf({ entry }: DraftLayer): readonly [string, number, number][] {
  const nodes = entry['inbound_nodes'];
  if (!Array.isArray(nodes)) return [];
  return nodes
    .flatMap((node: unknown) => (Array.isArray(node) ? (node as unknown[]) : []))
    .filter((source): source is [string, number, number] => sourceOf(source) !== null);
}

/**
 * In TensorFlow.js a nested model's call 0 is the one that made it; Keras 3 counts the calls in this container alone.
 * A model whose calls are counted from 1 already reads the last one by its number.
 */
function countNestedCalls(container: DraftContainer, log: RepairLog): void {
  const ends = ['input_layers', 'output_layers'].flatMap((field) => {
    const listed = container.config[field];
    return Array.isArray(listed)
      ? listed.filter((end): end is [string, number, number] => sourceOf(end) !== null)
      : [];
  });
  const sources = [...container.layers.flatMap(sourcesOf), ...ends];
  for (const { name, nested, entry } of container.layers) {
    if (nested === null || !isCalledWhenMade(nested)) continue;
    const own = sources.filter(([layer]) => layer === name);
    const calls = Array.isArray(entry['inbound_nodes']) ? entry['inbound_nodes'].length : 0;
    if (own.length === 0 || own.some(([, call]) => call >= calls)) continue;
    for (const source of own) source[1] += 1;
    log.add('nested-calls', name);
  }
}

/** A Pipeline of Keras 3 is a Sequential of layers that prepare their inputs. */
function isSequence(type: string): boolean {
  return type === 'Sequential' || type === 'Pipeline';
}

/** A Sequential whose input shape nobody knows is built by its first call, and counts from 0. */
function isCalledWhenMade({ type, layers }: DraftContainer): boolean {
  const [first] = layers;
  if (!isSequence(type)) return true;
  if (first === undefined) return false;
  if (first.nested !== null) return isCalledWhenMade(first.nested);
  return Array.isArray(first.config['batch_input_shape']) || Array.isArray(first.config['batch_shape']);
}
