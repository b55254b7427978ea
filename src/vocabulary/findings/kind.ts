import * as v from 'valibot';
import { bits, decimals, interval as intervalText } from '../formatNumber.js';
import { detail, phrase, type Phrase } from '../phrase.js';
import { fields, finite, interval, text, type Checked } from '../schema.js';
import type { TermId } from '../terms.js';

export type Severity = 'error' | 'warning' | 'info';

/** One kind of finding: what all of them share, and how one is said from its values. */
export interface FindingKind<Values extends v.GenericSchema = v.GenericSchema> {
  readonly severity: Severity;
  /** It only explains how it was measured. */
  readonly aside?: true;
  /** What explains it; absent where its sentence says all there is to say. */
  readonly term?: TermId;
  readonly values: Values;
  /** The layer that it is about; absent or null: the whole run. */
  readonly layerOf?: (values: Checked<Values>) => string | null;
  readonly say: (values: Checked<Values>) => Phrase;
}

/** Ties the types of a kind's parts together. */
export function kind<const Entries extends v.ObjectEntries>(
  entries: Entries,
  rest: Omit<FindingKind<v.ObjectSchema<Entries, string>>, 'values'>,
): FindingKind<v.ObjectSchema<Entries, string>> {
  return { values: fields(entries), ...rest };
}

/** A number in bits with what it needs to be judged by. */
export const estimate = fields({
  layer: text,
  /** As shown everywhere. */
  value: finite,
  /** Corrected for too few samples: what the interval is about. */
  corrected: finite,
  ci95: v.nullable(interval),
});
export type Estimate = Checked<typeof estimate>;

/**
 * A value with its interval: "0.412 bit (95% interval [0.410, 0.420])", and once a sentence has said what the brackets
 * are, "0.412 bit [0.410, 0.420]". The corrected value is named where the interval is not about the value.
 */
export function estimateWords(
  { value, corrected, ci95 }: Omit<Estimate, 'layer'>,
  said: 'first' | 'again',
): Phrase {
  if (ci95 === null) return phrase`${bits(value)} (no interval)`;
  const range = intervalText(ci95);
  const within = ci95[0] <= value && value <= ci95[1];
  if (!within) {
    return phrase`${bits(value)}${detail` (corrected ${decimals(corrected)}, 95% interval ${range})`}`;
  }
  return said === 'again'
    ? phrase`${bits(value)}${detail` ${range}`}`
    : phrase`${bits(value)}${detail` (95% interval ${range})`}`;
}
