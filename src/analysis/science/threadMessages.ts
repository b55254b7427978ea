import type { TapFeatures, TapScience } from '../../engine/science/tapScience.js';

export interface ToScienceThread {
  /** Of the tap. */
  readonly index: number;
  readonly features: TapFeatures;
}

export interface FromScienceThread {
  readonly index: number;
  readonly science: TapScience;
}
