import { signTest } from './signTest.js';

/** A share of every answer that is taken for chance: no single sample decides, however sure the model is of it. */
const CHANCE = 0.02;
/** By which answers are made surer or more doubtful, so that models are compared by what they know, not by their nerve. */
const TEMPERATURES = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32] as const;

/** An order of classes that answers may be read in. */
export interface TrialOrder {
  readonly name: 'given' | 'text' | 'number' | 'swapped' | 'assigned';
  /** By class, the output that is right. */
  readonly outputOf: readonly number[];
  /** Labels by output, where outputs without samples have labels, too. */
  readonly labels?: readonly string[];
  /** What the evidence must be worth, in nats, for it to be believed: its prior. */
  readonly price: number;
}

/** How well a model answers over labelled samples, read in one order of classes. */
export interface TrialScore {
  readonly order: TrialOrder;
  /** By sample: 1 where the largest output is the label's. */
  readonly right: Uint8Array;
  /** By sample, the logarithm of the label's share of the answer as it is, and at the temperature that fits best. */
  readonly asIs: Float64Array;
  readonly fitted: Float64Array;
  readonly accuracy: number;
  /** Mean share of the answer that was given. */
  readonly confidence: number;
  readonly columns: number;
}

/**
 * Scores answers under each order and returns the likeliest, its price subtracted.
 * @param logs logarithms of shares, row-major [samples, columns]; rows with NaN count as chance
 * @param classOf class of each sample
 * @throws RangeError where there is no order, or a class of a sample has no output
 */
export function scoreAnswers(
  logs: Float64Array,
  columns: number,
  classOf: Int32Array,
  orders: readonly TrialOrder[],
): TrialScore {
  let best: { readonly score: TrialScore; readonly worth: number } | null = null;
  for (const order of orders) {
    const score = scoreOrder(logs, columns, classOf, order);
    const worth = sumOf(score.fitted) - order.price;
    if (best === null || worth > best.worth) best = { score, worth };
  }
  if (best === null) throw new RangeError('answers are read in some order');
  return best.score;
}

function scoreOrder(logs: Float64Array, columns: number, classOf: Int32Array, order: TrialOrder): TrialScore {
  const rights = Int32Array.from(classOf, (c) => {
    const output = order.outputOf[c];
    if (output === undefined || output < 0 || output >= columns)
      throw new RangeError(`class ${c} has no output among ${columns}`);
    return output;
  });
  const samples = rights.length;
  const right = new Uint8Array(samples);
  let confidence = 0;
  for (let sample = 0; sample < samples; sample++) {
    const answer = largestOf(logs, sample * columns, columns);
    right[sample] = answer === rights[sample] ? 1 : 0;
    confidence += answer < 0 ? 1 / columns : Math.exp(logs[sample * columns + answer]!);
  }
  const asIs = sharesAt(logs, columns, rights, 1);
  let fitted = asIs;
  for (const temperature of TEMPERATURES) {
    const shares = temperature === 1 ? asIs : sharesAt(logs, columns, rights, temperature);
    if (sumOf(shares) > sumOf(fitted)) fitted = shares;
  }
  return {
    order,
    right,
    asIs,
    fitted,
    accuracy: samples === 0 ? 0 : right.reduce((sum, one) => sum + one, 0) / samples,
    confidence: samples === 0 ? 0 : confidence / samples,
    columns,
  };
}

/** The first largest of a row; -1 where one is NaN. */
export function largestOf(values: Float64Array, base: number, columns: number): number {
  let [best, largest] = [-1, -Infinity];
  for (let column = 0; column < columns; column++) {
    const value = values[base + column]!;
    if (Number.isNaN(value)) return -1;
    if (value > largest) [best, largest] = [column, value];
  }
  return best;
}

function sharesAt(
  logs: Float64Array,
  columns: number,
  rights: Int32Array,
  temperature: number,
): Float64Array {
  return Float64Array.from(rights, (output, sample) => {
    const base = sample * columns;
    let largest = -Infinity;
    for (let k = base; k < base + columns; k++) largest = Math.max(largest, logs[k]!);
    let sum = 0;
    for (let k = base; k < base + columns; k++) sum += Math.exp((logs[k]! - largest) / temperature);
    const share = Math.exp((logs[base + output]! - largest) / temperature) / sum;
    return Math.log(Number.isNaN(share) ? 1 / columns : (1 - CHANCE) * share + CHANCE / columns);
  });
}

export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** How much the evidence for one way over another must be. */
export interface Proof {
  /** Largest probability, by chance alone, of so many samples that only the better one answers right. */
  readonly chance: number;
  /** Least gain of log-likelihood, in nats, and in its own standard errors. */
  readonly nats: number;
  readonly errors: number;
}

/** Enough to take a way of making numbers, and to give one up halfway through the trial. */
export const CLEARLY: Proof = { chance: 0.002, nats: 6, errors: 3 };
export const BEYOND_DOUBT: Proof = { chance: 1e-4, nats: 12, errors: 4 };

/**
 * Is one way of making numbers better than another over the same samples? By more right answers (an exact sign test over
 * the samples of which one alone is right); or by some more and a higher likelihood at each one's best temperature; or because the other
 * answers right without knowing it, as a model does that is given far too small numbers: each beyond chance, and never
 * without more right answers.
 */
export function beats(one: TrialScore, other: TrialScore, proof: Proof): boolean {
  let [only, against] = [0, 0];
  one.right.forEach((right, sample) => {
    if (right > other.right[sample]!) only++;
    if (right < other.right[sample]!) against++;
  });
  // What answers as many right is no better, however sure of it: a small network may be right and doubtful.
  if (only <= against) return false;
  const price = one.order.price - other.order.price;
  const gain = gainOf(one.fitted, other.fitted);
  if (signTest(only, only + against) < proof.chance && gain.sum > Math.max(0, price)) return true;
  if (isEnough(gain, price, proof)) return true;
  const surer = gainOf(one.asIs, other.asIs);
  return isEnough(surer, price, proof) && knowsNotThatItKnows(other) && !knowsNotThatItKnows(one);
}

function isEnough(
  { sum, error }: { readonly sum: number; readonly error: number },
  price: number,
  { nats, errors }: Proof,
): boolean {
  return sum - Math.max(0, price) >= nats && sum >= errors * error;
}

function gainOf(one: Float64Array, other: Float64Array): { readonly sum: number; readonly error: number } {
  const gains = one.map((value, sample) => value - other[sample]!);
  const sum = sumOf(gains);
  const mean = sum / gains.length;
  const squares = gains.reduce((all, gain) => all + (gain - mean) ** 2, 0);
  return { sum, error: Math.sqrt(squares) };
}

/** Right far more often than its answers are sure, which lie near an equal share for every class. */
export function knowsNotThatItKnows({ accuracy, confidence, columns }: TrialScore): boolean {
  const beyond = (share: number): number => (share - 1 / columns) / (1 - 1 / columns);
  return beyond(confidence) < 0.35 && beyond(accuracy) - beyond(confidence) > 0.25;
}

/**
 * Does a score tell more than the sizes of the classes do? What an untrained model, or one that fits nothing of the data,
 * does not.
 */
export function isAboveChance({ fitted, order }: TrialScore, classOf: Int32Array): boolean {
  const sizes = new Map<number, number>();
  for (const c of classOf) sizes.set(c, (sizes.get(c) ?? 0) + 1);
  let chance = 0;
  for (const size of sizes.values()) chance += size * Math.log(size / classOf.length);
  return sumOf(fitted) - order.price - chance >= ABOVE_CHANCE;
}

/** In nats: a thousand to one. */
const ABOVE_CHANCE = Math.log(1000);
