import type { TrialOrder } from './trialScore.js';

/** A million to one: an order that nobody named is believed from here on. */
export const ORDER_PRICE = Math.log(1e6);

/**
 * Which output each class should make the largest: its place in the order of outputs, where one is told; else output i
 * for the whole number i, where all labels are whole numbers below the number of outputs; else the class's place among
 * all classes, where there are as many as outputs. One output with two classes divides them (column 1 is above). null
 * where the outputs do not fit the labels.
 * @param order labels by output; more than the data has are allowed
 */
export function outputOfClass(
  labels: readonly string[],
  outputs: number,
  order: readonly string[] | null = null,
): readonly number[] | null {
  const columns = outputs === 1 ? 2 : outputs;
  if (order !== null) return order.length === columns ? placesIn(labels, order) : null;
  if (outputs === 1) return labels.length === 2 ? [0, 1] : null;
  const numbers = labels.map((label) => (label.trim() === '' ? NaN : Number(label)));
  if (numbers.every((number) => Number.isInteger(number) && number >= 0 && number < outputs)) return numbers;
  return labels.length === outputs ? labels.map((_, index) => index) : null;
}

/**
 * The place of each label in an order: letter for letter, else without regard to case, spaces, underscores and hyphens,
 * and 7 for 7.0.
 * @returns null where one has none, or two share one
 */
export function placesIn(labels: readonly string[], order: readonly string[]): readonly number[] | null {
  for (const fold of [(text: string) => text, folded]) {
    const places = new Map(order.map((label, place) => [fold(label), place]));
    const found = labels.map((label) => places.get(fold(label)));
    if (places.size < order.length || !found.every((place) => place !== undefined)) continue;
    return new Set(found).size === found.length ? found : null;
  }
  return null;
}

function folded(text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ');
  return plain !== '' && Number.isFinite(Number(plain)) ? String(Number(plain)) : plain;
}

/** Labels by output, for a way to read the outputs; null for an output that no class of the data has. */
export function labelsByOutput(
  labels: readonly string[],
  outputOf: readonly number[],
  columns: number,
): readonly (string | null)[] {
  const named = new Array<string | null>(columns).fill(null);
  outputOf.forEach((output, c) => {
    named[output] = labels[c] ?? null;
  });
  return named;
}

/**
 * The orders that outputs are often in where nobody told one: that of the data, the other of text and number (0, 1, 10, 2
 * against 0, 1, 2, 10), two classes the other way round.
 * @returns empty where the outputs do not fit the labels
 */
export function usualOrders(
  labels: readonly string[],
  outputs: number,
  order: readonly string[] | null,
): readonly TrialOrder[] {
  const given = outputOfClass(labels, outputs, order);
  if (given === null) return [];
  const orders: TrialOrder[] = [{ name: 'given', outputOf: given, price: 0 }];
  if (order !== null) return orders;
  if (labels.length === 2 && outputs <= 2)
    orders.push({ name: 'swapped', outputOf: given.map((output) => 1 - output), price: ORDER_PRICE });
  const other = otherSorting(labels, given, outputs);
  if (other !== null) orders.push(other);
  return orders;
}

function otherSorting(
  labels: readonly string[],
  given: readonly number[],
  outputs: number,
): TrialOrder | null {
  if (outputs <= 2) return null;
  const numeric = labels.every((label) => label.trim() !== '' && Number.isFinite(Number(label)));
  const byNumber = numeric && labels.every((label, c) => Number(label) === given[c]);
  // Of whole numbers below the outputs some may be missing in the data: all of them are sorted as text.
  const all = byNumber ? Array.from({ length: outputs }, (_, output) => String(output)) : labels;
  const sorted = [...all].sort(numeric ? byUnits : naturally);
  const outputOf = labels.map((label) => sorted.indexOf(byNumber ? String(Number(label)) : label));
  if (outputOf.includes(-1) || outputOf.every((output, c) => output === given[c])) return null;
  return {
    name: numeric ? 'text' : 'number',
    outputOf,
    price: ORDER_PRICE,
    ...(sorted.length === outputs ? { labels: sorted } : {}),
  };
}

/** Labels sorted as text is, or by the numbers in them: what the words text and number mean. */
export function sortedLabels(labels: readonly string[], by: 'text' | 'number'): readonly string[] {
  return [...labels].sort(by === 'text' ? byUnits : naturally);
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** "class 2" before "class 10". */
function naturally(one: string, other: string): number {
  const pieces = (text: string): readonly string[] => text.match(/\d+|\D+/gu) ?? [];
  const [a, b] = [pieces(one), pieces(other)];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    const numbers = /^\d/u.test(x) && /^\d/u.test(y);
    const difference = numbers ? Number(x) - Number(y) : byUnits(x, y);
    if (difference !== 0) return difference;
  }
  return a.length - b.length || byUnits(one, other);
}
