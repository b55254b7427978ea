import { pairedDifference, shareOfRight } from '../science/pairedError.js';
import { applyMap, type Rows } from './linearMap.js';
import { explainedVariance, ridgeMap } from './ridgeMap.js';
import { foldable, type ModelTail, type StandIn } from './tail.js';

/** A network with some of its blocks folded. */
export interface FoldedNetwork {
  /** By part. */
  readonly standIns: ReadonlyMap<number, StandIn>;
  readonly accuracy: number;
  /** Accuracy of the network as it is, less this one, over the judged samples. */
  readonly loss: number;
  /** Paired standard error of loss. */
  readonly lossSe: number;
  readonly parameters: number;
}

/** A fold, and which part it folded last. */
export interface FoldStep extends FoldedNetwork {
  readonly part: number;
}

export interface SingleFold extends FoldStep {
  /** Share of the block's output that its linear stand-in tells; null where that does not vary, or is left out. */
  readonly linear: number | null;
}

export interface FoldProblem {
  readonly tail: ModelTail;
  /** What reaches the tail, of every science sample; the rows of each class in their order. */
  readonly reaching: Rows;
  /** 1 for the rows that stand-ins are fitted to; the others judge. */
  readonly fitted: Uint8Array;
  /** 1 where the answer to a judged row is right. */
  readonly rightOf: (outputs: Rows) => Uint8Array;
  /** Is told before each network that is tried. */
  readonly onTry?: (tried: number, atMost: number) => void;
}

/**
 * Tries what a network answers with blocks replaced by their best linear stand-ins. A stand-in is fitted to what reaches
 * its block in the folded network, towards the block's output in the network as it was; so folding one block changes the
 * stand-ins of those behind it.
 */
export class FoldSearch {
  readonly #problem: FoldProblem;
  /** By part: its outputs in the network as it is. */
  readonly #outputs: readonly Rows[];
  readonly #right: Uint8Array;
  readonly #atMost: number;
  #tried = 0;

  constructor(problem: FoldProblem) {
    this.#problem = problem;
    const outputs: Rows[] = [];
    let rows = problem.reaching;
    problem.tail.parts.forEach((_, part) => {
      rows = problem.tail.run(part, rows);
      outputs.push(rows);
    });
    this.#outputs = outputs;
    this.#right = problem.rightOf(rows);
    const blocks = foldable(problem.tail).length;
    this.#atMost = blocks + (blocks * (blocks + 1)) / 2;
  }

  /** Accuracy of the network as it is over the judged samples. */
  get accuracy(): number {
    return shareOfRight(this.#right);
  }

  get judged(): number {
    return this.#right.length;
  }

  /** Each block folded alone. */
  singles(): readonly SingleFold[] {
    return foldable(this.#problem.tail).map((part) => {
      const network = this.fold(new Set([part]));
      return { ...network, part, linear: this.#linear(part, network.standIns.get(part)) };
    });
  }

  /**
   * Folds one block after the other: of those left the one without which accuracy is highest (of equal ones the later),
   * as long as the loss and its standard error together stay within the margin.
   * @param margin as a share
   * @param singles every block alone, where that was tried already
   */
  greedy(
    margin: number,
    singles: readonly FoldStep[] = this.singles(),
  ): { readonly steps: readonly FoldStep[]; readonly rejected: FoldStep | null } {
    const steps: FoldStep[] = [];
    const left = new Set(foldable(this.#problem.tail));
    while (left.size > 0) {
      const before = steps.at(-1)?.standIns ?? new Map<number, StandIn>();
      const tries =
        steps.length === 0
          ? singles
          : [...left].map((part) => ({ ...this.fold(new Set([...before.keys(), part])), part }));
      const [first, ...others] = tries;
      if (first === undefined) break;
      const best = others.reduce((one, other) => (other.accuracy >= one.accuracy ? other : one), first);
      if (best.loss + best.lossSe > margin) return { steps, rejected: best };
      steps.push(best);
      left.delete(best.part);
    }
    return { steps, rejected: null };
  }

  /** The network with these parts folded. */
  fold(parts: ReadonlySet<number>): FoldedNetwork {
    const { tail, reaching, rightOf, onTry } = this.#problem;
    this.#tried += 1;
    onTry?.(this.#tried, this.#atMost);
    const standIns = new Map<number, StandIn>();
    const start = Math.min(...parts, tail.parts.length);
    let rows = start === 0 ? reaching : (this.#outputs[start - 1] ?? reaching);
    for (let part = start; part < tail.parts.length; part++) {
      if (!parts.has(part)) {
        rows = tail.run(part, rows);
        continue;
      }
      if (tail.parts[part]?.kind === 'residual') {
        standIns.set(part, 'identity');
        continue;
      }
      const map = ridgeMap(this.#only(rows, 1), this.#only(this.#outputOf(part), 1));
      standIns.set(part, map);
      rows = applyMap(map, rows);
    }
    const right = rightOf(rows);
    const { loss, se } = pairedDifference(this.#right, right);
    return {
      standIns,
      accuracy: shareOfRight(right),
      loss,
      lossSe: se,
      parameters: tail.parametersWith(parts),
    };
  }

  #linear(part: number, standIn: StandIn | undefined): number | null {
    if (standIn === undefined || standIn === 'identity') return null;
    const inputs = part === 0 ? this.#problem.reaching : this.#outputOf(part - 1);
    return explainedVariance(applyMap(standIn, this.#only(inputs, 0)), this.#only(this.#outputOf(part), 0));
  }

  #outputOf(part: number): Rows {
    const rows = this.#outputs[part];
    if (rows === undefined) throw new RangeError(`the tail has no part ${part}`);
    return rows;
  }

  /** The rows that are fitted (1) or judged (0). */
  #only(rows: Rows, fitted: 0 | 1): Rows {
    return rowsWhere(rows, this.#problem.fitted, fitted);
  }
}

/** The rows that have a mark. */
export function rowsWhere({ width, values }: Rows, marks: Uint8Array, mark: 0 | 1): Rows {
  const count = marks.reduce((sum, value) => sum + Number(value === mark), 0);
  const chosen = new Float32Array(count * width);
  let next = 0;
  marks.forEach((value, row) => {
    if (value !== mark) return;
    chosen.set(values.subarray(row * width, (row + 1) * width), next);
    next += width;
  });
  return { width, values: chosen };
}
