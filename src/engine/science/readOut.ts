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
  const moments = classMoments(scores, { rows, width }, classOf, classes);
  let best: ReadOut | null = null;
  for (const alpha of ALPHAS) {
    const inverse = Float64Array.from(eigen.values, (value) => 1 / (Math.max(0, value) + alpha * strength));
    const tried = leftOut({ rows, width, classes, scores, moments, inverse, classOf, sizes });
    if (best === null || tried.error < (best.error ?? Infinity)) best = { alpha, ...tried };
  }
  if (best === null) throw new RangeError('a read-out needs a strength');
  return best;
}

/** X V, row-major: the features in the directions of the eigenvectors. */
function projected({ rows, width, values }: CenteredFeatures, vectors: Float64Array): Float64Array {
  const scores = new Float64Array(rows * width);
  const whole = width & ~3;
  for (let base = 0; base < scores.length; base += width) {
    for (let i = 0; i < whole; i += 4) {
      const a0 = values[base + i]!;
      const a1 = values[base + i + 1]!;
      const a2 = values[base + i + 2]!;
      const a3 = values[base + i + 3]!;
      const v0 = i * width;
      const v1 = v0 + width;
      const v2 = v1 + width;
      const v3 = v2 + width;
      for (let j = 0; j < width; j++) {
        scores[base + j]! +=
          a0 * vectors[v0 + j]! + a1 * vectors[v1 + j]! + a2 * vectors[v2 + j]! + a3 * vectors[v3 + j]!;
      }
    }
    for (let i = whole; i < width; i++) {
      const a = values[base + i]!;
      for (let j = 0; j < width; j++) scores[base + j]! += a * vectors[i * width + j]!;
    }
  }
  return scores;
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
  readonly moments: Float64Array;
  readonly inverse: Float64Array;
  readonly classOf: Int32Array;
  readonly sizes: Float64Array;
}): { readonly error: number; readonly right: Uint8Array } {
  const { rows, width, classes, scores, moments, inverse, classOf, sizes } = fit;
  const weights = moments.map((moment, place) => moment * inverse[place % width]!);
  const right = new Uint8Array(rows);
  let error = 0;
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    let leverage = 0;
    for (let j = 0; j < width; j++) leverage += scores[base + j]! ** 2 * inverse[j]!;
    leverage = (leverage + 1) / rows;
    const own = classOf[row]!;
    let answer = 0;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      const line = c * width;
      let fitted = sizes[c]! / rows;
      for (let j = 0; j < width; j++) fitted += scores[base + j]! * weights[line + j]!;
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
