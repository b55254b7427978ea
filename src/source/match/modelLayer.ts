import { PASS_THROUGH, plainClass } from '../layerTypes.js';

/** A layer of an analysed model; the layers of a report are such. */
export interface ModelLayer {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly activation: string | null;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

/** Names of ops in graph models, by the layers that become them. */
const OPS: Readonly<Record<string, string>> = {
  MatMul: 'Dense',
  MaxPool: 'MaxPooling2D',
  AvgPool: 'AveragePooling2D',
  Mean: 'GlobalAveragePooling2D',
  Max: 'GlobalMaxPooling2D',
  Relu: 'ReLU',
  LeakyRelu: 'LeakyReLU',
  AddV2: 'Add',
  ConcatV2: 'Concatenate',
  Mul: 'Multiply',
};

/** Does a list of layers come from a graph model, where many layers are fused into others? */
export function isGraph(layers: readonly ModelLayer[]): boolean {
  return layers.some(({ type }) => Object.hasOwn(OPS, type));
}

/** The class that training code would have for a layer. */
export function classOf({ type }: ModelLayer): string {
  const op = Object.hasOwn(OPS, type) ? OPS[type] : undefined;
  return op ?? plainClass(type);
}

/** How much a layer says about which model it is: 2 with weights of its own, 1 without, 0 when reports may lack it. */
export function weightOf(type: string): 0 | 1 | 2 {
  if (PASS_THROUGH.has(type)) return 0;
  return /^(Dense|.*Conv.*|.*LSTM|GRU|SimpleRNN|RNN|Embedding|Bidirectional|TimeDistributed|.*Attention)$/.test(
    type,
  )
    ? 2
    : 1;
}

/** Is a name one that Keras or TensorFlow.js gives by itself: dense_3, dense_Dense3? */
export function isAutomatic(name: string, type: string): boolean {
  return automaticNumber(name, type) !== null;
}

/** The number in an automatic name, which rises in the order of making; null for a name that somebody gave. */
export function automaticNumber(name: string, type: string): number | null {
  const kind = type.toLowerCase();
  const plain = plainName(name);
  if (plain.startsWith(kind + kind)) {
    const rest = plain.slice(2 * kind.length);
    return /^\d+$/.test(rest) ? Number(rest) : null;
  }
  if (plain === kind) return 0;
  // Keras parts the number off: dense11 is a name that somebody gave.
  const [, base, number] = /^(.*)_(\d+)$/.exec(name) ?? [];
  return base !== undefined && plainName(base) === kind ? Number(number) : null;
}

/**
 * Which layer of its class a layer is by its automatic name, from 0: dense and dense_Dense1 are the first; null for a name
 * that somebody gave.
 */
export function automaticIndex(name: string, type: string): number | null {
  const number = automaticNumber(name, type);
  if (number === null) return null;
  const kind = type.toLowerCase();
  // TensorFlow.js counts from 1.
  return plainName(name).startsWith(kind + kind) ? Math.max(0, number - 1) : number;
}

function plainName(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}
