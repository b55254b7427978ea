import type { CenteredFeatures } from './centered.js';
import type { SymmetricEigen } from './symmetricEigen.js';

/** Strengths of the ridge that are tried, in units of the mean variance of a feature. */
export const ALPHAS = [1e-4, 1e-3, 1e-2, 1e-1, 1] as const;

/** What a linear read-out names when each sample is left out of its own fit. */
export interface ReadOut {
  /** null where nothing varies: the commonest class is the answer to everything. */
  readonly alpha: number | null;
  /** 1 where the class is named rightly, by row. */
  readonly right: Uint8Array;
  /** Mean squared error of the left-out outputs, summed over the classes, of the chosen strength; null without one. */
  readonly error: number | null;
}

/**
 * Ridge regression to one-hot classes with an intercept that is not penalized, leave-one-out in closed form: with
 * h the leverage of a sample and P its fitted outputs, what a fit without it would say is (P - h Y) / (1 - h). The
 * strength is the one with the least left-out error (of equal ones the smaller); the answer is the first of the largest
 * outputs.
 * @param eigen of the features' covariance
 * @param classOf class of each row, every class with two rows at least
 */
export function readOut(
  features: CenteredFeatures,
  eigen: SymmetricEigen,
  classOf: Int32Array,
  classes: number,
): ReadOut {
  const { rows, width } = features;
  const sizes = new Float64Array(classes);
  for (const c of classOf) sizes[c]! += 1;
  const strength = eigen.values.reduce((sum, value) => sum + value, 0) / width;
  if (!(strength > 0)) {
    const commonest = sizes.indexOf(Math.max(...sizes));
    return { alpha: null, error: null, right: Uint8Array.from(classOf, (c) => Number(c === commonest)) };
  }
  const scores = projected(features, eigen.vectors);
  const squares = squared(scores);
  const moments = classMoments(scores, { rows, width }, classOf, classes);
  let best: ReadOut | null = null;
  for (const alpha of ALPHAS) {
    const inverse = Float64Array.from(eigen.values, (value) => 1 / (Math.max(0, value) + alpha * strength));
    const tried = leftOut({ rows, width, classes, scores, squares, moments, inverse, classOf, sizes });
    if (best === null || tried.error < (best.error ?? Infinity)) best = { alpha, ...tried };
  }
  if (best === null) throw new RangeError('a read-out needs a strength');
  return best;
}

/** X V, row-major: the features in the directions of the eigenvectors. Two rows and four features a turn: measured. */
function projected({ rows, width, values }: CenteredFeatures, vectors: Float64Array): Float64Array {
  const scores = new Float64Array(rows * width);
  const whole = width & ~3;
  for (let row = 0; row < rows; row += 2) {
    const x = row * width;
    // Where rows are odd the last one is its own neighbor, and written once more with the same numbers.
    const y = row + 1 < rows ? x + width : x;
    for (let i = 0; i < whole; i += 4) {
      const a0 = values[x + i]!;
      const a1 = values[x + i + 1]!;
      const a2 = values[x + i + 2]!;
      const a3 = values[x + i + 3]!;
      const b0 = values[y + i]!;
      const b1 = values[y + i + 1]!;
      const b2 = values[y + i + 2]!;
      const b3 = values[y + i + 3]!;
      const v0 = i * width;
      const v1 = v0 + width;
      const v2 = v1 + width;
      const v3 = v2 + width;
      for (let j = 0; j < width; j++) {
        const w0 = vectors[v0 + j]!;
        const w1 = vectors[v1 + j]!;
        const w2 = vectors[v2 + j]!;
        const w3 = vectors[v3 + j]!;
        const first = scores[x + j]! + (a0 * w0 + a1 * w1 + a2 * w2 + a3 * w3);
        scores[y + j]! += b0 * w0 + b1 * w1 + b2 * w2 + b3 * w3;
        scores[x + j] = first;
      }
    }
    for (let i = whole; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const w = vectors[i * width + j]!;
        const first = scores[x + j]! + values[x + i]! * w;
        scores[y + j]! += values[y + i]! * w;
        scores[x + j] = first;
      }
    }
  }
  return scores;
}

function squared(scores: Float64Array): Float64Array {
  const squares = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) squares[i] = scores[i]! * scores[i]!;
  return squares;
}

/** The product of two runs of numbers. Four sums side by side: one alone waits for each addition. */
function dot(a: Float64Array, from: number, b: Float64Array, at: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length & ~3;
  let j = 0;
  for (; j < whole; j += 4) {
    s0 += a[from + j]! * b[at + j]!;
    s1 += a[from + j + 1]! * b[at + j + 1]!;
    s2 += a[from + j + 2]! * b[at + j + 2]!;
    s3 += a[from + j + 3]! * b[at + j + 3]!;
  }
  for (; j < length; j++) s0 += a[from + j]! * b[at + j]!;
  return s0 + s1 + (s2 + s3);
}

/** (X V)' (Y - mean) / n, [class][direction]; since the scores are centred, the means drop out. */
function classMoments(
  scores: Float64Array,
  { rows, width }: { readonly rows: number; readonly width: number },
  classOf: Int32Array,
  classes: number,
): Float64Array {
  const moments = new Float64Array(classes * width);
  for (let row = 0; row < rows; row++) {
    const line = classOf[row]! * width;
    for (let j = 0; j < width; j++) moments[line + j]! += scores[row * width + j]!;
  }
  for (let i = 0; i < moments.length; i++) moments[i]! /= rows;
  return moments;
}

function leftOut(fit: {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  readonly scores: Float64Array;
  readonly squares: Float64Array;
  readonly moments: Float64Array;
  readonly inverse: Float64Array;
  readonly classOf: Int32Array;
  readonly sizes: Float64Array;
}): { readonly error: number; readonly right: Uint8Array } {
  const { rows, width, classes, scores, squares, moments, inverse, classOf, sizes } = fit;
  const weights = moments.map((moment, place) => moment * inverse[place % width]!);
  const right = new Uint8Array(rows);
  let error = 0;
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    const leverage = (dot(squares, base, inverse, 0, width) + 1) / rows;
    const own = classOf[row]!;
    let answer = 0;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const fitted = sizes[c]! / rows + dot(scores, base, weights, c * width, width);
      const wanted = c === own ? 1 : 0;
      const output = (fitted - leverage * wanted) / (1 - leverage);
      error += (output - wanted) ** 2;
      if (output > largest) {
        largest = output;
        answer = c;
      }
    }
    right[row] = Number(answer === own);
  }
  return { error: error / rows, right };
}
