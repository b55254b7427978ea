import { addLayer } from './addedLayers.js';
import { addPreparing, PASS_ON } from './preparingLayers.js';
import { everyDraft, isDraft, type Draft, type DraftContainer, type DraftLayer } from './draft.js';
import type { KerasVersion } from './kerasVersion.js';
import { policiesOf } from './dtypePolicies.js';
import { addNormalization } from './repairNormalization.js';
import { isUnlike, repairRecurrent } from './recurrentLayers.js';
import { otherClass } from './otherClass.js';
import type { Refusal } from './refusal.js';
import type { RepairLog } from './repairLog.js';

/** Initializers that TensorFlow.js knows by Keras' name. */
const INITIALIZERS = new Set([
  'Zeros',
  'Ones',
  'RandomUniform',
  'RandomNormal',
  'TruncatedNormal',
  'Identity',
  'VarianceScaling',
  'GlorotUniform',
  'GlorotNormal',
  'HeNormal',
  'HeUniform',
  'LeCunNormal',
  'LeCunUniform',
  'Orthogonal',
]);
/** Activations of Keras that TensorFlow.js lacks: src/tensorflow/kerasActivations.ts has them. */
export const ADDED_ACTIVATIONS: ReadonlySet<string> = new Set([
  'silu',
  'leaky_relu',
  'hard_silu',
  'hard_swish',
  'exponential',
  'celu',
  'hard_tanh',
  'hard_shrink',
  'soft_shrink',
  'tanh_shrink',
  'squareplus',
  'sparse_plus',
  'sparse_sigmoid',
  'log_sigmoid',
  'sparsemax',
]);
const HALF = /^(mixed_)?b?float16$/;

/**
 * Repairs the options of one layer in place.
 * @returns what TensorFlow.js cannot do, in words
 */
export function repairLayer(layer: DraftLayer, version: KerasVersion, log: RepairLog): readonly Refusal[] {
  const { entry, config, type, name } = layer;
  const place = name === '' ? type : name;
  if (entry['class_name'] === 'KerasOp') return [];
  const quantized = refuseQuantized(layer, policiesOf(config['dtype']).modes);
  if (version.major === 3) repairKeras3(layer, place, log);
  repairTrainingOptions(config, type, place, log);
  for (const field of ['activation', 'recurrent_activation'])
    repairActivation(config, field, { place, version, log });
  if (PASS_ON.test(type)) {
    entry['class_name'] = 'KerasPassThrough';
    entry['config'] = {
      name: config['name'],
      ...pick(config, ['dtype', 'batch_input_shape']),
      // That of Keras 2 hands no mask on.
      ...(type === 'Identity' && version.major === 2 ? { keeps_mask: false } : {}),
    };
    log.add('pass-through', `${type} ${place}`);
  }
  if (/^BatchNormalizationV[12]$/.test(type)) {
    entry['class_name'] = 'BatchNormalization';
    log.add('batch-normalization', place);
  }
  if (type === 'GRU' && config['reset_after'] === true) {
    entry['class_name'] = 'KerasGRU';
    log.add('gru', place);
  }
  if (type === 'Subtract') log.add('subtract', place);
  addLayer(layer, log);
  repairRecurrent(layer, log);
  return [
    ...quantized,
    ...addPreparing(layer, log),
    ...repairOptions(layer, version, log),
    ...refusalsOf(layer),
  ];
}

/** What only Keras 3 writes. */
function repairKeras3(layer: DraftLayer, place: string, log: RepairLog): void {
  const { config, type } = layer;
  if (Array.isArray(config['batch_shape'])) {
    config['batch_input_shape'] ??= config['batch_shape'];
    delete config['batch_shape'];
    log.add('input-shape', place);
  }
  repairDtype(config, type, place, log);
  if (type === 'Bidirectional' && !isUnlike(layer)) repairBidirectional(layer, log);
  if (type === 'Normalization') addNormalization(layer, log);
}

/** Options that TensorFlow.js reads without a word, and then computes something else. */
function repairOptions(
  layer: DraftLayer,
  { halfPixelCentres }: KerasVersion,
  log: RepairLog,
): readonly Refusal[] {
  const { entry, config, type, name } = layer;
  const isSet = (field: string): boolean => typeof config[field] === 'number' && config[field] !== 0;
  if (type === 'LeakyReLU' && typeof config['negative_slope'] === 'number') {
    config['alpha'] ??= config['negative_slope'];
    delete config['negative_slope'];
    log.add('layer-options', `negative_slope of ${name}`);
  }
  if (type === 'ReLU') {
    if (isSet('negative_slope') || isSet('threshold')) {
      entry['class_name'] = 'KerasReLU';
      const fields = ['negative_slope', 'threshold'].filter(isSet).join(' and ');
      log.add('layer-options', `${fields} of ${name}`);
    }
  }
  if (/^Global(Average|Max)Pooling[12]D$/.test(type)) {
    const isFirst = config['data_format'] === 'channels_first' && type.endsWith('1D');
    if (config['keepdims'] === true || isFirst) {
      entry['class_name'] = `Keras${type}`;
      log.add('layer-options', `${config['keepdims'] === true ? 'keepdims' : 'data_format'} of ${name}`);
    }
  }
  if (type === 'GlobalAveragePooling1D' && makesMasks(layer.containers[0])) {
    entry['class_name'] = 'KerasGlobalAveragePooling1D';
    log.add('masked-mean', name);
  }
  const other = otherClass(layer);
  if (other !== null) {
    entry['class_name'] = `Keras${type}`;
    log.add('layer-options', `${other} of ${name}`);
  }
  const { interpolation } = config;
  if (
    halfPixelCentres &&
    type === 'UpSampling2D' &&
    interpolation !== undefined &&
    interpolation !== 'nearest'
  ) {
    entry['class_name'] = 'KerasUpSampling2D';
    log.add('bilinear', name);
    if (interpolation !== 'bilinear' && interpolation !== 'bicubic')
      return [{ what: `${type} ${name} interpolates by ${JSON.stringify(interpolation)}` }];
  }
  return [];
}

/** Does the whole model hold a layer that makes masks? */
function makesMasks(model: DraftContainer | undefined): boolean {
  return (
    model !== undefined &&
    everyDraft(model).some(
      ({ type, config }) => type === 'Masking' || (type === 'Embedding' && config['mask_zero'] === true),
    )
  );
}

function pick(config: Draft, fields: readonly string[]): Draft {
  return Object.fromEntries(fields.flatMap((field) => (field in config ? [[field, config[field]]] : [])));
}

function repairDtype(config: Draft, type: string, place: string, log: RepairLog): void {
  const { dtype } = config;
  if (isDraft(dtype)) log.add('dtype-policy', '');
  const { names, modes } = policiesOf(dtype);
  if (modes.includes('int8')) log.add('int8', place);
  const [named] = names;
  if (named === undefined) {
    if (isDraft(dtype)) config['dtype'] = 'float32';
    return;
  }
  config['dtype'] = named;
  if (names.some((name) => HALF.test(name))) log.add('half-precision', place);
  if (HALF.test(named) || named === 'float64') config['dtype'] = 'float32';
  else if (type === 'InputLayer' && /^u?int(8|16|64)$|^uint32$/.test(named)) config['dtype'] = 'int32';
}

function repairTrainingOptions(config: Draft, type: string, place: string, log: RepairLog): void {
  for (const [field, value] of Object.entries(config)) {
    if (type.startsWith('SeparableConv') && field.startsWith('kernel_') && field !== 'kernel_size') {
      Reflect.deleteProperty(config, field);
      log.add('unknown-fields', `${field} of ${place}`);
    } else if (value === null || value === undefined) continue;
    else if (/_(regularizer|constraint)$/.test(field)) {
      config[field] = null;
      log.add('training-options', place);
    } else if (field.endsWith('_initializer') && !isKnownInitializer(value)) {
      config[field] = { class_name: 'Zeros', config: {} };
      log.add('training-options', place);
    }
  }
}

function isKnownInitializer(value: unknown): boolean {
  // A name in Keras 2's own spelling.
  if (typeof value === 'string') return true;
  if (!isDraft(value)) return false;
  const { class_name: type, config } = value;
  if (type === 'Constant') return isDraft(config) && typeof config['value'] === 'number';
  return typeof type === 'string' && INITIALIZERS.has(type);
}

function repairActivation(
  config: Draft,
  field: string,
  {
    place,
    version,
    log,
  }: { readonly place: string; readonly version: KerasVersion; readonly log: RepairLog },
): void {
  const value = config[field];
  // A function by its name: { class_name: "function", config: "silu" }.
  const written = isDraft(value) && value['class_name'] === 'function' ? value['config'] : value;
  if (typeof written !== 'string') return;
  const name = written.replace(/^.*>/, '');
  if (name !== value) config[field] = name;
  if (name === 'hard_sigmoid' && version.major === 3) {
    config[field] = 'keras_hard_sigmoid';
    log.add('hard-sigmoid', place);
  } else if (ADDED_ACTIVATIONS.has(name)) log.add('activation', `${name} of ${place}`);
}

/** TensorFlow.js puts forward_ and backward_ before the inner layer's name, which Keras 3 has done already. */
function repairBidirectional({ config, inner }: DraftLayer, log: RepairLog): void {
  const [forward] = inner;
  const name = forward?.layer.config['name'];
  if (forward === undefined || typeof name !== 'string' || !name.startsWith('forward_')) return;
  forward.layer.config['name'] = name.slice('forward_'.length);
  delete config['backward_layer'];
  log.add('bidirectional-names', String(config['name']));
}

/** What can be said of quantized weights: int8 is unpacked. */
function refuseQuantized({ type, config, name }: DraftLayer, modes: readonly string[]): readonly Refusal[] {
  const remedy = 'save the model before quantize(), or quantize it to int8';
  const other = modes.find((mode) => mode !== 'int8');
  if (other !== undefined) return [{ what: `${type} ${name} is quantized to ${other}`, remedy }];
  const { equation } = config;
  if (modes.length === 0 || type !== 'EinsumDense' || typeof equation !== 'string') return [];
  // What divides the weights goes with their last axes.
  const [, kernel = '', output = ''] = /,(.*)->(.*)/.exec(equation) ?? [];
  const isLast =
    kernel === '' ||
    /^s*k*$/.test(
      Array.from(kernel)
        .map((letter) => (output.includes(letter) ? 'k' : 's'))
        .join(''),
    );
  return isLast
    ? []
    : [{ what: `${type} ${name} is quantized along other axes than its last (${equation})`, remedy }];
}

/** What TensorFlow.js would refuse, or compute wrongly without a word. */
function refusalsOf({ type, config, name }: DraftLayer): readonly Refusal[] {
  const found: Refusal[] = [];
  if (config['renorm'] === true) found.push({ what: `${type} ${name} has renorm=True` });
  return found;
}
