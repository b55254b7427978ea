import type { RunnableTail } from './fold/tail.js';

/** What a model's run exposes to the accumulators, without a word of the runtime that runs it. */

/** One input of a model. */
export interface ModelInput {
  readonly name: string;
  /** Without the batch axis; null is a free dimension. */
  readonly shape: readonly (number | null)[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string';
  /** For an input that feeds an Embedding: integers below this are expected; null otherwise. */
  readonly tokenLimit: number | null;
  /** What numbers the model's first layer was made for, as far as it tells; left out where it does not. */
  readonly expects?: InputExpectation;
}

/** The range of an input's numbers, guessed from the layer that reads them. */
export interface InputExpectation {
  readonly low: number;
  readonly high: number;
  /** The layer that tells: "Rescaling rescaling". */
  readonly layer: string;
}

/** The first layer with weights that the input reaches: its activations tell whether the data fits the model. */
export interface FirstWeighted {
  /** Index of its tap, as discover lists them. */
  readonly tap: number;
  readonly id: string;
  readonly activation: string | null;
  /** Mean and variance of its channels in training, where a BatchNormalization right behind it keeps them. */
  readonly trained: { readonly mean: Float32Array; readonly variance: Float32Array } | null;
}

/** One measured place of a model: the first output tensor of one leaf layer, or of one graph layer. */
export interface Tap {
  /** Path of layer names, unique in the model: "outer/inner", calls of a shared layer "dense#1". */
  readonly id: string;
  readonly name: string;
  /** Class name of the layer ("Dense"), or the name of the op that does the graph layer's work ("Conv2D"). */
  readonly type: string;
  /** Name of its activation function in snake case; null when linear. */
  readonly activation: string | null;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  /** True for a matrix product with trained weights: the paper's claim is about these. */
  readonly dense: boolean;
  /** Number of its weights' elements. A shared layer counts them at its first call only. */
  readonly parameters: number;
  /** True for a layer that repeats its input's numbers (Flatten, Dropout ...): left out unless asked for. */
  readonly passThrough: boolean;
}

/** Weights that are NaN or infinite, and what they spoil. */
export interface NonFiniteWeights {
  /** In the order of the model's layers. */
  readonly weights: readonly {
    /** As the file names it. */
    readonly name: string;
    /** The id of the layer that it belongs to; null where no tapped layer has it. */
    readonly layer: string | null;
    /** How many of its numbers are none. */
    readonly numbers: number;
    readonly of: number;
  }[];
  /** Ids of these layers, and of all whose output depends on theirs, in order of execution. */
  readonly behind: readonly string[];
}

/**
 * Receives one tap's activations of one batch, row-major [rows, neurons], called once per tap and batch in order of
 * execution. The array may be a view of the backend's memory: it must be read before the call returns.
 */
export type TapVisitor = (tap: number, activations: Float32Array, rows: number) => void;

/** What a backend found out by itself about one tap's batch, instead of handing over every activation. */
export interface PackedStates {
  /** [row][neurons / 32]: bit i of word w is set where neuron 32 w + i is above the threshold. */
  readonly words: Int32Array;
  /** [block of 32 positions that the batch touches][neuron]: sums of |activation| over the block's rows, all finite. */
  readonly sums: Float32Array;
}

/** For a backend whose activations are slow to read. It may use the plain visitor all the same, tap by tap. */
export interface PackedVisitor {
  /** Of the batch's first row in the chosen list: blocks of 32 begin at multiples of 32. */
  readonly position: number;
  /** The threshold of a tap whose states may be packed; null where its activations are wanted. */
  readonly thresholdOf: (tap: number) => number | null;
  readonly visit: (tap: number, states: PackedStates, rows: number) => void;
}

/** One batch of one input, row-major, rows x product(shape). */
export type BatchInput = Float32Array | Int32Array;

/** A loaded model that can show every activation of one forward pass. */
export interface ModelRunner {
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  readonly backendVersion: string;
  /** Why it is not the backend that was asked for, or not the fastest; null when it is. */
  readonly fallbackReason: string | null;
  readonly inputs: readonly ModelInput[];
  /** True where the model itself begins with Rescaling or Normalization. */
  readonly beginsWithScaling: boolean;
  /** The model's batch size where it is fixed; null where it is free. */
  readonly fixedBatch: number | null;
  readonly parameters: number;
  /** Known after discover; null where the model has no such layer. */
  readonly firstWeighted: FirstWeighted | null;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
  /** null where every weight is a number. */
  readonly nonFinite: NonFiniteWeights | null;
  /** Known after discover: ids of the layers that the model's graph runs and that were not seen in the run. */
  readonly unseen: readonly string[];
  /**
   * Runs one batch of zeros-or-real rows to learn the taps: their order of execution and their shapes. Must be called
   * once before run. shapes: the concrete shape of each input without the batch axis.
   */
  discover(
    inputs: readonly BatchInput[],
    shapes: readonly (readonly number[])[],
    rows: number,
  ): Promise<readonly Tap[]>;
  /**
   * Runs one batch. visit sees every tap of which wanted[tap] is true; null runs the plain forward pass.
   * Returns the model's output, row-major [rows, size], where it has exactly one output of rank 2; else null.
   */
  run(
    inputs: readonly BatchInput[],
    rows: number,
    visit: TapVisitor | null,
    wanted: readonly boolean[],
    packed?: PackedVisitor,
  ): Promise<Float32Array | null>;
  /**
   * Makes the model forget what it has learned, for good: its weights are what they may have been before training. Drawn
   * by the layers' own initialisers, or, where those are not known, the kernels' elements shuffled within their tensor.
   * @param seed same seed, same weights, as long as seeds come in the same order
   */
  renewWeights(seed: number): 'initialised' | 'shuffled';
  /** The straight chain of dense layers at the model's end; null, or no such function, where it has none of two or more. */
  tail?(): RunnableTail | null;
  /** Frees every tensor of the model. */
  dispose(): void;
}
