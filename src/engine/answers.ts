/** Below this a probability counts as 0: what a float32 softmax cannot tell from it. */
const LEAST = 1e-12;

/** How the one output of a model for two classes is read. */
export interface Cut {
  /** Outputs above it answer the second class. */
  readonly at: number;
  /** logit and probability: through the logistic function or as it is; target: regression on the labels' numbers. */
  readonly reading: 'probability' | 'logit' | 'target';
  /** The two numbers that a regression aims at. */
  readonly targets: readonly [number, number];
}

/**
 * What a classifier's outputs say of each class, as logarithms of probabilities.
 * @param outputs row-major [rows, size]; one output (size 1) gives two columns by its cut
 * @returns row-major [rows, columns]; a row with NaN is NaN
 */
export function logProbabilities(
  outputs: Float32Array,
  { size, activation, cut }: { readonly size: number; readonly activation: string | null; readonly cut: Cut },
): Float64Array {
  if (size === 1) return ofOneOutput(outputs, cut);
  const logs = new Float64Array(outputs.length);
  const shares = activation === 'softmax' || isShares(outputs, size);
  const chances = !shares && activation !== null && /sigmoid/u.test(activation);
  for (let base = 0; base < outputs.length; base += size) {
    let [largest, sum] = [-Infinity, 0];
    for (let k = base; k < base + size; k++) {
      const output = outputs[k]!;
      logs[k] = shares || chances ? Math.log(Math.max(output, LEAST)) : output;
      if (logs[k]! > largest) largest = logs[k]!;
    }
    for (let k = base; k < base + size; k++) sum += Math.exp(logs[k]! - largest);
    const log = largest + Math.log(sum);
    for (let k = base; k < base + size; k++) logs[k]! -= log;
  }
  return logs;
}

function ofOneOutput(outputs: Float32Array, { reading, targets }: Cut): Float64Array {
  const logs = new Float64Array(2 * outputs.length);
  const [low, high] = targets;
  outputs.forEach((output, row) => {
    const share =
      reading === 'logit'
        ? 1 / (1 + Math.exp(-output))
        : reading === 'target'
          ? (output - low) / (high - low)
          : output;
    const bounded = Math.min(Math.max(share, LEAST), 1 - LEAST);
    logs[2 * row] = Math.log1p(-bounded);
    logs[2 * row + 1] = Math.log(bounded);
  });
  return logs;
}

/** Does every row add up to 1, as after a softmax? */
function isShares(outputs: Float32Array, size: number): boolean {
  for (let base = 0; base < outputs.length; base += size) {
    let sum = 0;
    for (let k = base; k < base + size; k++) {
      if (!(outputs[k]! >= 0)) return false;
      sum += outputs[k]!;
    }
    if (Math.abs(sum - 1) > 0.01) return false;
  }
  return true;
}
