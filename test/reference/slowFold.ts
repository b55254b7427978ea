import { slowApply, slowCovariance, slowRidge } from './slowScience.js';

/** A dense layer in plain arrays. */
export interface SlowLayer {
  /** [input][output]. */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly rectified: boolean;
}

export interface SlowStep {
  /** Index of the layer that was folded last. */
  readonly layer: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly lossSe: number;
}

interface SlowProblem {
  /** The last one is the head. */
  readonly layers: readonly SlowLayer[];
  readonly inputs: readonly (readonly number[])[];
  readonly classOf: readonly number[];
  readonly margin: number;
}

/** Folds blocks by the definition, every network from the start; even rows are fitted, odd ones judge. */
export function slowFold({ layers, inputs, classOf, margin }: SlowProblem): {
  own: number;
  single: SlowStep[];
  greedy: SlowStep[];
  rejected: SlowStep | null;
} {
  const rounded = (rows: number[][]): number[][] => rows.map((row) => row.map(Math.fround));
  const run = ({ weights, bias, rectified }: SlowLayer, rows: number[][]): number[][] =>
    rounded(
      slowApply(rows, { weights, intercept: bias }).map((row) =>
        row.map((value) => (rectified ? Math.max(0, value) : value)),
      ),
    );
  const even = (rows: number[][]): number[][] => rows.filter((_, i) => i % 2 === 0);
  const start = inputs.map((row) => [...row]);
  const original: number[][][] = [];
  layers.reduce((rows, layer) => {
    const outputs = run(layer, rows);
    original.push(outputs);
    return outputs;
  }, start);

  const right = (folded: readonly number[]): number[] => {
    let rows = start;
    layers.forEach((layer, index) => {
      if (!folded.includes(index)) {
        rows = run(layer, rows);
        return;
      }
      const fitted = even(rows);
      const covariance = slowCovariance(fitted);
      const trace = covariance.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
      const map = slowRidge(fitted, even(original[index] ?? []), (1e-3 * trace) / covariance.length);
      rows = rounded(slowApply(rows, map));
    });
    return rows
      .map((row, i) => Number(row.indexOf(Math.max(...row)) === classOf[i]))
      .filter((_, i) => i % 2 === 1);
  };
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = right([]);
  const step = (folded: readonly number[]): SlowStep => {
    const answers = right(folded);
    const differences = whole.map((value, i) => value - (answers[i] ?? 0));
    const loss = mean(differences);
    const squares = differences.reduce((sum, d) => sum + (d - loss) ** 2, 0);
    const lossSe = Math.max(Math.sqrt(squares) / whole.length, 1 / whole.length);
    return { layer: folded.at(-1) ?? -1, accuracy: mean(answers), loss, lossSe };
  };
  const blocks = layers.slice(0, -1).map((_, i) => i);
  const greedy: SlowStep[] = [];
  let rejected: SlowStep | null = null;
  while (rejected === null && greedy.length < blocks.length) {
    const folded = greedy.map(({ layer }) => layer);
    const tries = blocks.filter((block) => !folded.includes(block)).map((block) => step([...folded, block]));
    const highest = Math.max(...tries.map(({ accuracy }) => accuracy));
    const best = tries.filter(({ accuracy }) => accuracy === highest).at(-1);
    if (best === undefined) break;
    if (best.loss + best.lossSe > margin) rejected = best;
    else greedy.push(best);
  }
  return { own: mean(whole), single: blocks.map((block) => step([block])), greedy, rejected };
}
