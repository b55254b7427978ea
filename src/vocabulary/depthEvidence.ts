import { decimals } from './formatNumber.js';
import { layer, phrase, type Phrase } from './phrase.js';
import { fields, finite, text, type Checked } from './schema.js';

/** What a depth hint rests on: linear read-outs of the hidden dense layers, over so many samples. */
export const depthEvidence = fields({
  samples: finite,
  /** The hidden layer whose read-out is best. */
  best: fields({ layer: text, accuracy: finite }),
  /** The last layer that is kept, and how far its read-out is behind the best, with the paired standard error. */
  enough: fields({ layer: text, accuracy: finite, behind: finite, se: finite }),
});

export type DepthEvidence = Checked<typeof depthEvidence>;

/** How often the hint was right, in words: docs/depth.md has the table. */
export const HINT_RATES =
  'In 575 networks on eight tasks, retraining with the number that the read-out named was never worse by more than two standard errors and half a point; in 1 of 70 it lost more than a point (at most 6, where training itself was unsteady). The number was the best one in 1 of 5, and within one of it in half: it is an upper bound.';

/**
 * "2 of 8 hidden layers may be enough: a linear read-out of fc2 is 1.3 points behind the best [SE 0.6]. Retrain with 2 and
 * analyze again."
 * @param enough hidden layers that may be enough, of so many
 */
export function depthWords(enough: number, hidden: number, { enough: kept, best }: DepthEvidence): Phrase {
  if (enough >= hidden) {
    return phrase`No layer can be seen to be one too many: of ${hidden} hidden layers a linear read-out still gains up to ${layer(best.layer)}.`;
  }
  const behind =
    kept.layer === best.layer
      ? phrase`no linear read-out of a later layer is better than that of ${layer(kept.layer)}`
      : phrase`a linear read-out of ${layer(kept.layer)} is ${points(kept.behind)} points behind the best [SE ${points(kept.se)}]`;
  return phrase`${enough} of ${hidden} hidden layers may be enough: ${behind}. Retrain with ${enough} and analyze again.`;
}

function points(share: number): string {
  return decimals(100 * share, 1);
}
