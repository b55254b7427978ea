import type { RankNumbers } from '../../vocabulary/quantities.js';
import { centered, covariance } from './centered.js';
import type { FeatureShape } from './featureTable.js';
import { shareOfRight } from './pairedError.js';
import { rankOf } from './rank.js';
import { readOut } from './readOut.js';
import { LEAST_SCIENCE_SAMPLES } from './scienceSamples.js';
import { symmetricEigen } from './symmetricEigen.js';

/** What rank and read-out of one tap are computed from. */
export interface TapFeatures extends FeatureShape {
  /** [science row][feature], every row there. */
  readonly features: Float32Array;
  /** Class of each row; null without labels. */
  readonly classOf: Int32Array | null;
  readonly classes: number;
}

/** What is known of one tap. */
export interface TapScience {
  readonly rank: RankNumbers | null;
  readonly probe: TapProbe | null;
}

/** What a linear read-out of one tap names, sample by sample. */
export interface TapProbe {
  readonly accuracy: number;
  readonly se: number;
  readonly alpha: number | null;
  /** 1 where the class is named rightly, by science row. */
  readonly right: Uint8Array;
}

export const NO_SCIENCE: TapScience = { rank: null, probe: null };

/** Rank and read-out of one tap: one eigendecomposition for both. Both null with few samples, or a NaN among them. */
export function tapScience(tap: TapFeatures): TapScience {
  const { features, width, classOf, classes } = tap;
  if (features.length < LEAST_SCIENCE_SAMPLES * width) return NO_SCIENCE;
  const values = centered(features, width);
  if (values === null) return NO_SCIENCE;
  const eigen = symmetricEigen(covariance(values), width);
  const rank = rankOf(eigen.values, tap);
  if (classOf === null || !canBeNamed(classOf, classes)) return { rank, probe: null };
  const { alpha, right } = readOut(values, eigen, classOf, classes);
  const accuracy = shareOfRight(right);
  return {
    rank,
    probe: { accuracy, se: Math.sqrt((accuracy * (1 - accuracy)) / right.length), alpha, right },
  };
}

/** A sample that is left out must leave another of its class, and there must be something to tell apart. */
function canBeNamed(classOf: Int32Array, classes: number): boolean {
  const sizes = new Uint32Array(classes);
  for (const c of classOf) sizes[c]! += 1;
  return classes >= 2 && sizes.every((size) => size >= 2);
}
