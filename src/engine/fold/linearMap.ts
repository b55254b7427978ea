/** A linear map with an intercept: outputs = inputs · weights + intercept. */
export interface LinearMap {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major [input][output]. */
  readonly weights: Float64Array;
  readonly intercept: Float64Array;
}

/** Rows of numbers, row-major. */
export interface Rows {
  readonly width: number;
  readonly values: Float32Array;
}

/** Maps every row; summed in float64, kept as float32, as a layer's output is. */
export function applyMap({ inputs, outputs, weights, intercept }: LinearMap, { values }: Rows): Rows {
  const rows = values.length / inputs;
  const mapped = new Float32Array(rows * outputs);
  const sums = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    sums.set(intercept);
    for (let i = 0; i < inputs; i++) {
      const x = values[row * inputs + i]!;
      // Rectified layers are zero half of the time.
      if (x === 0) continue;
      const line = i * outputs;
      for (let j = 0; j < outputs; j++) sums[j]! += x * weights[line + j]!;
    }
    mapped.set(sums, row * outputs);
  }
  return { width: outputs, values: mapped };
}

/**
 * One map after the other as one.
 * @throws RangeError where the second does not take what the first gives
 */
export function composeMaps(first: LinearMap, second: LinearMap): LinearMap {
  if (first.outputs !== second.inputs) throw new RangeError('maps of other widths do not follow each other');
  const { inputs } = first;
  const { outputs } = second;
  const weights = new Float64Array(inputs * outputs);
  const intercept = Float64Array.from(second.intercept);
  const addRow = (row: Float64Array, from: number, target: Float64Array, to: number): void => {
    for (let k = 0; k < first.outputs; k++) {
      const x = row[from + k]!;
      if (x === 0) continue;
      for (let j = 0; j < outputs; j++) target[to + j]! += x * second.weights[k * outputs + j]!;
    }
  };
  for (let i = 0; i < inputs; i++) addRow(first.weights, i * first.outputs, weights, i * outputs);
  addRow(first.intercept, 0, intercept, 0);
  return { inputs, outputs, weights, intercept };
}
