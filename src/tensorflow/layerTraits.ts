import { isRecord } from '../vocabulary/isRecord.js';
import { snakeCase } from './snakeCase.js';

/** Layers that repeat their input's numbers (docs/measures.md): left out unless asked for. */
const PASS_THROUGH = new Set([
  'InputLayer',
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'ActivityRegularization',
  'Masking',
  'Flatten',
  'Reshape',
  'Permute',
  'RepeatVector',
  'Identity',
  // What stands for Keras' layers that do something in training only, by its plain name.
  'PassThrough',
  // Puts a mask that a call is given by hand on its input.
  'Masked',
]);
const PASS_THROUGH_FAMILIES = /^(Random|ZeroPadding|Cropping)/;

/** Layers whose class is their activation function. */
const ACTIVATION_LAYERS: Readonly<Record<string, string>> = {
  ReLU: 'relu',
  LeakyReLU: 'leaky_relu',
  PReLU: 'prelu',
  ELU: 'elu',
  ThresholdedReLU: 'thresholded_relu',
  Softmax: 'softmax',
};

/** Ops whose class is their activation function (keras/src/ops/nn.py). */
const ACTIVATION_OPS =
  /^(Relu6?|Sigmoid|SparseSigmoid|Softplus|Softsign|SoftShrink|SparsePlus|Silu|Squareplus|LogSigmoid|LeakyRelu|HardSigmoid|HardSilu|Elu|Celu|Selu|Gelu|Tanh|TanhShrink|HardTanh|HardShrink|Softmax|LogSoftmax)$/;
/** Ops that repeat their input's numbers, in another order or shape, or a part of them. */
const PASSING_OPS =
  /^(Reshape|Ravel|Transpose|Swapaxes|Moveaxis|ExpandDims|Squeeze|Flip(lr|ud)?|Rot90|Roll|Copy|Cast|ConvertToTensor|StopGradient|Pad(Images)?|CropImages|GetItem|Slice|SliceBySize|StridedSlice|Tile|Repeat|BroadcastTo|Shape)$/;

/** Wrappers, whose inner layer's class and activation count as theirs. */
const WRAPPERS = new Set(['TimeDistributed', 'Bidirectional']);

type Config = Readonly<Record<string, unknown>>;

/**
 * The layer's own activation function in snake case; null when linear or none. Of a wrapper the inner layer's, of a
 * recurrent layer `activation`, not the recurrent one.
 */
export function activationOf(type: string, config: Config): string | null {
  const op = opOf(config);
  if (op !== null) return ACTIVATION_OPS.test(op) ? snakeCase(op) : null;
  if (Object.hasOwn(ACTIVATION_LAYERS, type)) return ACTIVATION_LAYERS[type] ?? null;
  if (WRAPPERS.has(type)) {
    const inner = innerLayer(config);
    return inner === null ? null : activationOf(inner.type, inner.config);
  }
  const name = activationName(config['activation']) ?? cellActivation(config);
  return name === null || name === 'linear' ? null : name;
}

/** RNN, StackedRNNCells, ConvLSTM2D: the cell's activation, of several the last one's. */
function cellActivation(config: Config): string | null {
  const cell = config['cell'];
  if (!isRecord(cell) || !isRecord(cell['config'])) return null;
  const cells = cell['config']['cells'];
  const last: unknown = Array.isArray(cells) ? cells.at(-1) : cell;
  return isRecord(last) && isRecord(last['config']) ? activationName(last['config']['activation']) : null;
}

function activationName(activation: unknown): string | null {
  const name = isRecord(activation) ? (activation['className'] ?? activation['class_name']) : activation;
  // Keras' own hard_sigmoid goes by another name in TensorFlow.js: see kerasActivations.ts.
  return typeof name === 'string' ? snakeCase(name).replace(/^keras_/, '') : null;
}

/** Is it a matrix product with trained weights? */
export function isDense(type: string, config: Config): boolean {
  if (type !== 'TimeDistributed') return type === 'Dense';
  const inner = innerLayer(config);
  return inner !== null && isDense(inner.type, inner.config);
}

/** What a KerasOp computes; null of every other layer. */
export function opOf({ op, call }: Config): string | null {
  return typeof op === 'string' && typeof call === 'string' ? op : null;
}

export function isPassThrough(type: string, config: Config): boolean {
  const op = opOf(config);
  if (op !== null) return PASSING_OPS.test(op);
  if (type === 'Activation') return activationOf(type, config) === null;
  return PASS_THROUGH.has(type) || PASS_THROUGH_FAMILIES.test(type);
}

function innerLayer(config: Config): { readonly type: string; readonly config: Config } | null {
  const { layer } = config;
  if (!isRecord(layer)) return null;
  const type = layer['className'] ?? layer['class_name'];
  return typeof type === 'string' && isRecord(layer['config']) ? { type, config: layer['config'] } : null;
}
