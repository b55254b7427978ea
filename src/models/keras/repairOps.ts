import { isDraft, type Draft, type DraftLayer } from './draft.js';
import { OP_PARAMETERS, REFUSED_OPS } from './opTables.js';
import { OpInputs, templateOf, writtenTemplate, type Source } from './opTemplate.js';
import type { Refusal } from './refusal.js';

/**
 * Is it an op of Keras 3, and no layer? Layers say whether they are trainable; a .keras file also names the module. Some
 * ops have a layer's name: Multiply, Softmax, Reshape.
 */
export function isKerasOp({ entry, config, type, nested }: DraftLayer): boolean {
  if (nested !== null || 'trainable' in config) return false;
  const { module } = entry;
  if (typeof module === 'string') return /^keras(\.src)?\.ops\b/.test(module);
  return OP_PARAMETERS.has(type) || REFUSED_OPS.has(type);
}

/**
 * Makes a layer of an op: its arguments and options go into one template, and what it reads is listed as TensorFlow.js
 * wants it.
 * @param tensorOf the history of a tensor among the arguments
 * @returns why it cannot be; nothing where it can
 */
export function repairOp(
  { entry, config, type, name }: DraftLayer,
  calls: readonly Draft[],
  tensorOf: (value: unknown) => Source | null,
): readonly Refusal[] {
  const parameters = OP_PARAMETERS.get(type);
  const [first, ...others] = calls;
  if (parameters === undefined || first === undefined || others.length > 0) {
    // So that it is refused as an op, and not taken for a layer of the user's.
    becomeOp(entry, config, { op: type, type, values: {} });
    const unknown = REFUSED_OPS.get(type) ?? 'is not known';
    const why = parameters === undefined ? unknown : `is called ${String(calls.length)} times`;
    return [{ what: `the op ${type} ${name} ${why}` }];
  }
  const inputs = new OpInputs();
  const inner = (value: unknown): unknown => templateOf(value, inputs, tensorOf);
  const values: Draft = {};
  for (const [option, value] of Object.entries(config)) if (option !== 'name') values[option] = inner(value);
  const args = (Array.isArray(first['args']) ? (first['args'] as unknown[]) : []).map(inner);
  for (const [index, parameter] of parameters.entries())
    if (parameter.startsWith('*')) values[parameter.slice(1)] = args.slice(index);
    else if (index < args.length) values[parameter] = args[index];
  const { kwargs } = first;
  if (isDraft(kwargs)) for (const [key, value] of Object.entries(kwargs)) values[key] = inner(value);
  becomeOp(entry, config, { op: type, type, values });
  entry['inbound_nodes'] = [inputs.sources.map((source) => [...source, {}])];
  config['name'] ??= name;
  return [];
}

/** The entry of an op's layer. @param op what it computes @param type its class in the user's model */
export function becomeOp(
  entry: Draft,
  config: Draft,
  { op, type, values }: { readonly op: string; readonly type: string; readonly values: Draft },
): void {
  entry['class_name'] = 'KerasOp';
  entry['config'] = config;
  for (const field of Object.keys(config)) if (field !== 'name') Reflect.deleteProperty(config, field);
  config['op'] = op;
  config['type'] = type;
  config['call'] = writtenTemplate(values);
}
