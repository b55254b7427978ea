import type { Interval } from './schema.js';

/** What stands where a number does not exist. */
export const NO_NUMBER = '–';

/** Entropies (bits), stabilities and shares: three decimals, and never "-0.000". */
export function decimals(value: number | null, digits = 3): string {
  if (value === null) return NO_NUMBER;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** "0.412 bit". */
export function bits(value: number): string {
  return `${decimals(value)} bit`;
}

/** A difference with its sign: "+0.012", "−0.012", "0.000". */
export function signed(value: number | null, digits = 3): string {
  if (value === null) return NO_NUMBER;
  const text = decimals(Math.abs(value), digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** Whole numbers with thousands apart: "10,000". */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A share as a percentage with one decimal, "12.5%"; below 0.1% with one digit that is not 0, "0.03%". */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return `${Number((share * 100).toPrecision(1))}%`;
  return `${decimals(share * 100, 1)}%`;
}

/** "[0.120, 0.190]", or the dash. */
export function interval(value: Interval | null, digits = 3): string {
  return value === null ? NO_NUMBER : `[${decimals(value[0], digits)}, ${decimals(value[1], digits)}]`;
}

/** "1 class", "2 classes". */
export function plural(number: number, one: string, several: string): string {
  return `${count(number)} ${number === 1 ? one : several}`;
}

/** At most `limit` items, and how many more there are. */
export function listed(items: readonly string[], limit: number): string {
  const rest = items.length - limit;
  if (rest <= 0) return items.join(', ');
  return `${items.slice(0, limit).join(', ')} and ${rest} more`;
}

/** 0..1; nothing of nothing is 0. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** "3 of 128 neurons (2.3%)", "all 128 neurons (100.0%)". */
export function neuronsOf(part: number, measured: number): string {
  const neurons = part === measured ? `all ${count(measured)}` : `${count(part)} of ${count(measured)}`;
  return `${neurons} neurons (${percent(shareOf(part, measured))})`;
}

/** Largest rate of an event that n samples without one do not exclude at 95 %: 1 - 0.05^(1/n), about 3/n. */
export function unseenShare(samples: number): number {
  return samples < 1 ? 1 : 1 - 0.05 ** (1 / samples);
}
