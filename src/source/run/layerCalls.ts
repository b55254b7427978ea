import type { CallExpression } from '../syntax/program.js';
import type { Given } from './given.js';
import { CALLED } from './imports.js';
import type { Evaluation } from './evaluation.js';
import { isKind, type LayerSizes, type LayerValue, type Value } from './value.js';

/** What Keras' positional arguments mean, by class. */
function positionalNames(type: string): readonly string[] {
  if (/Conv(1D|2D|3D)|LocallyConnected|ConvLSTM/.test(type))
    return type.startsWith('Depthwise') ? ['kernel_size'] : ['filters', 'kernel_size'];
  if (type === 'Dense') return ['units', 'activation'];
  if (/^(LSTM|GRU|SimpleRNN)$/.test(type)) return ['units', 'activation'];
  if (type === 'Embedding') return ['input_dim', 'output_dim'];
  if (type === 'Activation') return ['activation'];
  return [];
}

/** Makes the layer of a call, reading name and sizes from the arguments of either language. */
export function makeLayer(
  run: Evaluation,
  call: CallExpression,
  type: string,
  args: readonly Given[],
): LayerValue {
  const config = new Map<string, Value>();
  let hidden = false;
  const names = positionalNames(type);
  let place = 0;
  for (const { name, value } of args) {
    markWrapped(value);
    if (name === '*') hidden = true;
    else if (name !== null) config.set(snakeCase(name), value);
    else if (!run.python && isKind(value, 'dict'))
      for (const [key, item] of value.entries) {
        markWrapped(item);
        config.set(snakeCase(key), item);
      }
    else {
      if (!run.python && value === undefined) hidden = true;
      const key = names[place++];
      if (key !== undefined) config.set(key, value);
    }
  }
  const name = config.get('name');
  return run.world.makeLayer(call, type, {
    name: typeof name === 'string' ? name : null,
    nameHidden: typeof name !== 'string' && (hidden || (config.has('name') && name !== null)),
    sizes: innerSizes(type, args) ?? sizesOf(type, config, hidden),
  });
}

/** A wrapper has its inner layer's activation, and TimeDistributed its units too; null for any other layer. */
function innerSizes(type: string, args: readonly Given[]): LayerSizes | null {
  if (type !== 'TimeDistributed' && type !== 'Bidirectional') return null;
  const given = args.flatMap(({ value }) => (isKind(value, 'dict') ? [...value.entries.values()] : [value]));
  const inner = given.find((value) => isKind(value, 'layer'))?.made;
  if (inner === undefined) return null;
  const { units, activation } = inner.sizes;
  // Pooling and the like have none; layers that are an activation have one that their class says.
  const none = /Pooling|Flatten|Reshape|Normalization|Dropout/.test(inner.type) ? 'linear' : null;
  return {
    units: type === 'TimeDistributed' ? units : null,
    kernelSize: null,
    activation: activation ?? none,
  };
}

function sizesOf(type: string, config: ReadonlyMap<string, Value>, hidden: boolean): LayerSizes {
  const units = config.get('units') ?? config.get('filters') ?? config.get('output_dim');
  return {
    units: typeof units === 'number' && Number.isFinite(units) ? units : null,
    kernelSize: dimensions(config.get('kernel_size')),
    activation: config.has('activation')
      ? activationName(config.get('activation'))
      : hidden
        ? null
        : usualActivation(type),
  };
}

function dimensions(value: Value): readonly number[] | null {
  if (typeof value === 'number') return [value];
  if (!isKind(value, 'list') || value.open) return null;
  const sizes = value.items.filter((item) => typeof item === 'number');
  return sizes.length === value.items.length ? sizes : null;
}

function activationName(value: Value): string | null {
  if (typeof value === 'string') return snakeCase(value);
  if (value === null) return 'linear';
  if (isKind(value, 'path')) {
    const last = value.segments.at(-1) ?? '';
    return last === CALLED ? null : snakeCase(last);
  }
  return null;
}

function usualActivation(type: string): string | null {
  if (/^(LSTM|GRU|SimpleRNN)$/.test(type)) return 'tanh';
  return /^(Dense|((Depthwise|Separable)?Conv[123]D(Transpose)?))$/.test(type) ? 'linear' : null;
}

/** A layer that is given to another one, as TimeDistributed's or as an activation, is not the model's own. */
function markWrapped(value: Value, seen = new Set<Value>()): void {
  if (isKind(value, 'layer')) value.made.wrapped = true;
  else if (isKind(value, 'list') && !seen.has(value)) {
    seen.add(value);
    for (const item of value.items) markWrapped(item, seen);
  }
}

export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
