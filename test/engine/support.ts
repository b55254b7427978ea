import { seededUniform } from '../../src/engine/random.js';
import type { TapState } from '../../src/engine/states.js';
import type { RunPlan } from '../../src/engine/tapAccumulator.js';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';

/** A tap's whole data, made up: what both the engine and the slow reference are fed. */
export interface Case {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classOf: Int32Array;
  readonly classes: number;
  readonly activations: readonly Float32Array[];
  readonly threshold: number;
  readonly maxNeurons: number | null;
}

export interface CaseOptions {
  readonly name: string;
  readonly shape: readonly number[];
  readonly sizes: readonly number[];
  readonly threshold?: number;
  readonly maxNeurons?: number;
  readonly seed?: number;
  /** Turns a neuron's random value into its activation. */
  readonly activate?: (value: number, neuron: number, sample: number) => number;
}

/** Random data whose neurons fire at rates that differ by class; classes in mixed order. */
export function makeCase(options: CaseOptions): Case {
  const random = seededUniform(options.seed ?? 1);
  const neurons = options.shape.reduce((a, b) => a * b, 1);
  const tickets = options.sizes.flatMap((size, c) =>
    Array.from({ length: size }, () => ({ c, at: random() })),
  );
  tickets.sort((a, b) => a.at - b.at);
  const classOf = Int32Array.from(tickets, (ticket) => ticket.c);
  const rates = options.sizes.map(() => Array.from({ length: neurons }, () => random() * 1.4 - 0.2));
  const activate = options.activate ?? ((value): number => value);
  const activations = Array.from(classOf, (c, sample) =>
    Float32Array.from({ length: neurons }, (_, i) => activate((rates[c]?.[i] ?? 0) - random(), i, sample)),
  );
  return {
    ...{ name: options.name, shape: options.shape, classOf, classes: options.sizes.length, activations },
    threshold: options.threshold ?? 0,
    maxNeurons: options.maxNeurons ?? null,
  };
}

export function planOf({ classOf, classes }: Case): RunPlan {
  const classSizes = new Array<number>(classes).fill(0);
  const rank = Uint32Array.from(classOf, (c) => {
    const r = classSizes[c] ?? 0;
    classSizes[c] = r + 1;
    return r;
  });
  return { classOf, rank, classSizes };
}

export function accumulatorFor(data: Case): TapAccumulator {
  const { shape, threshold, maxNeurons } = data;
  return new TapAccumulator({ shape, plan: planOf(data), threshold, maxNeurons });
}

/** Feeds positions from..to-1 in batches. */
export function feed(into: TapAccumulator, data: Case, from: number, to: number, batch: number): void {
  const neurons = data.shape.reduce((a, b) => a * b, 1);
  for (let position = from; position < to; position += batch) {
    const rows = Math.min(batch, to - position);
    const flat = new Float32Array(rows * neurons);
    for (let r = 0; r < rows; r++) {
      const row = data.activations[position + r];
      if (row !== undefined) flat.set(row, r * neurons);
    }
    into.add(flat, rows, position);
  }
}

/** Counts a whole case in one piece. */
export function accumulate(data: Case, batch = 32): TapAccumulator {
  const accumulator = accumulatorFor(data);
  feed(accumulator, data, 0, data.classOf.length, batch);
  return accumulator;
}

/** A copy that shares no memory, as a move between threads gives. */
export function sent(state: TapState): TapState {
  return structuredClone(state);
}
