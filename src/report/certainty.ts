import { decimals, interval } from '../vocabulary/formatNumber.js';
import type { Interval } from './report.js';

export interface Estimate {
  /** In bits: as shown everywhere. */
  readonly value: number;
  /** Corrected for too few samples: what the interval is about. */
  readonly corrected: number;
  readonly ci95: Interval | null;
}

/**
 * A value with its interval, for sentences: "0.412 bit (95% interval [0.410, 0.420])", and once a sentence has said what
 * the brackets are, "0.412 bit [0.410, 0.420]". The corrected value is named where the interval is not about the value.
 */
export function withInterval({ value, corrected, ci95 }: Estimate, said: 'first' | 'again'): string {
  const text = `${decimals(value)} bit`;
  if (ci95 === null) return `${text} (no interval)`;
  const within = ci95[0] <= value && value <= ci95[1];
  if (!within) return `${text} (corrected ${decimals(corrected)}, 95% interval ${interval(ci95)})`;
  return said === 'again' ? `${text} ${interval(ci95)}` : `${text} (95% interval ${interval(ci95)})`;
}
