import * as v from 'valibot';
import { count, decimals, interval as intervalText, listed, plural } from '../formatNumber.js';
import { detail, file, joined, layer, option, options, phrase, type Phrase } from '../phrase.js';
import { fields, finite, interval, list, oneOf, text } from '../schema.js';
import { kind } from './kind.js';

const LISTED = 6;
const classSize = fields({ label: text, samples: finite });

/** An option and the value that would keep what was found. */
const settingOf = fields({ option: text, value: v.union([text, list(text)]) });
const LISTED_LABELS = 12;

/** Whether the numbers mean anything: does the model answer as the labels say, and is there data at all? */
export const doubtKinds = {
  'near-chance': kind(
    { accuracy: finite, chance: finite, interval, samples: finite },
    {
      severity: 'warning',
      term: 'data',
      say: ({ accuracy, chance, interval: range, samples }) =>
        phrase`Accuracy is ${decimals(accuracy)}${detail` (95% interval ${intervalText(range)}, ${plural(samples, 'sample', 'samples')})`}, no better than the ${decimals(chance)} of always answering the commonest class.${detail` Check ${options('and', 'scale', 'mean', 'std')} against the training code, and the order of the classes; an untrained model looks like this too.`}`,
    },
  ),
  'class-never-right': kind(
    { never: list(classSize), accuracy: finite, interval },
    {
      severity: 'warning',
      term: 'data',
      say: ({ never, accuracy, interval: range }) => {
        const named = never.map(({ label, samples }) => `${label} (0 of ${samples})`);
        return phrase`${plural(never.length, 'class is', 'classes are')} never recognized: ${listed(named, LISTED)}, where accuracy is ${decimals(accuracy)} overall${detail` (95% interval ${intervalText(range)})`}.${detail` Check ${options('and', 'scale', 'mean', 'std')} against the training code, and the order of the classes (${option('classOrder')}).`}`;
      },
    },
  ),
  'class-order-found': kind(
    {
      /** taken: the evidence is overwhelming; offered: to whoever knows better. */
      how: oneOf('taken', 'offered'),
      /** Labels by output; those that no class has are called by their number. */
      order: list(text),
      accuracy: finite,
      instead: finite,
      action: list(settingOf),
    },
    {
      severity: 'warning',
      term: 'data',
      say: ({ how, order, accuracy, instead }) =>
        phrase`The model's outputs seem to be in the order ${listed(order, LISTED_LABELS)}: accuracy ${decimals(accuracy)} instead of ${decimals(instead)}.${how === 'taken' ? phrase` They are read in this order.${detail` Set ${option('classOrder')} to choose another.`}` : phrase`${detail` Set ${order.length > LISTED_LABELS || order.some((label) => label.includes(',')) ? option('classOrder') : option('classOrder', order.join(','))} where that is so.`}`}`,
    },
  ),
  'synthetic-noise': kind(
    { samples: finite },
    {
      severity: 'warning',
      term: 'data',
      say: ({ samples }) =>
        phrase`The data is seeded noise (${plural(samples, 'sample', 'samples')}): every number describes the network's answer to noise, not to real data.`,
    },
  ),
} as const;

/** What is odd about the data and the settings. */
export const dataKinds = {
  'input-range': kind(
    {
      input: v.variant('t', [
        fields({ t: v.literal('range'), name: text, layer: text, expects: interval, seen: interval }),
        fields({ t: v.literal('spread'), layer: text, ratio: finite }),
        fields({
          t: v.literal('answer'),
          layer: text,
          largest: finite,
          tells: oneOf('share-at-bounds', 'root-mean-square'),
          value: finite,
        }),
        /** Right more often than it is sure: as a model that was trained on larger numbers. */
        fields({ t: v.literal('small'), largest: finite, accuracy: finite, confidence: finite }),
      ]),
    },
    { severity: 'warning', term: 'data', say: ({ input }) => inputWords(input) },
  ),
  'labels-unusable': kind(
    { why: oneOf('too-many', 'no-whole-numbers'), limit: finite, example: v.nullable(text) },
    {
      severity: 'warning',
      term: 'data',
      say: ({ why, limit, example }) =>
        why === 'too-many'
          ? phrase`The labels have more than ${count(limit)} values, so they are no classes: the data counts as unlabeled.`
          : phrase`The labels are no whole numbers (${example ?? ''}), so they are no classes: the data counts as unlabeled.`,
    },
  ),
  'classes-left-out': kind(
    { classes: list(text) },
    {
      severity: 'warning',
      term: 'data',
      say: ({ classes }) =>
        classes.length === 1
          ? phrase`A class has no picture that can be read, and was left out: ${classes.join(', ')}.`
          : phrase`${classes.length} classes have no picture that can be read, and were left out: ${classes.join(', ')}.`,
    },
  ),
  'scale-ignored': kind(
    { options: list(oneOf('scale', 'mean', 'std')) },
    {
      severity: 'warning',
      say: ({ options: ignored }) =>
        phrase`${options('and', ...ignored)} ${ignored.length === 1 ? 'was' : 'were'} ignored: the model's input takes whole numbers, which are never scaled.`,
    },
  ),
  'threshold-unused': kind(
    { name: text },
    {
      severity: 'warning',
      say: ({ name }) =>
        phrase`The threshold for "${name}" is not used: no measured layer or activation has that name.`,
    },
  ),
  'few-samples': kind(
    { classes: list(classSize), enough: finite },
    {
      severity: 'warning',
      term: 'interval',
      say: ({ classes, enough }) => {
        const named = classes.map(({ label, samples }) => `${label} (${samples})`);
        return phrase`${plural(classes.length, 'class has', 'classes have')} fewer than ${enough} samples: ${listed(named, LISTED)}.${detail` The 95% intervals cover less than they say there (91 to 92% at 8 samples a class); use more samples of these classes.`}`;
      },
    },
  ),
  'samples-skipped': kind(
    { skipped: finite, first: v.nullable(fields({ where: text, reason: text })), samples: finite },
    {
      severity: 'warning',
      term: 'data',
      say: ({ skipped, first, samples }) =>
        phrase`${plural(skipped, 'unreadable sample was', 'unreadable samples were')} left out${first === null ? '' : detail`, the first ${first.where} (${first.reason})`}; the numbers describe the ${samples} that were read.`,
    },
  ),
  'no-labels': kind(
    { samples: finite },
    {
      severity: 'info',
      term: 'gap',
      say: ({ samples }) =>
        phrase`The data has no usable labels: all ${plural(samples, 'sample', 'samples')} form one class, so the class entropy equals the pooled one and the gap is 0.${detail` Give ${options('or', 'labels', 'labelColumn')} to see class information.`}`,
    },
  ),
} as const;

/** What only explains how it was measured. */
export const methodKinds = {
  'model-repaired': kind(
    { defects: finite, codes: list(text) },
    {
      severity: 'info',
      aside: true,
      say: ({ defects, codes }) =>
        phrase`${plural(defects, 'defect of the model file was', 'defects of the model file were')} repaired in memory (${listed(codes, LISTED)}); the file was not changed.`,
    },
  ),
  'files-ignored': kind(
    { files: finite, folder: text },
    {
      severity: 'info',
      aside: true,
      say: ({ files, folder }) =>
        files === 1
          ? phrase`1 file in ${file(folder)} is no picture of a class and was ignored.`
          : phrase`${count(files)} files in ${file(folder)} are no pictures of a class and were ignored.`,
    },
  ),
  'labels-joined': kind(
    { file: text, by: text, column: text, samples: finite },
    {
      severity: 'info',
      aside: true,
      say: ({ file: path, by, column, samples }) =>
        phrase`The labels of ${plural(samples, 'picture', 'pictures')} are those of ${file(path)}: its column ${by} names the pictures, ${column} the labels.${detail` Set ${options('and', 'labels', 'labelColumn')} to choose otherwise.`}`,
    },
  ),
  'labels-dropped': kind(
    { file: text, labels: finite, first: text },
    {
      severity: 'info',
      aside: true,
      say: ({ file: path, labels, first }) =>
        phrase`${plural(labels, 'label', 'labels')} of ${file(path)} ${labels === 1 ? 'belongs' : 'belong'} to no picture of the data and ${labels === 1 ? 'was' : 'were'} left out (the first: ${first}).`,
    },
  ),
  'split-taken': kind(
    { split: text, others: list(text) },
    {
      severity: 'info',
      aside: true,
      say: ({ split, others }) =>
        others.length === 0
          ? phrase`The data holds one part, ${split}, which was taken.`
          : phrase`Of the parts that the data holds, ${split} was taken; the others: ${listed(others, LISTED)}.${detail` Set ${option('split')} to take another.`}`,
    },
  ),
  'mapping-chosen': kind(
    { x: list(text), y: list(text), dropped: list(text), why: list(text) },
    {
      severity: 'info',
      aside: true,
      say: ({ x, y, dropped, why }) =>
        phrase`How the data was understood: the model is given ${listed(x, LISTED)}, the labels are ${y.length === 0 ? 'not in it' : listed(y, LISTED)}${dropped.length === 0 ? '' : `, left out: ${listed(dropped, LISTED)}`}${why.length === 0 ? '' : ` (${why.join('; ')})`}.${detail` Set ${options('and', 'x', 'y', 'drop')} to choose otherwise.`}`,
    },
  ),
  'scale-chosen': kind(
    { scale: text, why: oneOf('whole-numbers', 'arrays', 'model-scales', 'bytes'), kind: text },
    {
      severity: 'info',
      aside: true,
      say: ({ scale, why, kind: data }) =>
        why === 'whole-numbers'
          ? phrase`Scale ${scale} was chosen: the model's input takes whole numbers, which are never scaled.`
          : phrase`Scale ${scale} was chosen: ${SCALE_REASONS[why](data)}.${detail` Set ${option('scale')} to choose another.`}`,
    },
  ),
  'scale-found': kind(
    {
      /** beside: a file tells it; else what a trial on labeled samples showed. */
      how: oneOf('beside', 'better', 'default', 'tie', 'chance'),
      name: text,
      source: v.nullable(text),
      samples: finite,
      accuracy: v.nullable(finite),
      /** That accuracy is of outputs in another order than the one that was told, or the data's. */
      reordered: v.boolean(),
      instead: v.nullable(fields({ name: text, accuracy: finite })),
      /** What does as well. */
      rivals: list(text),
      rows: list(fields({ name: text, accuracy: finite, loss: finite, samples: finite })),
      action: list(settingOf),
    },
    { severity: 'info', aside: true, term: 'data', say: (found) => scaleWords(found) },
  ),
  'class-order-told': kind(
    { source: text, order: list(text) },
    {
      severity: 'info',
      aside: true,
      say: ({ source, order }) =>
        phrase`The model's outputs are read in the order of ${file(source)}, which stands beside the model: ${listed(order, LISTED_LABELS)}.`,
    },
  ),
  'output-cut': kind(
    { at: finite, labels: list(text) },
    {
      severity: 'info',
      aside: true,
      say: ({ at, labels }) =>
        phrase`The model's one linear output is cut at ${shown(at)}: it answers as a regression on the classes ${labels.join(' and ')} does, not as a logit, which is cut at 0.`,
    },
  ),
} as const;

function scaleWords({
  how,
  name,
  source,
  samples,
  accuracy,
  reordered,
  instead,
  rivals,
}: {
  readonly how: 'beside' | 'better' | 'default' | 'tie' | 'chance';
  readonly name: string;
  readonly source: string | null;
  readonly samples: number;
  readonly accuracy: number | null;
  readonly reordered: boolean;
  readonly instead: { readonly name: string; readonly accuracy: number } | null;
  readonly rivals: readonly string[];
}): Phrase {
  const tried = plural(samples, 'labeled sample', 'labeled samples');
  const right = decimals(accuracy ?? 0);
  const inOrder = reordered ? ', the outputs read in the order that fits these samples best' : '';
  const others =
    rivals.length === 0 ? [] : phrase`${detail` ${listed(rivals, LISTED)} cannot be told from it.`}`;
  switch (how) {
    case 'beside':
      return phrase`Scale ${name} was taken from ${file(source ?? '')}, which stands beside the model.${detail` Set ${option('scale')} to choose another.`}`;
    case 'better':
      return phrase`Scale ${name} was found by a trial on ${tried}: accuracy ${right} instead of ${decimals(instead?.accuracy ?? 0)} with ${instead?.name ?? ''}${inOrder}.${others}`;
    case 'default':
      return phrase`Scale ${name} was chosen: a trial on ${tried} shows that it is the best (accuracy ${right}${inOrder}).`;
    case 'tie':
      return phrase`Scale ${name} was chosen: a trial on ${tried} shows nothing better (accuracy ${right}${inOrder}).${others}`;
    case 'chance':
      return phrase`Scale ${name} was chosen: a trial on ${tried} shows no way of scaling with which the model tells the classes apart.${detail` Set ${options('and', 'scale', 'mean', 'std')} as the training code does; an untrained model looks like this too.`}`;
  }
}

const SCALE_REASONS = {
  arrays: (data: string) => `numbers of ${data} data are taken as they are`,
  'model-scales': () => 'the model itself begins with Rescaling or Normalization',
  bytes: () => 'bytes of pictures are divided by 255',
} as const;

type InputSeen =
  | {
      readonly t: 'range';
      readonly name: string;
      readonly layer: string;
      readonly expects: readonly [number, number];
      readonly seen: readonly [number, number];
    }
  | { readonly t: 'spread'; readonly layer: string; readonly ratio: number }
  | {
      readonly t: 'answer';
      readonly layer: string;
      readonly largest: number;
      readonly tells: 'share-at-bounds' | 'root-mean-square';
      readonly value: number;
    }
  | {
      readonly t: 'small';
      readonly largest: number;
      readonly accuracy: number;
      readonly confidence: number;
    };

const SCALING = options('and', 'scale', 'mean', 'std');

function inputWords(input: InputSeen): Phrase {
  switch (input.t) {
    case 'small':
      return phrase`The data's numbers reach only ${shown(input.largest)}, and the model answers as one that was trained on larger ones: right in ${decimals(input.accuracy)} of the first labeled samples, but sure of its answers to ${decimals(input.confidence)} only.${detail` Where the model was trained on 0..255, set ${option('scale', 'none')} (or take arrays as they were before they were divided).`}`;
    case 'range':
      return phrase`Input ${input.name} feeds ${layer(input.layer)}, which was made for numbers from ${shown(input.expects[0])} to ${shown(input.expects[1])}, but the first samples hold ${shown(input.seen[0])} to ${shown(input.seen[1])}: check ${SCALING}.`;
    case 'spread': {
      const times =
        input.ratio > 1 ? `${shown(input.ratio)} times as far` : `only ${shown(input.ratio)} times as far`;
      return joined(
        [
          phrase`The first samples do not look like those that the model was trained on: ${layer(input.layer)} spreads ${times} around its mean of training as it did in training, as the BatchNormalization behind it tells.`,
          phrase`${detail`Check ${SCALING} (0..255 given to a model trained on 0..1, or the other way round).`}`,
        ],
        ' ',
      );
    }
    case 'answer': {
      const tells =
        input.tells === 'share-at-bounds'
          ? `${shown(input.value)}% of its activations are at their bounds`
          : `its activations have a root mean square of ${shown(input.value)}`;
      return phrase`The data's numbers reach ${shown(input.largest)}, and the first layer ${layer(input.layer)} answers as one that was trained on smaller ones: ${tells}.${detail` Where the model was trained on 0..1, set ${option('scale', '0..1')} (or ${options('and', 'mean', 'std')}).`}`;
    }
  }
}

/** Three significant digits, whole numbers as they are. */
function shown(value: number): string {
  return Number.isInteger(value)
    ? value.toLocaleString('en')
    : Number(value.toPrecision(3)).toLocaleString('en');
}
