import { isDraft, type DraftLayer } from './draft.js';
import type { Refusal } from './refusal.js';
import type { RepairLog } from './repairLog.js';

/**
 * Layers that change nothing outside training, and that TensorFlow.js lacks or would run: as keras/src/layers of 3.15
 * computes them with training=False.
 */
export const PASS_ON =
  /^(Identity|StochasticDepth|ActivityRegularization|SpatialDropout[23]D|Random(?!.*Cell)\w+|MixUp|CutMix|RandAugment|AugMix|Equalization|Solarization|MaxNumBoundingBoxes)$/;

/** Layers that prepare their inputs, and for which a class of ours stands (src/tensorflow/keras*.ts). */
const PREPARING =
  /^(Discretization|CategoryEncoding|Hashing|IntegerLookup|Resizing|CenterCrop|AutoContrast|Rescaling)$/;

/** What a layer's config may hold for it to be computed. */
interface Allowed {
  readonly option: string;
  readonly values: readonly unknown[];
}

const ALLOWED: Readonly<Record<string, readonly Allowed[]>> = {
  Resizing: [
    { option: 'interpolation', values: ['bilinear', 'nearest', 'bicubic'] },
    { option: 'fill_mode', values: ['constant'] },
    { option: 'antialias', values: [false] },
  ],
  Hashing: [{ option: 'sparse', values: [false] }],
  CategoryEncoding: [{ option: 'sparse', values: [false] }],
  Discretization: [{ option: 'sparse', values: [false] }],
  IntegerLookup: [
    { option: 'sparse', values: [false] },
    { option: 'vocabulary_dtype', values: ['int64', 'int32'] },
  ],
};

/**
 * Lets a layer that prepares its inputs be computed as Keras does it.
 * @returns options that are not computed
 */
export function addPreparing({ entry, config, type, name }: DraftLayer, log: RepairLog): readonly Refusal[] {
  if (!PREPARING.test(type)) return [];
  for (const [option, value] of Object.entries(config))
    if (
      isDraft(value) &&
      /^__(numpy|tensor)__$/.test(String(value['class_name'])) &&
      isDraft(value['config'])
    )
      config[option] = value['config']['value'];
  // One number each, which TensorFlow.js reads.
  if (
    type === 'Rescaling' &&
    [config['scale'], config['offset'] ?? 0].every((one) => typeof one === 'number')
  )
    return [];
  entry['class_name'] = `Keras${type}`;
  if (type === 'Resizing') log.add('bilinear', name);
  else log.add('preparing', `${type} ${name}`);
  const found = (ALLOWED[type] ?? []).find(
    ({ option, values }) => (config[option] ?? null) !== null && !values.includes(config[option]),
  );
  if (found !== undefined)
    return [{ what: `${type} ${name} has ${found.option}=${JSON.stringify(config[found.option])}` }];
  return missing(type, config, name);
}

function missing(type: string, config: DraftLayer['config'], name: string): readonly Refusal[] {
  const remedy = (option: string): string =>
    `name its ${option} when you build it, and save the model as .keras`;
  if (type === 'IntegerLookup' && !Array.isArray(config['vocabulary']))
    return [
      {
        what: `IntegerLookup ${name} was adapted, and its vocabulary is not in the file`,
        remedy: remedy('vocabulary'),
      },
    ];
  if (
    type === 'IntegerLookup' &&
    /^tf.idf$/.test(String(config['output_mode'])) &&
    !Array.isArray(config['idf_weights'])
  )
    return [{ what: `IntegerLookup ${name} has no idf_weights in the file`, remedy: remedy('idf_weights') }];
  if (type === 'Discretization' && !Array.isArray(config['bin_boundaries']))
    return [
      { what: `Discretization ${name} has no bin_boundaries in the file`, remedy: remedy('bin_boundaries') },
    ];
  return [];
}

/** A Pipeline of layers that prepare their inputs is a Sequential, whose input's shape stands beside its config. */
export function openPipeline({ entry, type, nested }: DraftLayer): void {
  const [first] = nested?.layers ?? [];
  if (type !== 'Pipeline' || first === undefined) return;
  entry['class_name'] = 'Sequential';
  const { build_config: built } = entry;
  if (isDraft(built) && Array.isArray(built['input_shape']))
    first.config['batch_input_shape'] ??= built['input_shape'];
}
