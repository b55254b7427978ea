import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';
import { saveModel } from '../support/saveModel.js';
import { worstDifference } from './keras3Fixture.js';
import type { Constant, OpCase } from './table/opCases.js';
import { saveOp } from './table/saveOp.js';

const folder = temporaryFolder();
const BACKENDS = ['wasm', 'cpu'] as const;
const ROWS = 2;
const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
const T = { T: { type: 'DT_FLOAT' } };
const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
const numbers = (shape: readonly number[], offset = 5): Constant => ({
  shape,
  values: [...someNumbers(product(shape), offset)],
});

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
});

interface Ran {
  readonly backend: string;
  readonly fallbackReason: string | null;
  readonly type: string | undefined;
  readonly repairs: readonly string[];
  readonly values: Float32Array | undefined;
}

async function runOp(op: OpCase, name: string, backend: 'wasm' | 'cpu'): Promise<Ran> {
  const runner = await openModel(saveOp(op, join(folder, name)), backend);
  const { taps, values } = await tapAll(runner, [someNumbers(ROWS * product(op.x))], [op.x], ROWS);
  const { fallbackReason, repairs } = runner;
  const ran = {
    backend: runner.backend,
    fallbackReason,
    type: taps.at(-1)?.type,
    repairs: repairs.map(({ code }) => code),
    values: values.get(taps.at(-1)?.id ?? ''),
  };
  runner.dispose();
  return ran;
}

/** Every product of every combination of places, added up: for letters alone. */
function slowEinsum(equation: string, operands: readonly Constant[]): readonly number[] {
  const [left = '', out = ''] = equation.split('->');
  const terms = left.split(',');
  const sizes = new Map<string, number>();
  terms.forEach((term, index) => {
    Array.from(term).forEach((letter, axis) => sizes.set(letter, operands[index]?.shape[axis] ?? 1));
  });
  const letters = [...sizes.keys()];
  const place = (term: string, at: ReadonlyMap<string, number>): number =>
    Array.from(term).reduce((offset, letter) => offset * (sizes.get(letter) ?? 1) + (at.get(letter) ?? 0), 0);
  const sums = new Float64Array(product(Array.from(out, (letter) => sizes.get(letter) ?? 1)));
  for (let step = 0; step < product([...sizes.values()]); step++) {
    let rest = step;
    const at = new Map<string, number>();
    for (const letter of letters) {
      const size = sizes.get(letter) ?? 1;
      at.set(letter, rest % size);
      rest = Math.floor(rest / size);
    }
    const one = terms.reduce(
      (all, term, index) => all * (operands[index]?.values[place(term, at)] ?? NaN),
      1,
    );
    const target = place(out, at);
    sums[target] = (sums[target] ?? NaN) + one;
  }
  return [...sums];
}

type Operand = 'x' | readonly number[];

/** Equation, what it means in letters alone where it says otherwise, shape of x without its batch, operands. */
const EQUATIONS: readonly (readonly [string, string, readonly number[], readonly Operand[]])[] = [
  ['bij->bji', '', [3, 4], ['x']],
  ['bij->bi', '', [3, 4], ['x']],
  ['bij->b', '', [3, 4], ['x']],
  ['bij,jk->bik', '', [3, 4], ['x', [4, 5]]],
  ['bij, kj -> bki', 'bij,kj->bki', [3, 4], ['x', [5, 4]]],
  ['jk,bij->bik', '', [3, 4], [[4, 5], 'x']],
  ['bij,bkj->bik', '', [3, 4], ['x', 'x']],
  ['bij,bij->bij', '', [3, 4], ['x', 'x']],
  ['bij,bij->b', '', [3, 4], ['x', 'x']],
  ['bij,bik->bjk', '', [3, 4], ['x', 'x']],
  ['bij,k->bkij', '', [3, 4], ['x', [2]]],
  ['bij,kl->bji', '', [3, 4], ['x', [2, 3]]],
  ['bij,->bij', '', [3, 4], ['x', []]],
  ['aecd,abcd->acbe', '', [3, 2, 4], ['x', 'x']],
  ['acbe,aecd->abcd', '', [3, 3, 3], ['x', 'x']],
  // The letters differ in their case alone.
  ['BbJ,Jj->Bbj', '', [3, 4], ['x', [4, 5]]],
  ['BbJ,bj->BJj', '', [3, 4], ['x', [3, 5]]],
  ['...ij,jk->...ik', 'bij,jk->bik', [3, 4], ['x', [4, 5]]],
  ['b...,...->b...', 'bij,ij->bij', [3, 4], ['x', [3, 4]]],
  ['...j,...j->...', 'bij,ij->bi', [3, 4], ['x', [3, 4]]],
  ['...j,j...->...', 'bij,ji->bi', [3, 4], ['x', [4, 3]]],
  ['bii->bi', '', [3, 3], ['x']],
  ['bii->b', '', [3, 3], ['x']],
  ['biji->bj', '', [3, 2, 3], ['x']],
  ['bi->bii', 'bi->bii', [3], ['x']],
  ['bij->bijij', 'bij->bijij', [3, 2], ['x']],
  ['bij,jj->bi', '', [3, 4], ['x', [4, 4]]],
];

describe('Einsum runs on wasm, by any equation of one or two tensors', () => {
  it.each(EQUATIONS)('%s', async (equation, inLetters, x, operands) => {
    const constants = operands.map((shape) => (shape === 'x' ? ('x' as const) : numbers(shape)));
    const attr = { ...T, N: { i: String(operands.length) }, equation: text(equation) };
    const given: Constant = { shape: [ROWS, ...x], values: [...someNumbers(ROWS * product(x))] };
    const tensors = constants.map((constant) => (constant === 'x' ? given : constant));
    const right = slowEinsum(inLetters === '' ? equation : inLetters, tensors);
    for (const backend of BACKENDS) {
      const ran = await runOp({ op: 'Einsum', x, inputs: constants, attr }, 'einsum', backend);
      expect(ran).toMatchObject({ backend, fallbackReason: null, type: 'Einsum', repairs: ['einsum'] });
      expect(worstDifference(ran.values ?? null, right)).toBeLessThan(1e-6);
    }
    // What TensorFlow.js itself computes so far, and does not compute wrongly (two letters that one tensor alone has).
    if (/\.|(\w)\w*\1|kl->/.test(equation)) return;
    await tf.setBackend('cpu');
    const own = tf.tidy(() => {
      const all = tensors.map(({ values, shape }) => tf.tensor([...values], [...shape]));
      return tf.einsum(equation.replaceAll(' ', ''), ...all).dataSync();
    });
    expect(worstDifference(Float32Array.from(own), right)).toBeLessThan(1e-6);
  });

  it('an equation with an axis that nobody has is left as it was', async () => {
    const attr = { ...T, N: { i: '1' }, equation: text('bi->bk') };
    const path = saveOp({ op: 'Einsum', x: [3], inputs: ['x'], attr }, join(folder, 'left'));
    const runner = await openModel(path);
    expect(runner.repairs).toEqual([]);
    await expect(runner.discover([someNumbers(6)], [[3]], ROWS)).rejects.toMatchObject({
      code: 'backend-failed',
    });
    runner.dispose();
  });

  it('runs in a function that a branch calls, and behind what it waits for', async () => {
    const dims = { shape: { dim: [{ size: '-1' }, { size: '2' }] } };
    const attr = { ...T, N: { i: '2' }, equation: text('bI,bi->bIi') };
    const call = (name: string): object => ({ func: { name } });
    const arg = [{ name: 'given', type: 'DT_FLOAT' }];
    const squares = (name: string, input: readonly string[]): object => ({
      signature: { name, inputArg: arg, outputArg: [{ name: 'made', type: 'DT_FLOAT' }] },
      nodeDef: [
        { name: 'waits', op: 'Identity', input: ['given'], attr: T },
        { name: 'sum', op: 'Einsum', input: [...input, '^waits'], attr },
      ],
      ret: { made: 'sum:output:0' },
    });
    const node = [
      { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, ...{ shape: dims } } },
      {
        name: 'yes',
        op: 'Const',
        attr: { dtype: { type: 'DT_BOOL' }, value: { tensor: { dtype: 'DT_BOOL', tensorShape: {} } } },
      },
      {
        name: 'net/branch/work',
        op: 'StatelessIf',
        input: ['yes', 'x'],
        attr: {
          Tcond: { type: 'DT_BOOL' },
          Tin: { list: { type: ['DT_FLOAT'] } },
          Tout: { list: { type: ['DT_FLOAT'] } },
          then_branch: call('squares'),
          else_branch: call('others'),
        },
      },
      { name: 'Identity', op: 'Identity', input: ['net/branch/work'], attr: T },
    ];
    const library = {
      function: [squares('squares', ['given', 'given']), squares('others', ['given', 'given'])],
    };
    const path = join(folder, 'branch');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'weights.bin'), Uint8Array.of(1));
    const weightsManifest = [
      { paths: ['weights.bin'], weights: [{ name: 'yes', shape: [], dtype: 'bool' }] },
    ];
    const modelTopology = { node, library, versions: {} };
    writeFileSync(
      join(path, 'model.json'),
      JSON.stringify({ format: 'graph-model', modelTopology, weightsManifest }),
    );
    const runner = await openModel(join(path, 'model.json'));
    const { values } = await tapAll(runner, [Float32Array.of(0.5, 3)], [[2]], 1);
    expect([runner.backend, runner.fallbackReason]).toEqual(['wasm', null]);
    expect(values.get('net/branch')).toEqual(Float32Array.of(0.25, 1.5, 1.5, 9));
    runner.dispose();
  });
});

const CONV = {
  strides: { list: { i: ['1', '1', '1', '1'] } },
  padding: text('SAME'),
  data_format: text('NHWC'),
  dilations: { list: { i: ['1', '1', '1', '1'] } },
};

interface Product {
  readonly op: string;
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly channels: number;
  readonly attr: object;
  readonly apply: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor;
}

const PRODUCTS: readonly Product[] = [
  {
    op: '_FusedMatMul',
    x: [4],
    filter: [4, 3],
    channels: 3,
    attr: {},
    apply: (x, filter) => tf.matMul(x, filter),
  },
  {
    op: '_FusedConv2D',
    x: [5, 4, 2],
    filter: [3, 3, 2, 3],
    channels: 3,
    attr: CONV,
    apply: (x, filter) => tf.conv2d(x.as4D(2, 5, 4, 2), filter.as4D(3, 3, 2, 3), 1, 'same'),
  },
  {
    op: 'FusedDepthwiseConv2dNative',
    x: [5, 4, 2],
    filter: [3, 3, 2, 2],
    channels: 4,
    attr: CONV,
    apply: (x, filter) => tf.depthwiseConv2d(x.as4D(2, 5, 4, 2), filter.as4D(3, 3, 2, 2), 1, 'same'),
  },
];

type Step = (x: tf.Tensor, operands: readonly tf.Tensor[]) => tf.Tensor;

/** What follows the bias: names in fused_ops, shapes of further inputs by the output's, and what they compute. */
const TAILS: Readonly<
  Record<string, { readonly steps: readonly string[]; readonly full?: boolean; readonly apply: Step }>
> = {
  nothing: { steps: [], apply: (x) => x },
  Relu: { steps: ['Relu'], apply: (x) => tf.relu(x) },
  Relu6: { steps: ['Relu6'], apply: (x) => tf.clipByValue(x, 0, 6) },
  LeakyRelu: { steps: ['LeakyRelu'], apply: (x) => tf.leakyRelu(x, 0.3) },
  Elu: { steps: ['Elu'], apply: (x) => tf.elu(x) },
  Sigmoid: { steps: ['Sigmoid'], apply: (x) => tf.sigmoid(x) },
  Tanh: { steps: ['Tanh'], apply: (x) => tf.tanh(x) },
  Softplus: { steps: ['Softplus'], apply: (x) => tf.softplus(x) },
  HardSwish: {
    steps: ['_FusedHardSwish'],
    apply: (x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)),
  },
  Prelu: { steps: ['Prelu'], apply: (x, [alpha = x]) => tf.prelu(x, alpha) },
  'Prelu of every number': { steps: ['Prelu'], full: true, apply: (x, [alpha = x]) => tf.prelu(x, alpha) },
  Add: { steps: ['Add'], full: true, apply: (x, [other = x]) => tf.add(x, other) },
  'Add, Relu': { steps: ['Add', 'Relu'], full: true, apply: (x, [other = x]) => tf.relu(tf.add(x, other)) },
};

describe.each(PRODUCTS)('$op runs on wasm, whatever is fused into it', (made) => {
  const { op, x, filter, channels, attr, apply } = made;
  const outShape = [...x.slice(0, -1), channels];

  const check = async (name: string, steps: readonly string[], operands: readonly Constant[], tail: Step) => {
    const kernel = { ...numbers(filter), values: numbers(filter).values.map((value) => 4 * value) };
    const fused = {
      fused_ops: { list: { s: steps.map((step) => Buffer.from(step).toString('base64')) } },
      num_args: { i: String(operands.length) },
      leakyrelu_alpha: { f: 0.3 },
      epsilon: { f: 0.01 },
    };
    const inputs = ['x' as const, kernel, ...operands];
    const expected = tf.tidy(() => {
      const tensors = operands.map(({ values, shape }) => tf.tensor([...values], [...shape]));
      const given = tf.tensor(someNumbers(ROWS * product(x)), [ROWS, ...x]);
      return tail(apply(given, tf.tensor([...kernel.values], [...kernel.shape])), tensors).dataSync();
    });
    for (const backend of BACKENDS) {
      const ran = await runOp({ op, x, inputs, attr: { ...T, ...attr, ...fused } }, 'fused', backend);
      expect([name, ran.backend, ran.fallbackReason]).toEqual([name, backend, null]);
      expect([name, worstDifference(ran.values ?? null, [...expected]) < 1e-5]).toEqual([name, true]);
    }
    await tf.setBackend('cpu');
  };

  it.each(Object.entries(TAILS))('%s', async (name, { steps, full, apply: tail }) => {
    const isRead = /^(Prelu|Add)/.test(name);
    const more = isRead ? [numbers(full === true ? [1, ...outShape] : [channels], 11)] : [];
    await check(
      name,
      ['BiasAdd', ...steps],
      [numbers([channels], 3), ...more],
      (sum, [bias = sum, ...rest]) => tail(tf.add(sum, bias), rest),
    );
  });

  it('without a bias', async () => {
    await check('Relu', ['Relu'], [], (sum) => tf.relu(sum));
  });

  it.skipIf(op === '_FusedMatMul')('a normalization', async () => {
    const operands = [1, 2, 3].map((offset) => numbers([channels], offset));
    const variance = { ...numbers([channels]), values: numbers([channels]).values.map((v) => v * v + 0.1) };
    await check(
      'FusedBatchNorm, Relu',
      ['FusedBatchNorm', 'Relu'],
      [...operands, variance],
      (sum, [scale = sum, offset = sum, mean = sum, spreads = sum]) =>
        tf.relu(tf.add(tf.mul(tf.div(tf.sub(sum, mean), tf.sqrt(tf.add(spreads, 0.01))), scale), offset)),
    );
  });
});

describe('PReLU spreads its slopes on wasm as on cpu', () => {
  it.each([
    [[4]],
    [[3, 1, 1]],
    [[3, 1, 4]],
    [[1, 2, 1]],
    [[1, 1, 4]],
    [[3, 2, 1]],
    [[2, 4]],
    [[3, 2, 4]],
    [[]],
  ])('slopes of %j', async (shape) => {
    // Without its batch the op reads slopes of fewer axes than the input.
    const alpha = numbers(shape.length === 3 ? [1, ...shape] : shape, 11);
    const op: OpCase = { op: 'Prelu', x: [3, 2, 4], inputs: ['x', alpha], attr: T };
    const [wasm, cpu] = [await runOp(op, 'prelu', 'wasm'), await runOp(op, 'prelu', 'cpu')];
    expect(wasm).toMatchObject({ backend: 'wasm', fallbackReason: null });
    expect(worstDifference(wasm.values ?? null, [...(cpu.values ?? [])])).toBe(0);
  });

  it('in a layers-model, too, and leaves no tensor', async () => {
    await tf.setBackend('cpu');
    const prelu = layers.prelu({
      sharedAxes: [2, 3],
      alphaInitializer: 'randomNormal',
      inputShape: [3, 2, 4],
    });
    const path = await saveModel(sequential({ layers: [prelu] }), join(folder, 'shared'));
    const before = tf.memory().numTensors;
    const answers: (Float32Array | undefined)[] = [];
    for (const backend of BACKENDS) {
      const runner = await openModel(path, backend);
      const data = tf.engine().backend.numDataIds();
      const { taps, values } = await tapAll(runner, [someNumbers(48)], [[3, 2, 4]], ROWS);
      expect([runner.backend, tf.engine().backend.numDataIds() - data]).toEqual([backend, 0]);
      answers.push(values.get(taps[0]?.id ?? ''));
      runner.dispose();
    }
    expect(answers[0]?.length).toBe(48);
    expect(worstDifference(answers[0] ?? null, [...(answers[1] ?? [])])).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});
