import type { BatchInput } from '../tap.js';
import type { LinearMap, Rows } from './linearMap.js';

/** A part of a model's tail. */
export type TailPart =
  /** A dense layer up to the next one: its best linear stand-in may take its place. */
  | { readonly kind: 'block'; readonly layer: string; readonly inputs: number; readonly outputs: number }
  /** What is added to its own input: without it, the input passes on as it is. */
  | { readonly kind: 'residual'; readonly layer: string; readonly inputs: number; readonly outputs: number }
  /** Stays: the head, and what stands where nothing can be folded. */
  | {
      readonly kind: 'kept';
      readonly layer: string | null;
      readonly inputs: number;
      readonly outputs: number;
    };

/** What takes the place of a part that is folded: a map, or nothing where a residual block is left out. */
export type StandIn = LinearMap | 'identity';

/** The straight chain of parts at a model's end, every one a function of one row of numbers. */
export interface ModelTail {
  readonly parts: readonly TailPart[];
  /** Parameters of the whole model. */
  readonly parameters: number;
  /** Runs a part as it is. */
  run(part: number, rows: Rows): Rows;
  /** Parameters of the whole model with these parts folded: stand-ins merge into the kernel behind them. */
  parametersWith(folded: ReadonlySet<number>): number;
}

/** More inputs of a block are not folded: its map would be fitted to fewer samples than it has weights a neuron. */
export const MOST_BLOCK_INPUTS = 1024;

/** The parts that can be folded, as indices. */
export function foldable({ parts }: Pick<ModelTail, 'parts'>): readonly number[] {
  return [...parts.keys()].filter((index) => {
    const part = parts[index];
    return part !== undefined && part.kind !== 'kept' && part.inputs <= MOST_BLOCK_INPUTS;
  });
}

/** A tail that can be run from the model's inputs on, and made into a smaller model. */
export interface RunnableTail extends ModelTail {
  /** What reaches the tail of a batch of the model's inputs, [row][number]. */
  reach(inputs: readonly BatchInput[], rows: number): Float32Array;
  /** The model with parts folded for good. Its tensors are the runner's. */
  smaller(standIns: ReadonlyMap<number, StandIn>): Promise<SmallerModel>;
}

export interface SmallerModel {
  /** What model.json holds, but for where the weights lie. */
  readonly topology: unknown;
  /** Entries of the weights' manifest, and their bytes one after the other. */
  readonly weightSpecs: readonly unknown[];
  readonly weightBytes: Uint8Array;
  readonly parameters: number;
  /** What it answers to what reaches the tail. */
  readonly answer: (reaching: Rows) => Rows;
}
