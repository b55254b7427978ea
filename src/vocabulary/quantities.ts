import * as v from 'valibot';
import {
  bits,
  count,
  decimals,
  interval as intervalText,
  NO_NUMBER,
  percent,
  shareOf,
  signed,
} from './formatNumber.js';
import { fields, finite, interval, list, oneOf, truth, type Checked, type Interval } from './schema.js';
import type { TermId } from './terms.js';

/**
 * What is measured of a layer, each quantity once: the fields that hold it (layerNumbers), and how it is called, written
 * and shown (QUANTITIES). docs/measures.md defines each number.
 */

const triple = { class: finite, all: finite, gap: finite };
const orNull = v.nullable(interval);

const finiteOrNull = v.nullable(finite);

/** How many directions a layer's activations use; null where it was not computed. */
export const rankNumbers = fields({
  /** The fewest directions that carry 99 % of the variance; null where neurons were sketched. */
  dimensions: finiteOrNull,
  /** dimensions over neurons. */
  saturation: finiteOrNull,
  /** Participation ratio; null, as effective, where nothing varies. */
  participation: finiteOrNull,
  /** exp of the entropy of the variance's shares. */
  effective: finiteOrNull,
});

/** What a linear read-out of a layer knows of the class; null where it was not computed. */
export const probeNumbers = fields({
  /** Share of the science samples that it names rightly when each is left out of its fit. */
  accuracy: finite,
  /** Standard error of accuracy. */
  se: finite,
  /** Strength of the ridge; null where nothing varies. */
  alpha: finiteOrNull,
  /** Accuracy of the model on the same samples less this one; null where the model has none. */
  loss: finiteOrNull,
  /** Paired standard error of loss. */
  lossSe: finiteOrNull,
});

const spread = fields({ mean: finite, min: finite, max: finite });

/** Entropies of the same layer in copies of the network that know nothing, in bits; null where they were not run. */
export const baselineNumbers = fields({
  /** Fresh weights from the layers' own initialisers, or the trained kernels with their elements shuffled. */
  kind: oneOf('initialised', 'shuffled'),
  /** Copies. */
  seeds: finite,
  /** Corrected gap. */
  gap: spread,
  /** Corrected class entropy; null where kernels were shuffled, which shifts it. */
  class: v.nullable(spread),
});

/** The numbers of one layer that are counted: finite or null. */
export const countedNumbers = {
  neurons: fields({
    total: finite,
    measured: finite,
    dead: finite,
    alwaysOn: finite,
    dormant: finite,
    apoz: finite,
    nonFinite: finite,
  }),
  entropy: fields({
    byClass: list(finite),
    ...triple,
    corrected: fields(triple),
    /** Corrected gap over corrected pooled entropy; null where nothing varies, absent in older reports. */
    share: v.exactOptional(v.nullable(finite)),
    ci95: fields({ class: orNull, all: orNull, gap: orNull }),
    /**
     * How much the estimates change when each group of samples is left out: two layers, or two runs on the same samples,
     * are compared by the differences. null with one group, absent in older reports.
     */
    jackknife: v.exactOptional(v.nullable(fields({ class: list(finite), gap: list(finite) }))),
  }),
  stability: fields({ byClass: list(v.nullable(finite)), class: v.nullable(finite), modal: finite }),
  patterns: fields({
    byClass: list(
      fields({
        samples: finite,
        distinct: finite,
        plugin: finite,
        coverage: finite,
        estimate: v.nullable(finite),
        saturated: truth,
      }),
    ),
  }),
};

/** The numbers of one layer, as the report holds them. */
export const layerNumbers = {
  ...countedNumbers,
  rank: v.nullable(rankNumbers),
  probe: v.nullable(probeNumbers),
  baseline: v.nullable(baselineNumbers),
};

export type CountedNumbers = Checked<v.ObjectSchema<typeof countedNumbers, string>>;
export type BaselineNumbers = Checked<typeof baselineNumbers>;
export type RankNumbers = Checked<typeof rankNumbers>;
export type ProbeNumbers = Checked<typeof probeNumbers>;
export type LayerNumbers = Checked<v.ObjectSchema<typeof layerNumbers, string>>;
export type PatternNumbers = LayerNumbers['patterns']['byClass'][number];

/** Places that show quantities; the overview's charts have their own columns. */
export type Place =
  /** The table of all layers on the page. */
  | 'table'
  /** The figures of the selected layer, and the card beside the pointer. */
  | 'figures'
  | 'card'
  /** A row of the terminal's table, of the Markdown report's, and of the HTML report without scripts. */
  | 'terminal'
  | 'markdown'
  | 'html'
  /** Two runs beside each other, on a terminal and as JSON. */
  | 'compare'
  /** What a list of runs keeps of each layer, and the timeline draws. */
  | 'timeline';

export interface Quantity {
  /** Its field in a layer of the report. */
  readonly path: string;
  /** As a sentence and a heading call it. */
  readonly name: string;
  /** As a narrow table calls it, and a condition of --fail-on. */
  readonly short: string;
  readonly unit: 'bit' | 'share' | 'neurons';
  /** Digits after the point; 0 for whole numbers. */
  readonly digits: number;
  readonly read: (layer: LayerNumbers) => number | null;
  /** The value that a reader is shown first, where that may be another than the field's: see showsCorrected. */
  readonly headline?: (layer: LayerNumbers) => number | null;
  /** What explains it. */
  readonly term?: TermId;
  readonly corrected?: (layer: LayerNumbers) => number;
  readonly ci95?: (layer: LayerNumbers) => Interval | null;
  /** One clause that helps to judge the number, for the figures of a layer. */
  readonly remark?: (layer: LayerNumbers) => string;
  /** Shown only where there is something to show: of several layers, where one of them has it. */
  readonly onlyIf?: (layer: LayerNumbers) => boolean;
  readonly shownIn: readonly Place[];
  /** Columns beside it in the table of all layers. */
  readonly beside?: readonly ('corrected' | 'ci95' | 'change')[];
  /** Where else its interval stands beside it. */
  readonly intervalIn?: readonly Place[];
  /** A narrow table has it only where there is room. */
  readonly roomy?: true;
  /** May be named in --fail-on. */
  readonly gate?: true;
}

const EVERYWHERE: readonly Place[] = [
  'table',
  'figures',
  'card',
  'terminal',
  'markdown',
  'html',
  'compare',
  'timeline',
];

function entropy(
  field: 'class' | 'all' | 'gap',
  rest: Pick<Quantity, 'name' | 'beside' | 'intervalIn' | 'shownIn'>,
): Quantity {
  return {
    path: `entropy.${field}`,
    short: field,
    unit: 'bit',
    digits: 3,
    term: field,
    read: ({ entropy: numbers }) => numbers[field],
    headline: (layer) => headlineEntropies(layer)[field],
    corrected: ({ entropy: numbers }) => numbers.corrected[field],
    ci95: ({ entropy: numbers }) => numbers.ci95[field],
    remark: (layer) => certaintyText(layer, field),
    gate: true,
    ...rest,
  };
}

function neurons(
  field: 'dead' | 'alwaysOn' | 'dormant' | 'nonFinite',
  rest: Omit<Quantity, 'path' | 'unit' | 'digits' | 'read' | 'gate'>,
): Quantity {
  return {
    path: `neurons.${field}`,
    unit: 'neurons',
    digits: 0,
    read: ({ neurons: numbers }) => numbers[field],
    gate: true,
    ...rest,
  };
}

/** In the order in which they are shown. */
export const QUANTITIES: readonly Quantity[] = [
  entropy('class', {
    name: 'Class entropy',
    beside: ['corrected', 'ci95', 'change'],
    intervalIn: ['html'],
    shownIn: EVERYWHERE,
  }),
  entropy('all', { name: 'Pooled entropy', beside: ['change'], shownIn: EVERYWHERE }),
  entropy('gap', {
    name: 'Gap',
    beside: ['ci95', 'change'],
    intervalIn: ['terminal', 'markdown'],
    shownIn: EVERYWHERE,
  }),
  {
    path: 'entropy.share',
    name: 'Class share',
    short: 'share',
    unit: 'share',
    digits: 3,
    term: 'share',
    read: ({ entropy: { share = null } }) => share,
    remark: () => 'of the neurons’ variation is explained by the class: gap over pooled entropy, corrected',
    onlyIf: ({ entropy: { share = null } }) => share !== null,
    beside: ['change'],
    shownIn: ['table', 'figures', 'card'],
    gate: true,
  },
  {
    path: 'stability.class',
    name: 'Stability',
    short: 'stability',
    unit: 'share',
    digits: 3,
    term: 'stability',
    read: ({ stability }) => stability.class,
    remark: ({ stability }) => `agreement with the commonest pattern ${decimals(stability.modal)}`,
    beside: ['change'],
    shownIn: EVERYWHERE,
    gate: true,
  },
  {
    path: 'stability.modal',
    name: 'Modal stability',
    short: 'modal',
    unit: 'share',
    digits: 3,
    term: 'stability',
    read: ({ stability }) => stability.modal,
    shownIn: ['table'],
  },
  {
    path: 'probe.accuracy',
    name: 'Linear read-out',
    short: 'probe',
    unit: 'share',
    digits: 3,
    roomy: true,
    term: 'probe',
    read: ({ probe }) => probe?.accuracy ?? null,
    remark: ({ probe }) => (probe === null ? '' : probeText(probe)),
    onlyIf: ({ probe }) => probe !== null,
    beside: ['change'],
    shownIn: ['table', 'figures', 'card', 'terminal', 'markdown', 'html', 'compare'],
  },
  {
    path: 'rank.dimensions',
    name: 'Dimensions used',
    short: 'dimensions',
    unit: 'neurons',
    digits: 0,
    roomy: true,
    term: 'dimensions',
    read: ({ rank }) => rank?.dimensions ?? null,
    remark: ({ rank, neurons: { measured } }) =>
      rank?.dimensions == null ? '' : `of ${count(measured)} carry 99% of what varies`,
    onlyIf: ({ rank }) => rank?.dimensions != null,
    shownIn: ['table', 'figures', 'terminal', 'markdown', 'html'],
  },
  neurons('dead', {
    name: 'Dead',
    short: 'dead',
    term: 'dead',
    remark: ({ neurons: { dead, measured, apoz } }) =>
      `${percent(shareOf(dead, measured))} never rise above the threshold; at rest in ${percent(apoz)} of samples on average`,
    beside: ['change'],
    shownIn: ['table', 'figures', 'card', 'terminal', 'markdown', 'html', 'compare'],
  }),
  neurons('alwaysOn', {
    name: 'Always on',
    short: 'alwaysOn',
    roomy: true,
    term: 'dead',
    remark: ({ neurons: { alwaysOn, measured } }) => `${percent(shareOf(alwaysOn, measured))} of the neurons`,
    shownIn: ['table', 'figures', 'card', 'terminal', 'markdown', 'html', 'compare'],
  }),
  neurons('dormant', {
    name: 'Dormant',
    short: 'dormant',
    term: 'dormant',
    remark: () => 'nearly silent: mean |activation| at most 2.5% of the layer’s',
    shownIn: ['table', 'figures'],
  }),
  {
    path: 'neurons.apoz',
    name: 'Share at rest',
    short: 'apoz',
    unit: 'share',
    digits: 3,
    read: ({ neurons: { apoz } }) => apoz,
    shownIn: ['table'],
  },
  neurons('nonFinite', {
    name: 'NaN or infinite',
    short: 'nonfinite',
    remark: () => 'neurons, at least once',
    onlyIf: ({ neurons: { nonFinite } }) => nonFinite > 0,
    shownIn: ['table', 'figures'],
  }),
];

/** From these shares of a layer's measured neurons on, a layer is worth a look (findings, marks, colors). */
export const NOTABLE = { dead: 0.1, alwaysOn: 0.25, dormant: 0.25 } as const;

/** Does so large a share of a layer's neurons never fire that its number is marked? */
export function hasManyDead({
  neurons: { dead, measured },
  patterns,
}: Pick<LayerNumbers, 'neurons' | 'patterns'>): boolean {
  return dead > 0 && shareOf(dead, measured) >= NOTABLE.dead && tellsIdle({ patterns });
}

/** Below this many samples a neuron that fires in more than 3 % of all inputs may look as if it never did. */
const ENOUGH_TO_TELL_IDLE = 100;

/** Are there samples enough to say that a neuron never fires, or never rests? */
export function tellsIdle({ patterns: { byClass } }: Pick<LayerNumbers, 'patterns'>): boolean {
  return samplesOf(byClass) >= ENOUGH_TO_TELL_IDLE;
}

export function quantitiesIn(place: Place): readonly Quantity[] {
  return QUANTITIES.filter(({ shownIn }) => shownIn.includes(place));
}

/** The quantities of a table of layers: those that only some layers have are left out where none has them. */
export function quantitiesOf(place: Place, layers: readonly LayerNumbers[]): readonly Quantity[] {
  return quantitiesIn(place).filter(({ onlyIf }) => onlyIf === undefined || layers.some(onlyIf));
}

/** A value as text, without its unit: three digits for bits and shares, whole numbers with thousands apart. */
export function quantityText({ digits }: Pick<Quantity, 'digits'>, value: number | null): string {
  if (value === null) return NO_NUMBER;
  return digits === 0 ? count(value) : decimals(value, digits);
}

/** The same with its unit where it has one: "0.412 bit". */
export function quantityWords(quantity: Quantity, layer: LayerNumbers): string {
  const value = headlineOf(quantity, layer);
  if (value === null) return NO_NUMBER;
  return quantity.unit === 'bit' ? bits(value) : quantityText(quantity, value);
}

/** A change with its sign. */
export function changeText({ digits }: Pick<Quantity, 'digits'>, change: number | null): string {
  return signed(change, digits);
}

/** The short name as the head of a narrow column: "always on". */
export function shortHead({ short }: Pick<Quantity, 'short'>): string {
  return short.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

/** The name as the head of a column, with its unit. */
export function quantityHead({ name, unit }: Pick<Quantity, 'name' | 'unit'>): string {
  return unit === 'bit' ? `${name}, bit` : name;
}

function probeText({ se, loss, lossSe }: ProbeNumbers): string {
  const behind =
    loss === null ? '' : `; the network ${signed(loss)} [SE ${decimals(lossSe)}] on the same samples`;
  return `standard error ${decimals(se)}${behind}`;
}

/** Samples a class on average below which the corrected entropies are shown first: docs/measures.md, "Which value is shown". */
export const FEW_PER_CLASS = 100;

/**
 * Are a layer's samples so few that its corrected entropies are shown in place of the plug-in ones? With n samples in C
 * classes these are off by up to 0.72 C / n bits.
 */
export function showsCorrected({ patterns: { byClass } }: Pick<LayerNumbers, 'patterns'>): boolean {
  return samplesOf(byClass) < FEW_PER_CLASS * byClass.length;
}

/** Samples whose patterns were counted: all, or 4,096 of each class. */
function samplesOf(byClass: readonly Pick<PatternNumbers, 'samples'>[]): number {
  return byClass.reduce((sum, { samples }) => sum + samples, 0);
}

/** The three entropies that a reader is shown first, in bits. */
export function headlineEntropies(
  layer: Pick<LayerNumbers, 'entropy' | 'patterns'>,
): LayerNumbers['entropy']['corrected'] {
  const { entropy: numbers } = layer;
  return showsCorrected(layer) ? numbers.corrected : numbers;
}

/** What a reader is shown first of a quantity. */
export function headlineOf({ read, headline = read }: Quantity, layer: LayerNumbers): number | null {
  return headline(layer);
}

function certaintyText({ entropy: numbers, patterns }: LayerNumbers, field: 'class' | 'all' | 'gap'): string {
  const range = numbers.ci95[field];
  // Brackets are not broken over two lines.
  const certainty = range === null ? ', no interval' : `, 95% ${intervalText(range).replace(' ', '\u00a0')}`;
  return showsCorrected({ patterns })
    ? `corrected for few samples${certainty}; as counted ${decimals(numbers[field])}`
    : `corrected ${decimals(numbers.corrected[field])}${certainty}`;
}
