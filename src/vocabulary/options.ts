import type { OptionKind, SettingOf, ThresholdChoice, ValueOf } from './optionKinds.js';

/**
 * The options of a run, each once. The command line, the keys of entroscope.json with their schema, the request that the
 * analysis is sent, the report's settings and the tables of the documentation follow from this table.
 */

export type OptionGroup = 'data' | 'measures' | 'speed' | 'output';

interface OptionSpec {
  readonly kind: OptionKind;
  readonly group: OptionGroup;
  /** What stands for the value in help and documentation; '' for a switch. */
  readonly argument: string;
  /** A line for the terminal's help. */
  readonly help: string;
  /** What it means: for the documentation and, as far as there is a key, for whoever writes entroscope.json. */
  readonly text: string;
  /** As text, for entroscope.json, where that needs other words. */
  readonly settingText?: string;
  /** Why entroscope.json has no such key; absent: it has. */
  readonly refused?: string;
  /** The value where nobody names one; absent: null, and what reads it chooses. */
  readonly default?: unknown;
  /** Part of the request that the analysis is sent; changes: a number may depend on it, so that reports carry it. */
  readonly request?: 'changes' | 'keeps';
}

/** Nobody set one: the rule of docs/measures.md. */
export const NO_THRESHOLD: ThresholdChoice = { all: null, byActivation: {}, byLayer: {} };
const WRITES = 'can be given on the command line only: settings never write files';

export const OPTIONS = {
  data: {
    kind: { t: 'path' },
    group: 'data',
    argument: 'DATA',
    help: 'file or folder with the data, or "synthetic" for noise [entroscope.json]',
    text: 'file or folder with the data, or `synthetic` for seeded noise; without it entroscope.json is asked (below)',
    settingText:
      'File or folder with the data (idx, images by class, npy, npz, csv, json, module), or "synthetic" for seeded noise.',
  },
  labels: {
    kind: { t: 'path' },
    group: 'data',
    argument: 'FILE',
    help: 'file with the labels',
    text: 'the labels, where they are in a file of their own',
    settingText: 'File with the labels, where they are not in the data (idx, npy).',
    request: 'keeps',
  },
  labelColumn: {
    kind: { t: 'text' },
    group: 'data',
    argument: 'NAME',
    help: 'label column of a csv file',
    text: 'label column of a csv file',
    settingText: "Name of a csv file's label column.",
    request: 'changes',
  },
  x: {
    kind: { t: 'names' },
    group: 'data',
    argument: 'NAMES',
    help: 'what feeds the model: array, key, columns (a,b or 2-785)',
    text: 'what feeds the model: an array of an npz, a key of JSON, columns of a csv by name or by number from 1 (`a,b`, `2-785`); for several inputs one each, in their order',
    settingText:
      'What feeds the model: an array of an npz, a key of JSON, or columns of a csv, by name or by number from 1. Example: "2-785", or ["width", "height"].',
    request: 'keeps',
  },
  y: {
    kind: { t: 'names' },
    group: 'data',
    argument: 'NAMES',
    help: 'what holds the labels, as for --x; several columns are one-hot',
    text: 'what holds the labels, named as for `--x`; several columns are one-hot labels',
    settingText: 'What holds the labels, named as for "x"; several columns are one-hot labels.',
    request: 'keeps',
  },
  drop: {
    kind: { t: 'names' },
    group: 'data',
    argument: 'NAMES',
    help: 'what is left out of the data, named as for --x',
    text: 'what is left out, named as for `--x`: columns that the model is not given, labels that are not wanted',
    settingText: 'What is left out of the data, named as for "x".',
    request: 'keeps',
  },
  split: {
    kind: { t: 'choice', of: ['train', 'val', 'test', 'none'] },
    group: 'data',
    argument: 'PART',
    help: 'which part, where the data holds several [test]',
    text: 'which part of the data, where it holds several (test, else val, else train); none: folders called train or test are classes',
    settingText:
      'Which part of the data, where it holds several. Default test, else val, else train. none: folders called train or test are classes.',
    request: 'keeps',
  },
  samples: {
    kind: { t: 'whole', least: 1 },
    group: 'data',
    argument: 'N',
    help: 'how many samples, shared evenly by the classes [10,000]',
    text: 'how many samples, shared as evenly as possible by the classes (10,000)',
    settingText: 'How many samples to use, shared evenly by the classes. Default 10,000.',
    request: 'changes',
  },
  classes: {
    kind: { t: 'labels' },
    group: 'data',
    argument: 'A,B',
    help: 'only these classes',
    text: 'only these classes',
    settingText: 'Use only these classes.',
    request: 'changes',
  },
  scale: {
    kind: { t: 'choice', of: ['auto', '0..1', '-1..1', 'none', '1..0', '1..-1', '255..0'] },
    group: 'data',
    argument: 'RANGE',
    help: 'how bytes become numbers [auto: as the model tells, else as labelled samples show]',
    text: 'how bytes of pictures become numbers; `1..0`, `1..-1` and `255..0` invert them. `auto` takes what stands beside or inside the model, else tries on labelled samples ([datasets.md](datasets.md))',
    settingText:
      'How bytes of pictures become numbers; 1..0, 1..-1 and 255..0 invert them. Default auto: as what stands beside or inside the model tells, else as a trial on labelled samples shows.',
    default: 'auto',
    request: 'keeps',
  },
  mean: {
    kind: { t: 'numbers', above: null },
    group: 'data',
    argument: 'LIST',
    help: 'per channel, subtracted after scaling: 0.485,0.456,0.406',
    text: 'one number a channel, subtracted after scaling',
    settingText: 'Per channel, subtracted after scaling.',
    request: 'keeps',
  },
  std: {
    kind: { t: 'numbers', above: 0 },
    group: 'data',
    argument: 'LIST',
    help: 'per channel, divided by after the mean',
    text: 'one number a channel, divided by after the mean',
    settingText: 'Per channel, divided by after the mean.',
    request: 'keeps',
  },
  channels: {
    kind: { t: 'choice', of: ['rgb', 'bgr'] },
    group: 'data',
    argument: 'ORDER',
    help: 'order of a picture’s colors in the input [as tried, else rgb]',
    text: 'the order of colors that the model was trained on: `bgr` for OpenCV and Caffe',
    settingText: 'The order of colors that the model was trained on: bgr for OpenCV and Caffe. Default rgb.',
    request: 'keeps',
  },
  crop: {
    kind: { t: 'choice', of: ['none', 'square'] },
    group: 'data',
    argument: 'HOW',
    help: 'cut pictures to the square in their middle before they are resized [as tried, else none]',
    text: '`square` cuts pictures to the square in their middle before they are resized, `none` stretches them',
    settingText:
      'square cuts pictures to the square in their middle before they are resized; none stretches them.',
    request: 'keeps',
  },
  classOrder: {
    kind: { t: 'order' },
    group: 'data',
    argument: 'ORDER',
    help: 'labels of the model’s outputs in order: A,B,C, a file, "text" or "number"',
    text: 'the labels of the model’s outputs in their order: `A,B,C`, a file with one a line or a JSON list, `text` (0, 1, 10, 2 …) or `number` (0, 1, 2, 10 …)',
    settingText:
      'Labels of the model’s outputs in their order: a list, a file with one a line, "text" (0, 1, 10, 2) or "number" (0, 1, 2, 10).',
    request: 'keeps',
  },
  skipBad: {
    kind: { t: 'switch' },
    group: 'data',
    argument: '',
    help: 'leave unreadable samples out, and list them in the report',
    text: 'leave unreadable samples out; the report lists them',
    settingText: 'Leave unreadable samples out, and list them in the report.',
    default: false,
    request: 'changes',
  },
  config: {
    kind: { t: 'path' },
    group: 'data',
    argument: 'FILE',
    help: 'settings file [the nearest entroscope.json with an entry for the model]',
    text: 'this settings file instead of the nearest one',
    refused: 'can be given on the command line only',
  },
  setup: {
    kind: { t: 'path' },
    group: 'data',
    argument: 'FILE',
    help: 'module that registers custom layers; it is run',
    text: 'run a module that registers custom layers before the model is loaded ([models.md](models.md)); `inspect` has it, too',
    settingText:
      "A module that registers the model's custom layers: its default export, or its export register, is a function that is given TensorFlow.js (tf). It is run, so only where it is trusted.",
  },
  trust: {
    kind: { t: 'switch' },
    group: 'data',
    argument: '',
    help: 'also run modules that only entroscope.json names',
    text: 'run data set modules, setup modules, and a tfjs-node, that only entroscope.json names',
    refused: 'can be given on the command line only: a project must not trust itself',
  },
  threshold: {
    kind: { t: 'threshold' },
    group: 'measures',
    argument: 'X',
    help: 'active above X; relu=X for an activation, layer:NAME=X for a layer; repeatable',
    text: 'a neuron is active above X; `relu=X` for an activation function, `layer:NAME=X` for a layer; repeatable, the most special one wins',
    settingText:
      'When a neuron counts as active: a number for all layers, or an object whose keys are "all", the name of an activation function, or "layer:" and the id or name of a layer. Example: { "all": 0, "relu": 0.1, "layer:fc1": 0.2 }.',
    default: NO_THRESHOLD,
    request: 'changes',
  },
  maxNeurons: {
    kind: { t: 'whole', least: 0 },
    group: 'measures',
    argument: 'N',
    help: 'measure at most N neurons a layer; 0 = all',
    text: 'measure at most N neurons of a layer, spread evenly; 0 measures all',
    settingText: 'Measure at most so many neurons of a layer, spread evenly; 0 measures all.',
    request: 'changes',
  },
  allLayers: {
    kind: { t: 'switch' },
    group: 'measures',
    argument: '',
    help: 'also layers that repeat their input, such as Flatten',
    text: 'also layers that repeat their input (Flatten, Dropout ...)',
    settingText: "Also show layers that repeat their input's numbers, such as Flatten and Dropout.",
    default: false,
    request: 'changes',
  },
  seed: {
    kind: { t: 'whole', least: 0 },
    group: 'measures',
    argument: 'N',
    help: 'seed of every random choice [1]',
    text: 'seed of every random choice (1)',
    settingText: 'Seed of every random choice. Default 1.',
    default: 1,
    request: 'changes',
  },
  counts: {
    kind: { t: 'unless' },
    group: 'measures',
    argument: '',
    help: 'leave the firing counts of neurons out of the report',
    text: 'leave the firing counts out of the report: smaller, without the firing map',
    settingText:
      'Keep the firing counts of neurons in the report, so that the firing map can be drawn. Default true.',
    default: true,
    request: 'changes',
  },
  science: {
    kind: { t: 'either' },
    group: 'measures',
    argument: '',
    help: 'what a linear read-out of each layer knows, and the dimensions used [where they cost less than 20 s]',
    text: 'compute what a linear read-out of each layer knows and how many dimensions it uses ([measures.md](measures.md)), whatever that costs, or never; without either where it costs less than 20 s',
    settingText:
      'Compute what a linear read-out of each layer knows and how many dimensions it uses: true whatever that costs, false never. Default: where it costs less than 20 s.',
    request: 'changes',
  },
  baseline: {
    kind: { t: 'either' },
    group: 'measures',
    argument: '',
    help: 'the gap of the same layers with fresh weights [where it costs less than 20 s]',
    text: 'run five copies of the network with fresh weights over up to 2,048 of the samples ([measures.md](measures.md), “Baseline”), whatever that costs, or never; without either where it costs less than 20 s',
    settingText:
      'Compare with the same layers with fresh weights: true whatever that costs, false never. Default: where it costs less than 20 s.',
    request: 'changes',
  },
  backend: {
    kind: { t: 'choice', of: ['auto', 'tensorflow', 'wasm', 'cpu'] },
    group: 'speed',
    argument: 'NAME',
    help: 'what computes [auto]',
    text: 'what computes',
    settingText: 'What computes. tensorflow needs @tensorflow/tfjs-node.',
    default: 'auto',
    request: 'keeps',
  },
  batch: {
    kind: { t: 'whole', least: 1 },
    group: 'speed',
    argument: 'N',
    help: 'samples a batch [chosen]',
    text: 'samples a batch; chosen from the model, and never changes a number',
    settingText: 'Samples a batch. Changes speed and memory, never numbers.',
    request: 'keeps',
  },
  workers: {
    kind: { t: 'whole', least: 1 },
    group: 'speed',
    argument: 'N',
    help: 'threads [chosen from cores and memory]',
    text: 'threads that run the model side by side; chosen from cores and memory, and never changes a number',
    settingText: 'Threads that run the model side by side.',
    request: 'keeps',
  },
  shard: {
    kind: { t: 'shard' },
    group: 'speed',
    argument: 'K/N',
    help: 'only part K of N; --json then writes a part for "entroscope merge"',
    text: 'only part K of N, for `merge`',
    refused: 'can be given on the command line only',
    request: 'keeps',
  },
  json: {
    kind: { t: 'path' },
    group: 'output',
    argument: 'FILE',
    help: 'write the report',
    text: 'write the report; see "Outputs"',
    refused: WRITES,
  },
  csv: {
    kind: { t: 'path' },
    group: 'output',
    argument: 'FILE',
    help: 'write a row a layer',
    text: 'write a row a layer',
    refused: WRITES,
  },
  html: {
    kind: { t: 'path' },
    group: 'output',
    argument: 'FILE',
    help: 'write the report as a page with charts',
    text: 'write the report as a page with charts',
    refused: WRITES,
  },
  markdown: {
    kind: { t: 'path' },
    group: 'output',
    argument: 'FILE',
    help: 'write a summary for pull requests',
    text: 'write a summary for pull requests',
    refused: WRITES,
  },
  failOn: {
    kind: { t: 'gates' },
    group: 'output',
    argument: 'EXPR',
    help: 'end with status 3 if "dead>10%", "fc*:gap<0.05", "Δclass>0.05" ... holds; repeatable',
    text: 'see "Gates"; repeatable',
    settingText:
      'Command line only: a condition such as "dead>10%", or a list of them, under which analyze ends with status 3.',
  },
  baselineReport: {
    kind: { t: 'path' },
    group: 'output',
    argument: 'FILE',
    help: 'report to compare with',
    text: 'an earlier report to compare with',
    settingText: 'Command line only: the report that conditions with Δ compare with.',
  },
  quiet: {
    kind: { t: 'switch' },
    group: 'output',
    argument: '',
    help: 'print neither progress nor the table',
    text: 'print neither progress nor the table; errors and failed gates are still told',
    refused: 'can be given on the command line only',
  },
  color: {
    kind: { t: 'unless' },
    group: 'output',
    argument: '',
    help: 'print without colors',
    text: 'no colors; the variable NO_COLOR does the same',
    refused: 'can be given on the command line only',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Options that are none: not in the help, and refused with the reason that completes "--probe …". */
export const REFUSED = {
  probe: 'is part of --science',
  rank: 'is part of --science',
} as const;

type Table = typeof OPTIONS;
export type OptionName = keyof Table;
export type OptionValue<Name extends OptionName> = ValueOf<Table[Name]['kind']>;

/** The options that are keys of entroscope.json. */
export type SettingName = {
  [Name in OptionName]: Table[Name] extends { readonly refused: string } ? never : Name;
}[OptionName];

/** Keys of an entry of entroscope.json that are options. */
export type OptionSettings = { readonly [Name in SettingName]?: SettingOf<Table[Name]['kind']> };

/** What a caller may set for one run; what is undefined is taken from entroscope.json, else the default. */
export type RunOptions = { readonly [Name in OptionName]?: OptionValue<Name> };

/** The options that are part of a request. */
export type RequestOptionName = {
  [Name in OptionName]: Table[Name] extends { readonly request: string } ? Name : never;
}[OptionName];

/** The options of a request, all of them decided: null where what reads it chooses. */
export type RequestOptions = {
  readonly [Name in RequestOptionName]: Table[Name] extends { readonly default: unknown }
    ? OptionValue<Name>
    : OptionValue<Name> | null;
};

export type BackendChoice = OptionValue<'backend'>;
/** How bytes become numbers, once that is decided. */
export type Scale = Exclude<OptionValue<'scale'>, 'auto'>;

export type RefusedName = keyof typeof REFUSED;
export const REFUSED_NAMES = Object.keys(REFUSED) as readonly RefusedName[];
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];
export const REQUEST_OPTIONS = OPTION_NAMES.filter(
  (name): name is RequestOptionName => specOf(name).request !== undefined,
);
export const SETTING_NAMES = OPTION_NAMES.filter(
  (name): name is SettingName => specOf(name).refused === undefined,
);

export function specOf(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

/** "--label-column", "--no-counts"; of an option that is either on or off, what switches it on. */
export function optionFlag(name: OptionName): string {
  const dashed = name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  return specOf(name).kind.t === 'unless' ? `--no-${dashed}` : `--${dashed}`;
}

/** The key of entroscope.json; null where only the command line has the option. */
export function settingKey(name: OptionName): string | null {
  return specOf(name).refused === undefined ? name : null;
}
