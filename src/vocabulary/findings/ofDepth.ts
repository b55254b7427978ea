import { plural, signed } from '../formatNumber.js';
import { detail, layer, listedPhrases, phrase, type Phrase } from '../phrase.js';
import { finite, fields, list, text } from '../schema.js';
import * as v from 'valibot';
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

/** What the dense layers say by depth. */
export const depthKinds = {
  'gap-falls': kind(overDepth, {
    severity: 'warning',
    term: 'gap',
    say: (depth) =>
      phrase`The gap falls ${over(depth)}.${detail` Untrained networks do this; a trained one should keep or gain it: check training, preprocessing and the deepest layers.`}`,
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
        return phrase`Class entropy does not fall with every dense layer: ${plural(exceptions.length, 'rise', 'rises')} beyond the interval (${listedPhrases(named, LISTED)}).`;
      },
    },
  ),
  'gap-plateau': kind(overDepth, {
    severity: 'info',
    term: 'gap',
    layerOf: ({ last }) => last.layer,
    say: (depth) =>
      phrase`${layer(depth.first.layer)} to ${layer(depth.last.layer)} (${depth.layers} dense layers) add no class information: the gap is ${ends(depth)}.${detail` Whether fewer layers do as well, only retraining without some of them can tell.`}`,
  }),
  'gap-grows': kind(overDepth, {
    severity: 'info',
    term: 'gap',
    say: (depth) =>
      phrase`The gap grows ${over(depth)}.${detail` Trained networks do this, untrained ones do not.`}`,
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
      phrase`Class entropy falls with each of the ${depth.layers} dense layers: ${ends(depth)}.${detail` Untrained networks show this too; what tells training is the gap.`}`,
  }),
} as const;

/** Dense layers whose class information moved, the one that moved most first. */
const moved = {
  most: fields({ before: estimate, after: estimate }),
  others: list(fields({ layer: text, change: finite })),
};

/** What changed since the run before. */
export const changeKinds = {
  'gap-fell': kind(moved, {
    severity: 'warning',
    term: 'gap',
    layerOf: ({ most }) => most.after.layer,
    say: (change) => changeWords('fell', change),
  }),
  'gap-rose': kind(moved, {
    severity: 'info',
    term: 'gap',
    layerOf: ({ most }) => most.after.layer,
    say: (change) => changeWords('rose', change),
  }),
} as const;

function changeWords(
  verb: 'fell' | 'rose',
  {
    most: { before, after },
    others,
  }: {
    readonly most: { readonly before: Estimate; readonly after: Estimate };
    readonly others: readonly { readonly layer: string; readonly change: number }[];
  },
): Phrase {
  const named = [
    phrase`${layer(after.layer)} from ${estimateWords(before, 'first')} to ${estimateWords(after, 'again')}`,
    ...others.map(({ layer: id, change }) => phrase`${layer(id)} ${signed(change)}`),
  ];
  return phrase`Since the run before, the gap ${verb} beyond its interval in ${plural(named.length, 'dense layer', 'dense layers')}: ${listedPhrases(named, LISTED_CHANGES)}.`;
}

function over(depth: OverDepth): Phrase {
  return phrase`over the ${depth.layers} dense layers: ${ends(depth)}`;
}

/** "0.412 bit (95% interval [0.410, 0.420]) at fc1, 0.034 bit [0.026, 0.045] at fc4". */
function ends({ first, last }: OverDepth): Phrase {
  return phrase`${estimateWords(first, 'first')} at ${layer(first.layer)}, ${estimateWords(last, 'again')} at ${layer(last.layer)}`;
}
