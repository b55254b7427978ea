import type { TaskState } from './states.js';
import { outputOfClass } from './classOrders.js';
import { defaultThreshold } from './thresholds.js';

export interface TaskNumbers {
  readonly accuracy: number;
  readonly chance: number;
  readonly perClass: readonly (number | null)[];
  readonly confusion: readonly (readonly number[])[];
}

export interface TaskOptions {
  /** Labels of ALL classes of the data set, in its order. */
  readonly labels: readonly string[];
  /** Those of the run, as indices into labels. */
  readonly classes: readonly number[];
  /** Class of each chosen sample, an index into classes, by position in the chosen list. */
  readonly classOf: Int32Array;
  /** Length of a row of the model's output. */
  readonly outputs: number;
  /** Activation of the output layer in snake case, null when linear: its value at 0 divides one output alone (0.5 for sigmoid). */
  readonly activation: string | null;
  /** Divides the two classes of one output alone in another place; null or left out: where the activation does. */
  readonly cut?: number | null;
  /** Labels by output, where they are known; null or left out: the order of the data. */
  readonly order?: readonly string[] | null;
}

/** Counts how often a classifier's largest output is the label's. */
export class TaskAccumulator {
  readonly #classOf: Int32Array;
  /** By class of the run, the output that is right. */
  readonly #right: Uint32Array;
  readonly #outputs: number;
  readonly #columns: number;
  /** Divides the two classes of a single output. */
  readonly #threshold: number;
  readonly #confusion: Uint32Array;
  readonly #samples: Uint32Array;
  /** By column of the confusion that is shown, the output that it counts. */
  readonly #shown: readonly number[];

  private constructor(options: TaskOptions, right: Uint32Array, outputs: readonly number[]) {
    this.#classOf = options.classOf;
    this.#right = right;
    this.#outputs = options.outputs;
    this.#columns = options.outputs === 1 ? 2 : options.outputs;
    this.#threshold = options.cut ?? defaultThreshold(options.activation);
    const order = Array.from({ length: this.#columns }, (_, output) => output);
    const named = new Set(outputs);
    this.#shown =
      (options.order ?? null) === null
        ? order
        : [...outputs, ...order.filter((output) => !named.has(output))];
    this.#confusion = new Uint32Array(right.length * this.#columns);
    this.#samples = new Uint32Array(right.length);
  }

  /**
   * @returns null where the outputs do not fit the labels, so that accuracy has no meaning
   * @throws RangeError where a class of the run is none of the labels
   */
  static open(options: TaskOptions): TaskAccumulator | null {
    const outputs = outputOfClass(options.labels, options.outputs, options.order);
    if (outputs === null) return null;
    const right = options.classes.map((c) => {
      const output = outputs[c];
      if (output === undefined) throw new RangeError(`a class of the run is ${c} of ${outputs.length}`);
      return output;
    });
    return new TaskAccumulator(options, Uint32Array.from(right), outputs);
  }

  /**
   * Takes in the outputs of the chosen samples position .. position + rows - 1.
   * @param outputs row-major [rows, outputs]
   * @throws RangeError where there are fewer outputs, or chosen samples, than rows
   */
  add(outputs: Float32Array, rows: number, position: number): void {
    if (outputs.length < rows * this.#outputs) throw new RangeError('a batch holds fewer outputs than rows');
    if (position + rows > this.#classOf.length)
      throw new RangeError('a batch lies beyond the chosen samples');
    for (let r = 0; r < rows; r++) {
      const c = this.#classOf[position + r]!;
      this.#samples[c]! += 1;
      const column = this.answer(outputs, r);
      if (column === null) continue;
      const cell = c * this.#columns + column;
      this.#confusion[cell]! += 1;
    }
  }

  /** The answer to a row of a batch: the first of the largest outputs; null where one is NaN. */
  answer(outputs: Float32Array, row: number): number | null {
    const base = row * this.#outputs;
    if (this.#outputs === 1) {
      const output = outputs[base]!;
      return Number.isNaN(output) ? null : Number(output > this.#threshold);
    }
    let best = 0;
    let largest = -Infinity;
    for (let column = 0; column < this.#outputs; column++) {
      const output = outputs[base + column]!;
      if (Number.isNaN(output)) return null;
      if (output > largest) {
        largest = output;
        best = column;
      }
    }
    return best;
  }

  /**
   * Adds what another worker or shard of the same run counted.
   * @throws RangeError where the sizes differ
   */
  merge(state: TaskState): void {
    if (state.confusion.length !== this.#confusion.length || state.samples.length !== this.#samples.length) {
      throw new RangeError('confusion counts of different runs cannot be added');
    }
    state.confusion.forEach((count, cell) => {
      this.#confusion[cell]! += count;
    });
    state.samples.forEach((count, c) => {
      this.#samples[c]! += count;
    });
  }

  /** The accumulator's own arrays: once they are moved to another thread, it is spent. */
  state(): TaskState {
    return { version: 1, confusion: this.#confusion, samples: this.#samples };
  }

  /** Is an answer the right one to a sample of a class of the run? */
  isRight(classIndex: number, answer: number): boolean {
    return this.#right[classIndex] === answer;
  }

  /** What was counted, [class of the run][output]; one output alone has two columns. */
  answers(): readonly (readonly number[])[] {
    return Array.from(this.#right, (_, c) =>
      Array.from(this.#confusion.subarray(c * this.#columns, (c + 1) * this.#columns)),
    );
  }

  /**
   * Where an order of outputs was told, columns of the confusion are the labels in the data's order, then the outputs
   * that no label has; else they are the outputs.
   * Accuracy over the samples taken in; chance is that of always answering their commonest class.
   * @throws RangeError where there are none
   */
  numbers(): TaskNumbers {
    const total = this.#samples.reduce((sum, count) => sum + count, 0);
    if (total === 0) throw new RangeError('accuracy needs at least one sample');
    const classes = Array.from(this.#right, (column, c) => {
      const row = this.#confusion.subarray(c * this.#columns, (c + 1) * this.#columns);
      return { row: Array.from(row), right: row[column]!, samples: this.#samples[c]! };
    });
    return {
      accuracy: classes.reduce((sum, { right }) => sum + right, 0) / total,
      chance: Math.max(...this.#samples) / total,
      perClass: classes.map(({ right, samples }) => (samples === 0 ? null : right / samples)),
      confusion: classes.map(({ row }) => this.#shown.map((output) => row[output] ?? 0)),
    };
  }
}
