import type { RunPlan } from '../tapAccumulator.js';
import type { ScienceState } from '../states.js';
import { FeatureTable } from './featureTable.js';
import { scienceRow, scienceRows, type ScienceRows } from './scienceSamples.js';

/** The answer to a sample that the model gave none to: a NaN among its outputs, or outputs that are no answers. */
export const NO_ANSWER = -1;

export interface ScienceRecorderOptions {
  readonly plan: RunPlan;
  /** By tap of the runner: its output without the batch axis, null where it is not measured. */
  readonly outputShapes: readonly (readonly number[] | null)[];
  readonly maxNeurons: number | null;
}

/** Keeps the science samples' features and answers as they stream by: what one worker, or one shard, met of them. */
export class ScienceRecorder {
  readonly #plan: RunPlan;
  readonly #rows: ScienceRows;
  readonly #tables: readonly (FeatureTable | null)[];
  readonly #met: number[] = [];
  readonly #answers: number[] = [];

  constructor({ plan, outputShapes, maxNeurons }: ScienceRecorderOptions) {
    this.#plan = plan;
    this.#rows = scienceRows(plan.classSizes);
    const measured = { maxNeurons, classes: plan.classSizes.length };
    this.#tables = outputShapes.map((shape) => (shape === null ? null : new FeatureTable(shape, measured)));
  }

  /** Are any of the chosen samples position .. position + rows - 1 science samples? */
  wants(position: number, rows: number): boolean {
    for (let r = 0; r < rows; r++) if (this.#rowAt(position + r) !== null) return true;
    return false;
  }

  /** Takes in one tap's activations, row-major [rows, neurons], of the samples that begin at position. */
  add(tap: number, activations: Float32Array, rows: number, position: number): void {
    const table = this.#tables[tap];
    if (table === null || table === undefined) return;
    for (let r = 0; r < rows; r++) if (this.#rowAt(position + r) !== null) table.add(activations, r);
  }

  /**
   * Says that every tap has seen these samples.
   * @param answerTo the model's answer to the r-th of them; null: it gives none
   */
  finish(rows: number, position: number, answerTo: ((r: number) => number | null) | null): void {
    for (let r = 0; r < rows; r++) {
      const row = this.#rowAt(position + r);
      if (row === null) continue;
      this.#met.push(row);
      this.#answers.push(answerTo?.(r) ?? NO_ANSWER);
    }
  }

  state(): ScienceState {
    return {
      rows: Uint32Array.from(this.#met),
      answers: Int32Array.from(this.#answers),
      features: this.#tables.flatMap((table) => (table === null ? [] : [table.features()])),
    };
  }

  #rowAt(position: number): number | null {
    const { classOf, rank } = this.#plan;
    const [classIndex, rankInClass] = [classOf[position], rank[position]];
    if (classIndex === undefined || rankInClass === undefined) return null;
    return scienceRow(this.#rows, classIndex, rankInClass);
  }
}
