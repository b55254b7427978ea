import * as v from 'valibot';
import { depthEvidence, depthWords, HINT_RATES } from '../depthEvidence.js';
import { bits, decimals, interval as intervalText, plural, signed } from '../formatNumber.js';
import { detail, layer, listedPhrases, phrase, type Phrase } from '../phrase.js';
import { fields, finite, interval, list, oneOf, text } from '../schema.js';
import { estimate, estimateWords, kind, type Estimate } from './kind.js';

const LISTED = 6;
const LISTED_CHANGES = 5;

/** From the first to the last of so many dense layers. */
const overDepth = { layers: finite, first: estimate, last: estimate };

interface OverDepth {
  readonly layers: number;
  readonly first: Estimate;
  readonly last: Estimate;
}

/** The gap of the last hidden dense layer beside that of the same layer with fresh weights. */
const besideBaseline = {
  layer: text,
  gap: estimate,
  kind: oneOf('initialised', 'shuffled'),
  seeds: finite,
  baseline: fields({ mean: finite, min: finite, max: finite }),
};

interface BesideBaseline {
  readonly kind: 'initialised' | 'shuffled';
  readonly seeds: number;
  readonly baseline: { readonly mean: number; readonly min: number; readonly max: number };
}

/** The gap of the last hidden dense layer against that of fresh weights: what tells training. */
export const baselineKinds = {
  'not-learned': kind(besideBaseline, {
    severity: 'warning',
    term: 'baseline',
    layerOf: ({ layer: id }) => id,
    say: (told) =>
      phrase`${layer(told.layer)}, the last hidden dense layer, tells no more about the class than ${freshWeights(told)} do: its gap is ${estimateWords(told.gap, 'first')}, theirs ${bandWords(told)}.${detail` Check training, preprocessing and the order of the classes; a model that was never trained looks like this.`}`,
  }),
  learned: kind(besideBaseline, {
    severity: 'info',
    term: 'baseline',
    layerOf: ({ layer: id }) => id,
    say: (told) =>
      phrase`${layer(told.layer)}, the last hidden dense layer, has learned about the classes: its gap is ${estimateWords(told.gap, 'first')}${timesWords(told.gap.corrected, told.baseline.mean)}, that of ${freshWeights(told)} ${bandWords(told)}.${detail` This holds for data that was not trained on: on its training data a network that only remembers looks the same.`}`,
  }),
} as const;

function freshWeights({ kind: how, seeds }: BesideBaseline): string {
  return how === 'initialised'
    ? `${plural(seeds, 'copy', 'copies')} with fresh weights`
    : `${plural(seeds, 'copy', 'copies')} with shuffled weights`;
}

function bandWords({ baseline: { min, max } }: BesideBaseline): string {
  return `${decimals(min)} to ${bits(max)}`;
}

/** ", 7 times" where the mean of fresh weights is a number to compare with. */
function timesWords(gap: number, mean: number): string {
  const times = mean > 0 ? gap / mean : 0;
  if (times < 1.05) return '';
  return `, ${times < 9.95 ? decimals(times, 1) : decimals(times, 0)} times what chance weights give`;
}

/** How many hidden layers may be enough. */
export const hintKinds = {
  'depth-hint': kind(
    { enough: finite, hidden: finite, evidence: depthEvidence },
    {
      severity: 'info',
      term: 'hint',
      say: ({ enough, hidden, evidence }) =>
        phrase`${depthWords(enough, hidden, evidence)}${enough < hidden ? detail` ${HINT_RATES}` : ''}`,
    },
  ),
} as const;

/** What the dense layers say by depth. */
export const depthKinds = {
  'gap-falls': kind(overDepth, {
    severity: 'info',
    term: 'gap',
    say: (depth) =>
      phrase`The gap falls ${over(depth)}.${detail` Untrained ReLU networks show this, deep trained ones at times, too: whether the layers learned, the baseline tells.`}`,
  }),
  'not-monotone': kind(
    { exceptions: list(fields({ layer: text, rise: finite, reached: v.nullable(estimate) })) },
    {
      severity: 'info',
      term: 'monotone',
      layerOf: ({ exceptions }) => (exceptions.length === 1 ? (exceptions[0]?.layer ?? null) : null),
      say: ({ exceptions }) => {
        const named = exceptions.map(({ layer: id, rise, reached }, index) => {
          const to =
            reached === null ? [] : [' to ', ...estimateWords(reached, index === 0 ? 'first' : 'again')];
          return phrase`${layer(id)} ${signed(rise)}${to}`;
        });
        return phrase`Class entropy does not fall with every dense layer: ${plural(exceptions.length, 'rise', 'rises')} beyond the interval (${listedPhrases(named, LISTED)}).${detail` Most trained networks show this (62% of 720): it is no fault.`}`;
      },
    },
  ),
  'gap-grows': kind(overDepth, {
    severity: 'info',
    term: 'gap',
    say: (depth) =>
      phrase`The gap grows ${over(depth)}.${detail` Of 863 trained networks 94% show this, untrained 10%; on data that was trained on it proves nothing.`}`,
  }),
  'gap-flat': kind(overDepth, {
    severity: 'info',
    term: 'gap',
    say: (depth) => phrase`The gap neither grows nor falls beyond its intervals ${over(depth)}.`,
  }),
  'gap-unclear': kind(overDepth, {
    severity: 'info',
    term: 'interval',
    say: (depth) => phrase`The gap has no intervals to judge by ${over(depth)}.`,
  }),
  'entropy-falls': kind(overDepth, {
    severity: 'info',
    term: 'monotone',
    say: (depth) =>
      phrase`Class entropy falls with each of the ${depth.layers} dense layers: ${ends(depth)}.${detail` So Wang and Chen describe it; it is no evidence of training, since 72% of 720 untrained networks show it, and 38% of the trained ones.`}`,
  }),
} as const;

/** Dense layers whose class information moved, the one that moved most first. */
const moved = {
  most: fields({
    before: estimate,
    after: estimate,
    /** 95 % interval of the difference, on the same samples; absent where there is none. */
    difference: v.exactOptional(interval),
  }),
  others: list(fields({ layer: text, change: finite })),
};

/** What changed since the run before. */
export const changeKinds = {
  'gap-fell': kind(moved, {
    severity: 'warning',
    term: 'gap',
    layerOf: ({ most }) => most.after.layer,
    say: (change) => phrase`${changeWords('fell', change)}${detail` ${BEYOND_SEEDS}`}`,
  }),
  'gap-rose': kind(moved, {
    severity: 'info',
    term: 'gap',
    layerOf: ({ most }) => most.after.layer,
    say: (change) => phrase`${changeWords('rose', change)}${detail` ${BEYOND_SEEDS}`}`,
  }),
  'gap-moved': kind(moved, {
    severity: 'info',
    term: 'gap',
    layerOf: ({ most }) => most.after.layer,
    say: (change) =>
      phrase`${changeWords('moved', change)} A new seed alone does this.${detail` The same network trained again differed by up to ${bits(SEED_SPREAD)}: it is no sign of a better or a worse model.`}`,
  }),
} as const;

/**
 * What the gap of a layer may differ by between two trainings of one network, in bits: over 1,008 networks the standard
 * deviation over seeds was .005 to .037, of a difference then up to .052, and twice that is .1.
 */
export const SEED_SPREAD = 0.1;

const BEYOND_SEEDS = `That is more than a new seed alone does (up to ${bits(SEED_SPREAD)}): training, data or settings changed.`;

function changeWords(
  verb: 'fell' | 'rose' | 'moved',
  {
    most: { before, after, difference },
    others,
  }: {
    readonly most: {
      readonly before: Estimate;
      readonly after: Estimate;
      readonly difference?: readonly [number, number];
    };
    readonly others: readonly { readonly layer: string; readonly change: number }[];
  },
): Phrase {
  const by =
    difference === undefined
      ? phrase`from ${estimateWords(before, 'first')} to ${estimateWords(after, 'again')}`
      : phrase`from ${decimals(before.value)} to ${bits(after.value)}${detail` (95% interval of the difference ${intervalText(difference)})`}`;
  const named = [
    phrase`${layer(after.layer)} ${by}`,
    ...others.map(({ layer: id, change }) => phrase`${layer(id)} ${signed(change)}`),
  ];
  return phrase`Since the run before, the gap ${verb} beyond its interval in ${plural(named.length, 'dense layer', 'dense layers')}: ${listedPhrases(named, LISTED_CHANGES)}.`;
}

function over(depth: OverDepth): Phrase {
  return phrase`over the ${depth.layers} hidden dense layers: ${ends(depth)}`;
}

/** "0.412 bit (95% interval [0.410, 0.420]) at fc1, 0.034 bit [0.026, 0.045] at fc4". */
function ends({ first, last }: OverDepth): Phrase {
  return phrase`${estimateWords(first, 'first')} at ${layer(first.layer)}, ${estimateWords(last, 'again')} at ${layer(last.layer)}`;
}
