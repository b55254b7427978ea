import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/sizeOf.js';
import { count } from '../vocabulary/formatNumber.js';
import { phrase, type Phrase } from '../vocabulary/phrase.js';
import { MOST_GROWTH, MOST_IN_BATCH } from './sizeLimits.js';

/** What a pass may not do; thrown out of the middle of it, for whoever knows the model's file. */
export class PassLimitError extends Error {
  readonly words: Phrase;
  /** A smaller batch may do. */
  readonly byBatch: boolean;

  constructor(words: Phrase, byBatch: boolean) {
    super(words.map(String).join(''));
    this.words = words;
    this.byBatch = byBatch;
  }
}

/** 256 MB: what is larger must grow out of something. */
const LARGE_IN_BATCH = 2 ** 26;
/** Operations in one forward pass of a graph with loops: a recurrent layer of 16,000 steps takes two thirds of them. */
const MOST_OPERATIONS = 1_000_000;
/** Iterations of a graph's loops in one pass, each of which calls two functions; a second of sound has 16,000 steps. */
const MOST_ITERATIONS = 2 ** 15;

interface Pass {
  operations: number;
  calls: number;
  readonly mostOperations: number;
}

let pass: Pass | null = null;
let watched = false;

/**
 * Runs one forward pass whose operations are looked at before each allocates its output.
 * @param loops has it any: only then operations are counted, too
 * @throws PassLimitError where an output would be larger than could be held, or a loop does not end
 */
export async function guardedPass<Result>(loops: boolean, body: () => Promise<Result>): Promise<Result> {
  watchKernels();
  const before = pass;
  pass = { operations: 0, calls: 0, mostOperations: loops ? MOST_OPERATIONS : Infinity };
  try {
    return await body();
  } finally {
    pass = before;
  }
}

/** Counts the calls of a graph's functions, which loops are made of: a loop need not run a single operation. */
export function watchFunctions(model: unknown): void {
  const executors: unknown = fieldOf(fieldOf(model, 'executor'), 'functionExecutorMap');
  if (typeof executors !== 'object' || executors === null) return;
  for (const executor of Object.values(executors) as readonly unknown[]) {
    const execute: unknown = fieldOf(executor, 'executeFunctionAsync');
    if (typeof execute !== 'function' || typeof executor !== 'object' || executor === null) continue;
    Object.assign(executor, {
      executeFunctionAsync: (...parameters: readonly unknown[]): unknown => {
        if (pass !== null && ++pass.calls > 2 * MOST_ITERATIONS) throw endless();
        return execute.apply(executor, parameters) as unknown;
      },
    });
  }
}

function endless(): PassLimitError {
  return new PassLimitError(
    phrase`a loop in it ran ${count(MOST_ITERATIONS)} times, or ${count(MOST_OPERATIONS)} operations, without an end`,
    false,
  );
}

/** All operations of all backends go through this one method. */
function watchKernels(): void {
  if (watched) return;
  watched = true;
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  const guarded: typeof run = (kernel, inputs, attributes) => {
    if (pass !== null) {
      if (++pass.operations > pass.mostOperations) throw endless();
      const size = outputSize(kernel, inputs, attributes ?? {});
      if (size > MOST_IN_BATCH)
        throw new PassLimitError(
          phrase`an operation ${kernel} makes ${count(size)} numbers, of ${count(MOST_IN_BATCH)} at most`,
          true,
        );
      if (size > LARGE_IN_BATCH && size > MOST_GROWTH * numbersIn(inputs))
        throw new PassLimitError(
          phrase`an operation ${kernel} makes ${count(size)} numbers out of ${count(numbersIn(inputs))}`,
          true,
        );
    }
    return run(kernel, inputs, attributes);
  };
  engine.runKernel = guarded;
}

type Named = Readonly<Record<string, unknown>>;

/** How many numbers an operation makes that may make more than it was given; 0 for all others. */
function outputSize(kernel: string, inputs: Named, attributes: Named): number {
  const shape = (name: string): readonly number[] => numbersOf(fieldOf(inputs[name], 'shape'));
  const list = (name: string): readonly number[] => numbersOf(attributes[name]);
  switch (kernel) {
    case 'Fill':
      return sizeOf(list('shape'));
    case 'Tile':
      return sizeOf(shape('x')) * sizeOf(list('reps'));
    case 'PadV2':
    case 'MirrorPad': {
      const paddings: unknown = attributes['paddings'];
      const ends = Array.isArray(paddings) ? paddings.map((pair) => sum(numbersOf(pair))) : [];
      return sizeOf(shape('x').map((size, axis) => size + (ends[axis] ?? 0)));
    }
    case 'ResizeBilinear':
    case 'ResizeNearestNeighbor': {
      const [rows = 0, , , channels = 0] = shape('images');
      return rows * channels * sizeOf(list('size'));
    }
    case 'Conv2DBackpropInput':
      return sizeOf(list('inputShape'));
    case 'ScatterNd':
      return sizeOf(list('shape'));
    case 'SparseToDense':
      return sizeOf(list('outputShape'));
    case 'OneHot':
      return sizeOf(shape('indices')) * Number(attributes['depth']);
    case 'LinSpace':
      return Number(attributes['num']);
    case 'Range':
      return (
        Math.abs(Number(attributes['stop']) - Number(attributes['start'])) /
        Math.abs(Number(attributes['step']))
      );
    case 'BatchMatMul':
      return matrixSize(shape('a'), shape('b'), attributes);
    case 'Concat':
    case 'Pack':
      return numbersIn(inputs);
    case 'GatherV2':
      return (sizeOf(shape('x')) / (shape('x')[Number(attributes['axis'])] ?? 1)) * sizeOf(shape('indices'));
    default:
      return 'a' in inputs && 'b' in inputs && Object.keys(inputs).length === 2
        ? broadcastSize(shape('a'), shape('b'))
        : 0;
  }
}

function numbersIn(inputs: Named): number {
  return sum(Object.values(inputs).map((input) => sizeOf(numbersOf(fieldOf(input, 'shape')))));
}

function matrixSize(a: readonly number[], b: readonly number[], { transposeA, transposeB }: Named): number {
  const rows = a.at(transposeA === true ? -1 : -2) ?? 1;
  const columns = b.at(transposeB === true ? -2 : -1) ?? 1;
  return rows * columns * broadcastSize(a.slice(0, -2), b.slice(0, -2));
}

function broadcastSize(a: readonly number[], b: readonly number[]): number {
  const rank = Math.max(a.length, b.length);
  let size = 1;
  for (let axis = 1; axis <= rank; axis++) {
    const [one, other] = [a.at(-axis) ?? 1, b.at(-axis) ?? 1];
    size *= one === 1 ? other : one;
  }
  return size;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, field) as unknown) : undefined;
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value as ArrayLike<unknown>, Number)
    : [];
}

const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
