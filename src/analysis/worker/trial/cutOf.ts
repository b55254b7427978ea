import type { Cut } from '../../../engine/answers.js';
import { defaultThreshold } from '../../../engine/thresholds.js';

/**
 * Where one output alone divides two classes. A sigmoid's and the like at their middle. A linear one is either a logit,
 * cut at 0, or a regression on the labels' numbers or on 0 and 1, cut halfway: whichever reading
 * leaves the smaller squared error, the classes in either order.
 * @param classOf 0 or 1 a sample
 * @param labels of the two classes
 */
export function cutOf(
  outputs: Float32Array,
  classOf: Int32Array,
  { activation, labels }: { readonly activation: string | null; readonly labels: readonly string[] },
): Cut {
  const at = defaultThreshold(activation);
  if (activation === 'tanh') return { at: 0, reading: 'target', targets: [-1, 1] };
  if (activation !== null && activation !== 'linear') return { at, reading: 'probability', targets: [0, 1] };
  const [first = 0, second = 1] = labels.map((label) => (label.trim() === '' ? NaN : Number(label)));
  const numeric = Number.isFinite(first) && Number.isFinite(second) && second > first;
  // Labels 3 and 7 may have been trained as 0 and 1 as well as by their own numbers.
  const aims: readonly (readonly [number, number])[] = numeric
    ? [
        [0, 1],
        [first, second],
      ]
    : [[0, 1]];
  let best: { readonly cut: Cut; readonly error: number } = {
    cut: { at: 0, reading: 'logit', targets: [0, 1] },
    error: squaredError(outputs, classOf, (output) => 1 / (1 + Math.exp(-output))),
  };
  for (const targets of aims) {
    const [low, high] = targets;
    const error = squaredError(outputs, classOf, (output) => (output - low) / (high - low));
    if (error < best.error) best = { cut: { at: (low + high) / 2, reading: 'target', targets }, error };
  }
  return best.cut;
}

function squaredError(outputs: Float32Array, classOf: Int32Array, read: (output: number) => number): number {
  let [straight, swapped] = [0, 0];
  outputs.forEach((output, sample) => {
    const share = read(output);
    const label = classOf[sample]!;
    straight += (share - label) ** 2;
    swapped += (1 - share - label) ** 2;
  });
  return Math.min(straight, swapped);
}
