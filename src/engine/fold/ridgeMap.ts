import { choleskySolve } from './cholesky.js';
import { covariance } from '../science/centered.js';
import type { LinearMap, Rows } from './linearMap.js';

/** Strength of the ridge, in units of the mean variance of an input. */
const ALPHA = 1e-3;

/**
 * The linear map with an intercept that comes nearest from inputs to targets (ridge regression; the intercept is not
 * penalized). Where no input varies it is the targets' mean.
 * @throws RangeError where there are not as many of both
 */
export function ridgeMap(inputs: Rows, targets: Rows): LinearMap {
  const width = inputs.width;
  const outputs = targets.width;
  const rows = inputs.values.length / width;
  if (rows === 0 || targets.values.length / outputs !== rows)
    throw new RangeError('inputs and targets of other samples');
  const inputMeans = meansOf(inputs, rows);
  const targetMeans = meansOf(targets, rows);
  const centered = new Float64Array(rows * width);
  for (let place = 0; place < centered.length; place++) {
    centered[place] = inputs.values[place]! - inputMeans[place % width]!;
  }
  const matrix = covariance({ rows, width, values: centered, means: inputMeans });
  let trace = 0;
  for (let i = 0; i < width; i++) trace += matrix[i * width + i]!;
  const weights = new Float64Array(width * outputs);
  if (trace > 0) {
    for (let i = 0; i < width; i++) matrix[i * width + i]! += (ALPHA * trace) / width;
    for (let row = 0; row < rows; row++) {
      const target = row * outputs;
      for (let i = 0; i < width; i++) {
        const x = centered[row * width + i]!;
        const line = i * outputs;
        for (let j = 0; j < outputs; j++) weights[line + j]! += x * targets.values[target + j]!;
      }
    }
    for (let place = 0; place < weights.length; place++) weights[place]! /= rows;
    choleskySolve(matrix, width, weights, outputs);
  }
  const intercept = Float64Array.from(targetMeans);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < outputs; j++) intercept[j]! -= inputMeans[i]! * weights[i * outputs + j]!;
  }
  return { inputs: width, outputs, weights, intercept };
}

/** Share of the targets' variance that the mapped inputs tell; null where the targets do not vary. */
export function explainedVariance(mapped: Rows, targets: Rows): number | null {
  const { width, values } = targets;
  const rows = values.length / width;
  const means = meansOf(targets, rows);
  let left = 0;
  let all = 0;
  for (let place = 0; place < values.length; place++) {
    left += (values[place]! - mapped.values[place]!) ** 2;
    all += (values[place]! - means[place % width]!) ** 2;
  }
  return all > 0 ? 1 - left / all : null;
}

function meansOf({ width, values }: Rows, rows: number): Float64Array {
  const means = new Float64Array(width);
  for (let place = 0; place < values.length; place++) means[place % width]! += values[place]!;
  for (let j = 0; j < width; j++) means[j]! /= rows;
  return means;
}
