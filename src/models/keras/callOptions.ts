import { isDraft, type Draft, type DraftLayer } from './draft.js';
import type { Refusal } from './refusal.js';

/** Layers whose tensors have names of their own, with the order of their arguments in Python. */
const ATTENTION_ARGUMENTS = [
  ...['query', 'value', 'key', 'query_mask', 'value_mask', 'key_mask', 'attention_mask'],
  ...['return_attention_scores', 'training', 'use_causal_mask'],
];
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ATTENTION_ARGUMENTS,
  GroupQueryAttention: ATTENTION_ARGUMENTS,
  GroupedQueryAttention: ATTENTION_ARGUMENTS,
};
/** What the layer is given, in the order in which it is listed. */
const ROLES = ['query', 'value', 'key', 'attention_mask'];

/** Options that Keras takes at the call, and the layers here in their config. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ['use_causal_mask', 'return_attention_scores'],
  GroupQueryAttention: ['use_causal_mask', 'return_attention_scores'],
  GroupedQueryAttention: ['use_causal_mask', 'return_attention_scores'],
  Attention: ['use_causal_mask', 'return_attention_scores'],
  AdditiveAttention: ['use_causal_mask', 'return_attention_scores'],
  ReversibleEmbedding: ['reverse'],
};

/** A call as Keras writes it, its tensors in any form. */
export interface WrittenCall {
  readonly args: readonly unknown[];
  readonly kwargs: Draft;
}

/**
 * Brings the tensors of a layer with named arguments into one order, whatever way they were given, and takes the options of
 * the call out of it.
 * @returns the call with its tensors in `args`, those that are no input left in `kwargs`, and the options that it sets
 */
export function orderCall(
  { type }: DraftLayer,
  { args, kwargs }: WrittenCall,
): WrittenCall & { readonly options: Draft } {
  const names = ARGUMENTS[type];
  const given: Draft =
    names === undefined
      ? { ...kwargs }
      : {
          ...Object.fromEntries(args.map((value, index) => [names[index] ?? String(index), value])),
          ...kwargs,
        };
  const options: Draft = {};
  for (const option of OPTIONS[type] ?? []) {
    if (given[option] === true) options[option] = true;
    Reflect.deleteProperty(given, option);
  }
  if (names === undefined) return { args, kwargs: given, options };
  const roles = ROLES.filter((role) => (given[role] ?? null) !== null);
  const inputs = roles.map((role) => given[role]);
  for (const role of ROLES) Reflect.deleteProperty(given, role);
  return { args: inputs, kwargs: given, options: { ...options, inputs: roles } };
}

/**
 * Puts the options of a layer's calls into its config.
 * @returns a refusal where two calls differ: the layer has only one config
 */
export function keepOptions({ config, type, name }: DraftLayer, calls: readonly Draft[]): readonly Refusal[] {
  const [first = {}, ...others] = calls;
  if (type === 'ReversibleEmbedding' && calls.some(({ reverse }) => reverse !== first['reverse'])) {
    config['reverse'] = 'sometimes';
    return [];
  }
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first)))
    return [{ what: `${type} ${name} is called in two ways` }];
  Object.assign(config, first);
  return [];
}

/** [layer, call, output], or that with what else is given to the call. */
function isTensor(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const [layer, call, output] = value as readonly unknown[];
  return typeof layer === 'string' && typeof call === 'number' && typeof output === 'number';
}

/**
 * The same for calls as Keras 2 writes them: [[layer, call, output, { value: [layer, call, output] }]], where the first tensor
 * alone stands in the list.
 */
export function orderOldCalls(layer: DraftLayer): readonly Refusal[] {
  const nodes = layer.entry['inbound_nodes'];
  if (!(layer.type in OPTIONS) || !Array.isArray(nodes) || nodes.some(isDraft)) return [];
  const calls: Draft[] = [];
  layer.entry['inbound_nodes'] = (nodes as readonly unknown[]).map((node) => {
    const listed = isTensor(node) ? [node] : Array.isArray(node) ? node.filter(isTensor) : [];
    const kwargs = Object.assign(
      {},
      ...listed.map(([, , , given]) => (isDraft(given) ? given : {})),
    ) as Draft;
    const ordered = orderCall(layer, { args: listed, kwargs });
    calls.push(ordered.options);
    return ordered.args.filter(isTensor).map((tensor) => [...tensor.slice(0, 3), {}]);
  });
  return keepOptions(layer, calls);
}
