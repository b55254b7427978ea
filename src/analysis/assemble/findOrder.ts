import { bestAssignment } from '../../engine/assignment.js';
import { labelsByOutput, ORDER_PRICE, usualOrders } from '../../engine/classOrders.js';
import { signTestBound } from '../../engine/signTest.js';

/** Counts of answers: [class of the run][output]; one output alone has two columns. */
export interface Answers {
  /** Labels of ALL classes of the data set, in its order. */
  readonly labels: readonly string[];
  /** Those of the run, as indices into labels. */
  readonly classes: readonly number[];
  /** Length of a row of the model's output. */
  readonly outputs: number;
  /** Labels by output, where somebody told them. */
  readonly order: readonly string[] | null;
  readonly confusion: readonly (readonly number[])[];
}

export interface FoundOrder {
  /** taken: overwhelming evidence for an order that is usual; offered: for any other. */
  readonly how: 'taken' | 'offered';
  /** Labels by output; of outputs that no class has, their number. */
  readonly order: readonly string[];
  readonly accuracy: number;
  readonly instead: number;
}

/** More outputs are not matched: the solver's time grows with the third power, and is 4 s at most up to here. */
const MOST_MATCHED = 1000;
/** What another order must gain to be worth a word, and to be taken. */
const FAR_BETTER = 0.15;
const TAKEN_TIMES = 2;

/**
 * The order of outputs under which accuracy is far better than under the one that was used, from the answers of a whole
 * run. Taken by itself where it is a usual one (text against number, two classes swapped) and nobody named another, at
 * least twice as accurate, beyond one in a million by chance, and tells the classes apart: a model that always answers
 * the same does not. Offered where it is any other, with the price of having been chosen among all orders.
 * @returns null where the order that was used is right, or nothing is clear
 */
export function findOrder(answers: Answers): FoundOrder | null {
  const { labels, classes, outputs, order, confusion } = answers;
  const columns = outputs === 1 ? 2 : outputs;
  const orders = usualOrders(labels, outputs, order);
  const [given, ...others] = orders;
  if (given === undefined || classes.length < 2) return null;
  const places = (outputOf: readonly number[]): readonly number[] => classes.map((c) => outputOf[c] ?? -1);
  const used = places(given.outputOf);
  const instead = accuracyOf(confusion, used);
  for (const other of others) {
    const outputOf = places(other.outputOf);
    const accuracy = accuracyOf(confusion, outputOf);
    if (
      accuracy >= TAKEN_TIMES * instead &&
      tellsApart(confusion, outputOf) &&
      evidence(confusion, outputOf, used) >= ORDER_PRICE
    )
      return {
        how: 'taken',
        order: other.labels ?? named(labels, other.outputOf, columns),
        accuracy,
        instead,
      };
  }
  return offered(answers, { used, instead, columns });
}

function offered(
  { labels, classes, confusion }: Answers,
  {
    used,
    instead,
    columns,
  }: { readonly used: readonly number[]; readonly instead: number; readonly columns: number },
): FoundOrder | null {
  const matched = matchedOutputs(confusion, columns);
  if (matched === null) return null;
  const accuracy = accuracyOf(confusion, matched);
  let price = ORDER_PRICE;
  for (let choice = 0; choice < classes.length; choice++) price += Math.log(columns - choice);
  if (accuracy < instead + FAR_BETTER || !tellsApart(confusion, matched)) return null;
  if (evidence(confusion, matched, used) < price) return null;
  // Classes that are not of the run keep an output that is free.
  const outputOf = labels.map(() => -1);
  classes.forEach((c, place) => (outputOf[c] = matched[place] ?? -1));
  const free = Array.from({ length: columns }, (_, output) => output).filter(
    (output) => !outputOf.includes(output),
  );
  return {
    how: 'offered',
    order: named(
      labels,
      outputOf.map((output) => (output < 0 ? (free.shift() ?? -1) : output)),
      columns,
    ),
    accuracy,
    instead,
  };
}

/** Each class's own output, so that most answers are right; null where that would take too long. */
function matchedOutputs(
  confusion: readonly (readonly number[])[],
  columns: number,
): readonly number[] | null {
  // Where every class has a commonest answer of its own, that is the best there is.
  const commonest = confusion.map((row) => row.indexOf(Math.max(...row)));
  if (new Set(commonest).size === commonest.length) return commonest;
  if (confusion.length > columns || columns > MOST_MATCHED) return null;
  return bestAssignment(confusion);
}

function accuracyOf(confusion: readonly (readonly number[])[], outputOf: readonly number[]): number {
  let [right, all] = [0, 0];
  confusion.forEach((row, place) => {
    right += row[outputOf[place] ?? -1] ?? 0;
    all += row.reduce((sum, count) => sum + count, 0);
  });
  return all === 0 ? 0 : right / all;
}

/** Mean share of right answers a class, halfway at least from that of guessing to 1. */
function tellsApart(confusion: readonly (readonly number[])[], outputOf: readonly number[]): boolean {
  const shares = confusion.map((row, place) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return all === 0 ? 0 : (row[outputOf[place] ?? -1] ?? 0) / all;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return mean >= 0.5 * (1 + 1 / shares.length);
}

/** In nats, how unlikely it is by chance that so many more answers are right in one order than in the other. */
function evidence(
  confusion: readonly (readonly number[])[],
  one: readonly number[],
  other: readonly number[],
): number {
  let [only, against] = [0, 0];
  confusion.forEach((row, place) => {
    const [a = -1, b = -1] = [one[place], other[place]];
    if (a === b) return;
    only += row[a] ?? 0;
    against += row[b] ?? 0;
  });
  return signTestBound(only, only + against);
}

function named(labels: readonly string[], outputOf: readonly number[], columns: number): readonly string[] {
  return labelsByOutput(labels, outputOf, columns).map((label, output) => label ?? `output ${output}`);
}
