import { BitCounters, wordsFor } from './bitCounters.js';
import { BLOCK, BlockSums } from './blockSums.js';
import { gatherStates, gatherWords, wholeWords } from './gatherStates.js';
import {
  chooseAmongMeasured,
  chooseNeurons,
  defaultMaxNeurons,
  maxTrackedNeurons,
  type NeuronSelection,
} from './neuronSelection.js';
import { packContiguous, packIndexed, type RowTarget } from './packStates.js';
import { PATTERN_SAMPLES, PatternKeys, patternKey } from './patternKeys.js';
import type { TapState } from './states.js';
import type { PackedStates } from './tap.js';

/** Neurons from which on packing by the backend beats reading the activations: measured on tensorflow. */
const WORTH_PACKING = 4096;

/** Groups of samples of the delete-a-group jackknife, at most. */
export const MAX_GROUPS = 16;

/**
 * What the whole run (all workers, all shards) takes in; ChosenSamples is one. To merge finished parts the class sizes
 * are enough: the two lists may then be empty.
 */
export interface RunPlan {
  /** Class of each chosen sample, by position in the chosen list. */
  readonly classOf: Int32Array;
  /** Its rank among the chosen samples of its class, by position: as many as classOf. */
  readonly rank: Uint32Array;
  /** Chosen samples of each class, all at least 1. */
  readonly classSizes: readonly number[];
}

export interface TapAccumulatorOptions {
  /** The tap's output without the batch axis. */
  readonly shape: readonly number[];
  readonly plan: RunPlan;
  readonly threshold: number;
  /** null: the default for the plan's classes; 0: all. */
  readonly maxNeurons: number | null;
}

/** Everything that the measures of a tap are made of. */
export interface TapTotals {
  readonly selection: NeuronSelection;
  readonly classSizes: readonly number[];
  /** k_ic, [class][measured neuron]. */
  readonly classCounts: Uint32Array;
  /** Places of the tracked neurons among the measured ones, ascending; null where all are tracked. */
  readonly tracked: Uint32Array | null;
  readonly groups: number;
  /** Counts of one group, [class][tracked neuron]. */
  readonly groupCounts: (group: number) => Uint32Array;
  /** Measured neurons that were NaN or infinite at least once. */
  readonly nonFinite: number;
  /** Sum of |activation| over the samples, by measured neuron. */
  readonly magnitudes: Float64Array;
  /** By class, how often each distinct joint pattern was met. */
  readonly patterns: readonly Uint32Array[];
}

/**
 * Counts one tap's activations as they stream by. Parts of a run, in any order and split at multiples of 32 positions,
 * merge to the same bytes as the run in one piece.
 */
export class TapAccumulator {
  readonly selection: NeuronSelection;
  readonly #plan: RunPlan;
  readonly #groups: number;
  readonly #tracked: Uint32Array | null;
  /** Words of the tracked neurons, where these fill words of 32 (channels in multiples of 32); else null. */
  readonly #trackedWords: Uint32Array | null;
  /** null where groupCounts covers every measured neuron. */
  readonly #classCounts: BitCounters | null;
  readonly #groupCounts: BitCounters;
  readonly #sums: BlockSums;
  readonly #patterns: PatternKeys;
  readonly #row: RowTarget;
  /** States of the tracked neurons alone; empty where all are. */
  readonly #trackedStates: Int32Array;
  /** Samples of each class that were added here (not merged). */
  readonly #met: Uint32Array;
  #samples = 0;
  #block = -1;

  /** @throws RangeError where the plan's lists are of different lengths, or the shape has no neurons */
  constructor(options: TapAccumulatorOptions) {
    const { shape, plan, threshold, maxNeurons } = options;
    if (plan.rank.length !== plan.classOf.length)
      throw new RangeError('a plan has a class and a rank a sample');
    const classes = plan.classSizes.length;
    const largest = plan.classSizes.reduce((max, size) => Math.max(max, size), 0);
    this.#plan = plan;
    this.#met = new Uint32Array(classes);
    this.#groups = Math.min(MAX_GROUPS, largest);
    this.selection = chooseNeurons(shape, maxNeurons ?? defaultMaxNeurons(classes));
    const measured = this.selection.indices.length;
    const { places, all } = chooseAmongMeasured(this.selection, maxTrackedNeurons(classes));
    this.#tracked = all ? null : places;
    this.#trackedWords = all ? null : wholeWords(places);
    this.#classCounts = all ? null : new BitCounters(classes, measured, largest);
    this.#groupCounts = new BitCounters(
      this.#groups * classes,
      places.length,
      Math.ceil(largest / this.#groups),
    );
    this.#trackedStates = new Int32Array(all ? 0 : wordsFor(places.length));
    this.#sums = new BlockSums(measured);
    this.#patterns = new PatternKeys(plan.classSizes);
    this.#row = {
      threshold: Math.fround(threshold),
      states: new Int32Array(wordsFor(measured)),
      sums: this.#sums.open,
      nonFinite: new Uint8Array(measured),
    };
  }

  /**
   * Takes in the chosen samples position .. position + rows - 1. Calls come in ascending order of position; gaps are
   * allowed between blocks of 32, not inside one.
   * @param activations row-major [rows or more, neurons of the tap]; read before the call returns
   * @throws RangeError where there are fewer activations, or chosen samples, than rows
   */
  add(activations: Float32Array, rows: number, position: number): void {
    const { indices, total, all } = this.selection;
    const { classOf } = this.#plan;
    if (activations.length < rows * total) throw new RangeError('a batch holds fewer activations than rows');
    if (position + rows > classOf.length) throw new RangeError('a batch lies beyond the chosen samples');
    const row = this.#row;
    for (let r = 0; r < rows; r++) {
      this.#enterBlock(position + r);
      if (all) packContiguous(activations, r * total, row);
      else packIndexed(activations, r * total, indices, row);
      this.#countRow(position + r);
    }
    this.#samples += rows;
  }

  /** The threshold, where a backend may pack the states itself; null where only some neurons are measured. */
  get packingThreshold(): number | null {
    return this.selection.all && this.selection.total >= WORTH_PACKING ? this.#row.threshold : null;
  }

  /**
   * As add, of states that a backend packed and sums that it added.
   * @throws RangeError where there are other states, fewer sums or fewer chosen samples than rows
   */
  addPacked({ words, sums }: PackedStates, rows: number, position: number): void {
    const neurons = this.selection.total;
    const perRow = neurons / 32;
    if (words.length !== rows * perRow) throw new RangeError('packed states are of another tap');
    if (position + rows > this.#plan.classOf.length)
      throw new RangeError('a batch lies beyond the chosen samples');
    const blocks = Math.floor((position + rows - 1) / BLOCK) - Math.floor(position / BLOCK) + 1;
    if (sums.length < blocks * neurons) throw new RangeError('packed sums are of another tap');
    const { open } = this.#sums;
    let from = 0;
    for (let r = 0; r < rows; r++) {
      this.#enterBlock(position + r);
      if (r === 0 || (position + r) % BLOCK === 0) {
        for (let i = 0; i < neurons; i++) open[i]! += sums[from + i]!;
        from += neurons;
      }
    }
    const { states } = this.#row;
    const alone =
      this.#classCounts === null ? null : this.#countPairs(this.#classCounts, words, rows, position);
    for (let r = 0; r < rows; r++) {
      states.set(words.subarray(r * perRow, (r + 1) * perRow));
      this.#countRow(position + r, alone === null || alone.has(r));
    }
    this.#samples += rows;
  }

  /**
   * Counts rows of the same class two by two.
   * @returns the rows that found no second
   */
  #countPairs(counters: BitCounters, words: Int32Array, rows: number, position: number): ReadonlySet<number> {
    const waiting = new Map<number, number>();
    for (let r = 0; r < rows; r++) {
      const c = this.#plan.classOf[position + r]!;
      const other = waiting.get(c);
      if (other === undefined) waiting.set(c, r);
      else {
        counters.addPair(c, words, other * counters.words, r * counters.words);
        waiting.delete(c);
      }
    }
    return new Set(waiting.values());
  }

  /**
   * Counts the states of the chosen sample at a position.
   * @param inClass false where its class has counted it already
   */
  #countRow(position: number, inClass = true): void {
    const { classOf, rank, classSizes } = this.#plan;
    const { states } = this.#row;
    const c = classOf[position]!;
    this.#met[c]! += 1;
    const rankInClass = rank[position]!;
    const slot = (rankInClass % this.#groups) * classSizes.length + c;
    if (this.#classCounts === null || this.#tracked === null) this.#groupCounts.add(slot, states);
    else {
      if (inClass) this.#classCounts.add(c, states);
      if (this.#trackedWords === null) gatherStates(states, this.#tracked, this.#trackedStates);
      else gatherWords(states, this.#trackedWords, this.#trackedStates);
      this.#groupCounts.add(slot, this.#trackedStates);
    }
    if (rankInClass < PATTERN_SAMPLES)
      this.#patterns.add(c, patternKey(states, this.selection.indices.length));
  }

  /**
   * Adds what another worker or shard of the same run counted.
   * @throws RangeError where the state is not of the same tap and plan
   */
  merge(state: TapState): void {
    if (state.nonFinite.length !== this.#row.nonFinite.length) {
      throw new RangeError('states of different taps cannot be added');
    }
    this.#classCounts?.merge(state.classCounts);
    this.#groupCounts.merge(state.groupCounts);
    this.#sums.merge(state.magnitudes);
    this.#patterns.merge(state.patterns);
    const { nonFinite } = this.#row;
    for (let i = 0; i < nonFinite.length; i++) nonFinite[i]! |= state.nonFinite[i]!;
    this.#samples += state.samples;
  }

  /** What was counted. The arrays are the accumulator's own: once they are moved to another thread, it is spent. */
  state(): TapState {
    this.#endBlock();
    return {
      version: 1,
      samples: this.#samples,
      classCounts: this.#classCounts?.planes ?? new Int32Array(0),
      groupCounts: this.#groupCounts.planes,
      nonFinite: this.#row.nonFinite,
      magnitudes: this.#sums.bins,
      patterns: this.#patterns.state(),
    };
  }

  /**
   * The counts of a whole run.
   * @throws RangeError where not every chosen sample was taken in exactly once
   */
  totals(): TapTotals {
    this.#endBlock();
    const { classSizes } = this.#plan;
    const expected = classSizes.reduce((sum, size) => sum + size, 0);
    if (this.#samples !== expected) {
      throw new RangeError(`${this.#samples} of ${expected} chosen samples were counted`);
    }
    const all = classSizes.map((_, c) => c);
    return this.#totalsOf(all, classSizes, this.#groups);
  }

  /**
   * The counts so far, in the middle of a run: of the classes that were met, with the samples of each that were added.
   * Without jackknife groups, whose sizes only a whole run knows. To be called between blocks of 32 positions.
   * @returns classes: those met, as ascending places among the run's
   */
  partialTotals(): { readonly classes: readonly number[]; readonly totals: TapTotals } {
    this.#endBlock();
    const classes = this.#plan.classSizes.map((_, c) => c).filter((c) => this.#met[c]! > 0);
    const sizes = classes.map((c) => this.#met[c]!);
    return { classes, totals: this.#totalsOf(classes, sizes, 0) };
  }

  /** @param places the classes to tell of, among the run's */
  #totalsOf(places: readonly number[], classSizes: readonly number[], groups: number): TapTotals {
    const classes = this.#plan.classSizes.length;
    const neurons = this.selection.indices.length;
    const classCounts = new Uint32Array(places.length * neurons);
    const groupCounters = this.#groupCounts;
    places.forEach((c, place) => {
      const first = place * neurons;
      if (this.#classCounts !== null) this.#classCounts.addTo(c, classCounts, first);
      else {
        for (let g = 0; g < this.#groups; g++) groupCounters.addTo(g * classes + c, classCounts, first);
      }
    });
    const patterns = this.#patterns.frequencies(places);
    return {
      selection: this.selection,
      classSizes,
      classCounts,
      tracked: this.#tracked,
      groups,
      groupCounts: (group) => {
        const counts = new Uint32Array(classes * groupCounters.neurons);
        for (let c = 0; c < classes; c++)
          groupCounters.addTo(group * classes + c, counts, c * groupCounters.neurons);
        return counts;
      },
      nonFinite: this.#row.nonFinite.reduce((sum, flag) => sum + flag, 0),
      magnitudes: this.#sums.totals(),
      patterns,
    };
  }

  /** The block of a position is open from now on. */
  #enterBlock(position: number): void {
    const block = Math.floor(position / BLOCK);
    if (block === this.#block) return;
    this.#sums.closeBlock();
    this.#block = block;
  }

  #endBlock(): void {
    this.#sums.closeBlock();
    this.#block = -1;
  }
}
