import type { Container, LayerEntry, Malformed } from './layerEntries.js';
import { isRecord } from '../vocabulary/isRecord.js';

/** One tensor that a call reads: which output of which call of which layer. */
interface Source {
  readonly layer: string;
  readonly call: number;
}

/**
 * Checks that every call of every layer of a container can happen. tfjs-layers tries the calls over and over until all
 * are made (engine/container, fromConfig): a call whose input never comes makes it loop forever.
 * @throws what malformed makes
 */
export function checkCalls({ layers, config }: Container, malformed: Malformed): void {
  const named = new Map<string, LayerEntry>();
  for (const layer of layers) {
    if (layer.name === null) throw malformed(`a ${layer.type} in a graph of layers has no name`);
    if (named.has(layer.name)) throw malformed(`two layers are called ${layer.name}`);
    named.set(layer.name, layer);
  }
  const states = new Map<string, CallState>(
    [...named].map(([name, layer]) => {
      const waiting = callsOf(name, layer, named, malformed);
      const made = madeAtFirst(layer);
      return [name, { made, waiting, promised: made + waiting.length }];
    }),
  );
  for (const list of ['input_layers', 'output_layers']) checkEnds(config[list], list, named, malformed);
  let progress = true;
  while (progress) {
    progress = false;
    for (const state of states.values()) {
      state.waiting = state.waiting.filter((call) => {
        if (!call.every((source) => stateOf(states, source).made > source.call)) return true;
        state.made++;
        progress = true;
        return false;
      });
    }
  }
  refuseWaiting(states, malformed);
}

/** How far the calls of a layer have come. */
interface CallState {
  /** Calls made. */
  made: number;
  /** The calls that wait for an input. */
  waiting: readonly (readonly Source[])[];
  /** Calls that there will be. */
  readonly promised: number;
}

/** callsOf has refused sources that are no layers. */
function stateOf(states: ReadonlyMap<string, CallState>, { layer }: Source): CallState {
  const state = states.get(layer);
  if (state === undefined) throw new RangeError(`${layer} is no layer`);
  return state;
}

function refuseWaiting(states: ReadonlyMap<string, CallState>, malformed: Malformed): void {
  for (const [name, { waiting }] of states) {
    for (const source of waiting.flat()) {
      const { promised } = stateOf(states, source);
      if (source.call >= promised) {
        throw malformed(
          `layer ${name} reads call ${source.call} of ${source.layer}, which is called ${promised} times`,
        );
      }
    }
  }
  const stuck = [...states].filter(([, { waiting }]) => waiting.length > 0).map(([name]) => name);
  if (stuck.length > 0)
    throw malformed(`the layers ${stuck.slice(0, 5).join(', ')} wait for each other in a circle`);
}

/** The calls of a layer that read anything, each with its sources; Keras 3 writes them in another way. */
function callsOf(
  name: string,
  { inboundNodes }: LayerEntry,
  named: ReadonlyMap<string, LayerEntry>,
  malformed: Malformed,
): readonly (readonly Source[])[] {
  if (!Array.isArray(inboundNodes)) throw malformed(`layer ${name} has no inbound_nodes`);
  const calls = inboundNodes.map((node: unknown) =>
    isRecord(node) ? kerasTensors(node['args']) : positional(name, node, malformed),
  );
  for (const { layer } of calls.flat())
    if (!named.has(layer)) throw malformed(`layer ${name} takes its input from ${layer}, which is not there`);
  return calls.filter((call) => call.length > 0);
}

function positional(name: string, node: unknown, malformed: Malformed): readonly Source[] {
  if (!Array.isArray(node)) throw malformed(`layer ${name} has an inbound node that is no list`);
  return node.map((input: unknown) => {
    const source = sourceOf(input);
    if (source === null) throw malformed(`layer ${name} has an input that names no layer, call and tensor`);
    return source;
  });
}

/** [layer, call, tensor, ...]; null where it is something else. */
function sourceOf(input: unknown): Source | null {
  if (!Array.isArray(input)) return null;
  const [layer, call, tensor] = input as readonly unknown[];
  const isSource =
    typeof layer === 'string' && Number.isInteger(call) && Number.isInteger(tensor) && Number(call) >= 0;
  return isSource ? { layer, call: Number(call) } : null;
}

/** The tensors of Keras 3's arguments: { class_name: "__keras_tensor__", config: { keras_history: [...] } }. */
function kerasTensors(value: unknown): readonly Source[] {
  if (Array.isArray(value)) return value.flatMap(kerasTensors);
  if (!isRecord(value)) return [];
  const { config } = value;
  if (value['class_name'] !== '__keras_tensor__' || !isRecord(config))
    return Object.values(value).flatMap(kerasTensors);
  const source = sourceOf(config['keras_history']);
  return source === null ? [] : [source];
}

/** Calls that exist before any inbound node is read: those of an input, and of a model that knows its input. */
function madeAtFirst(layer: LayerEntry): number {
  return layer.type === 'InputLayer' || (layer.nested !== null && knowsInput(layer)) ? 1 : 0;
}

/** A Sequential without an input shape makes its first call only where it is called. */
function knowsInput({ type, config, nested }: LayerEntry): boolean {
  if (nested !== null && nested.type !== 'Sequential') return true;
  if (nested !== null) return nested.layers[0] !== undefined && knowsInput(nested.layers[0]);
  const shapes = ['batch_input_shape', 'batch_shape', 'input_shape'];
  return type === 'InputLayer' || shapes.some((field) => Array.isArray(config[field]));
}

/** input_layers and output_layers: a list, in which every layer named is there. Keras 3 may write an object. */
function checkEnds(
  ends: unknown,
  list: string,
  named: ReadonlyMap<string, LayerEntry>,
  malformed: Malformed,
): void {
  if (!Array.isArray(ends) && !isRecord(ends)) throw malformed(`the model has no ${list}`);
  const visit = (value: unknown): void => {
    const source = sourceOf(value);
    if (source !== null && !named.has(source.layer))
      throw malformed(`${list} names ${source.layer}, which is not there`);
    if (source === null && (Array.isArray(value) || isRecord(value))) Object.values(value).forEach(visit);
  };
  visit(ends);
}
