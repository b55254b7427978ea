import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as makeModel,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyMap, type LinearMap, type Rows } from '../../src/engine/fold/linearMap.js';
import type { RunnableTail, SmallerModel, StandIn } from '../../src/engine/fold/tail.js';
import { temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';

const folder = temporaryFolder();
let saved = 0;
const ROWS = 5;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

interface Opened {
  readonly tail: RunnableTail | null;
  readonly reaching: Rows;
  readonly x: Float32Array;
}

async function open(model: LayersModel, shape: readonly number[]): Promise<Opened> {
  const runner = await openModel(await saveModel(model, join(folder, String(saved++))), 'cpu');
  const x = someNumbers(ROWS * shape.reduce((product, size) => product * size, 1));
  await runner.discover([x], [shape], ROWS);
  const tail = runner.tail?.() ?? null;
  const values = tail?.reach([x], ROWS) ?? new Float32Array(0);
  return { tail, x, reaching: { width: values.length / ROWS, values } };
}

/** Some map, as if it had been fitted. */
function someMap(inputs: number, outputs: number, offset: number): LinearMap {
  return {
    ...{ inputs, outputs },
    weights: Float64Array.from(someNumbers(inputs * outputs, offset), (value) => value / inputs),
    intercept: Float64Array.from(someNumbers(outputs, offset + 7)),
  };
}

/** Runs the tail part by part with stand-ins in their places: what the smaller model must give. */
function runWith(tail: RunnableTail, reaching: Rows, standIns: ReadonlyMap<number, StandIn>): Rows {
  return tail.parts.reduce((rows, _, part) => {
    const standIn = standIns.get(part);
    if (standIn === undefined) return tail.run(part, rows);
    return standIn === 'identity' ? rows : applyMap(standIn, rows);
  }, reaching);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  Array.from(expected).forEach((value, i) => {
    expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(1e-4);
  });
}

/** Loads what was made of a model anew, and runs it on the model's own input. */
async function reloaded(
  smaller: SmallerModel,
  x: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const path = join(folder, String(saved++));
  mkdirSync(path);
  writeFileSync(join(path, 'weights.bin'), smaller.weightBytes);
  const weightsManifest = [{ paths: ['weights.bin'], weights: smaller.weightSpecs }];
  const json = { format: 'layers-model', modelTopology: smaller.topology, weightsManifest };
  writeFileSync(join(path, 'model.json'), JSON.stringify(json));
  const runner = await openModel(join(path, 'model.json'), 'cpu');
  await runner.discover([x], [shape], ROWS);
  expect(runner.parameters).toBe(smaller.parameters);
  const output = await runner.run([x], ROWS, null, []);
  if (output === null) throw new Error('no answer');
  return output;
}

const dense = (name: string, units: number, rest: object = {}): ReturnType<typeof layers.dense> =>
  layers.dense({
    name,
    units,
    activation: 'relu',
    kernelInitializer: 'heNormal',
    biasInitializer: 'randomNormal',
    ...rest,
  });

function plain(): LayersModel {
  return sequential({
    layers: [
      layers.flatten({ inputShape: [2, 3], name: 'flat' }),
      dense('fc1', 8),
      layers.batchNormalization({ name: 'bn' }),
      layers.dropout({ rate: 0.5, name: 'drop' }),
      dense('fc2', 7),
      dense('fc3', 6, { useBias: false }),
      layers.dense({ name: 'out', units: 3 }),
      layers.softmax({ name: 'soft' }),
    ],
  });
}

/** A stem, two blocks that are added to their input, an activation behind each, a head. */
function residual(inputFirst: boolean): LayersModel {
  const x = input({ shape: [6], name: 'x' });
  let y = dense('stem', 5).apply(x) as SymbolicTensor;
  for (const block of ['a', 'b']) {
    const inner = dense(`${block}2`, 5).apply(dense(`${block}1`, 9).apply(y)) as SymbolicTensor;
    const sum = layers.add({ name: `${block}sum` }).apply(inputFirst ? [y, inner] : [inner, y]);
    y = layers.activation({ activation: 'tanh', name: `${block}act` }).apply(sum) as SymbolicTensor;
  }
  y = dense('fc', 4).apply(y) as SymbolicTensor;
  return makeModel({
    inputs: x,
    outputs: layers.dense({ name: 'head', units: 3 }).apply(y) as SymbolicTensor,
  });
}

describe('the tail of a model', () => {
  it('is the chain of dense layers, each with what follows it up to the next', async () => {
    const { tail, reaching } = await open(plain(), [2, 3]);
    expect(tail?.parts).toEqual([
      { kind: 'block', layer: 'fc1', inputs: 6, outputs: 8 },
      { kind: 'block', layer: 'fc2', inputs: 8, outputs: 7 },
      { kind: 'block', layer: 'fc3', inputs: 7, outputs: 6 },
      { kind: 'kept', layer: 'out', inputs: 6, outputs: 3 },
    ]);
    expect(reaching.width).toBe(6);
  });

  it.each([true, false])(
    'counts what is added to its input as one block (input first: %s)',
    async (inputFirst) => {
      const { tail } = await open(residual(inputFirst), [6]);
      expect(tail?.parts.map(({ kind, layer }) => [kind, layer])).toEqual([
        ['block', 'stem'],
        ['residual', 'a1'],
        ['kept', null],
        ['residual', 'b1'],
        ['kept', null],
        ['block', 'fc'],
        ['kept', 'head'],
      ]);
    },
  );

  it.each<[string, () => LayersModel, readonly number[]]>([
    [
      'one dense layer alone',
      () => sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] }),
      [3],
    ],
    [
      'dense layers whose output is read twice',
      () => {
        const x = input({ shape: [3] });
        const a = dense('a', 3).apply(x) as SymbolicTensor;
        const b = dense('b', 3).apply(a) as SymbolicTensor;
        const c = layers.concatenate().apply([a, b, x]) as SymbolicTensor;
        return makeModel({ inputs: x, outputs: layers.dense({ units: 2 }).apply(c) as SymbolicTensor });
      },
      [3],
    ],
    [
      'one layer that is called twice',
      () => {
        const x = input({ shape: [3] });
        const shared = dense('shared', 3);
        const y = shared.apply(shared.apply(x)) as SymbolicTensor;
        return makeModel({ inputs: x, outputs: layers.dense({ units: 2 }).apply(y) as SymbolicTensor });
      },
      [3],
    ],
    [
      'dense layers over several positions',
      () =>
        sequential({
          layers: [
            dense('a', 3, { inputShape: [4, 3] }),
            dense('b', 3),
            layers.flatten(),
            layers.dense({ units: 2 }),
          ],
        }),
      [4, 3],
    ],
    [
      'two outputs',
      () => {
        const x = input({ shape: [3] });
        const a = dense('a', 3).apply(x) as SymbolicTensor;
        const outputs = ['b', 'c'].map((name) => dense(name, 2).apply(a) as SymbolicTensor);
        return makeModel({ inputs: x, outputs });
      },
      [3],
    ],
  ])('is none in %s', async (_, make, shape) => {
    expect((await open(make(), shape)).tail).toBeNull();
  });

  it('begins behind the convolutions', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, name: 'conv' }),
        layers.flatten({ name: 'flat' }),
        dense('fc', 5),
        layers.dense({ units: 3, name: 'out' }),
      ],
    });
    const { tail, reaching } = await open(model, [4, 4, 1]);
    expect(tail?.parts.map(({ layer }) => layer)).toEqual(['fc', 'out']);
    expect(reaching.width).toBe(8);
  });
});

describe('a smaller model', () => {
  it.each<[string, () => LayersModel, readonly number[], readonly number[]]>([
    ['without one block', plain, [2, 3], [1]],
    ['without the first block', plain, [2, 3], [0]],
    ['without the last two, whose maps become one', plain, [2, 3], [1, 2]],
    ['without any block', plain, [2, 3], [0, 1, 2]],
    ['without a bias in the layer that takes the map', plain, [2, 3], [0, 1]],
    ['without a residual block', () => residual(true), [6], [3]],
    ['without both residual blocks and a dense one', () => residual(false), [6], [1, 3, 5]],
    ['with a map before a residual block, which becomes a layer', () => residual(true), [6], [0]],
  ])('%s gives what its parts give, also when it is loaded anew', async (_, make, shape, folded) => {
    const { tail, reaching, x } = await open(make(), shape);
    if (tail === null) throw new Error('no tail');
    const standIns = new Map<number, StandIn>(
      folded.map((part) => {
        const { kind, inputs, outputs } = tail.parts[part] ?? { kind: 'kept', inputs: 0, outputs: 0 };
        return [part, kind === 'residual' ? 'identity' : someMap(inputs, outputs, part * 100)];
      }),
    );
    const expected = runWith(tail, reaching, standIns).values;
    const smaller = await tail.smaller(standIns);
    expect(smaller.parameters).toBe(tail.parametersWith(new Set(folded)));
    expectClose(smaller.answer(reaching).values, expected);
    expectClose(await reloaded(smaller, x, shape), expected);
    // The model that it was made of is as it was.
    const whole = runWith(tail, reaching, new Map()).values;
    expectClose(runWith(tail, { ...reaching, values: tail.reach([x], ROWS) }, new Map()).values, whole);
  });
});
