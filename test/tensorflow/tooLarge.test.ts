import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelRunner } from '../../src/engine/tap.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { openModel } from '../support/openModel.js';

const folder = temporaryFolder();

interface Entry {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A Sequential as a file; of a kilobyte where it has no weights. */
function sequential(name: string, entries: readonly Entry[], weights: readonly Constant[] = []): string {
  const topology = {
    class_name: 'Sequential',
    config: { name: 's', layers: entries },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
  return saved(name, 'layers-model', topology, weights);
}

function saved(
  name: string,
  format: string,
  modelTopology: object,
  constants: readonly Constant[] = [],
): string {
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, 'model.json');
  const weights = constants.map((constant) => ({
    name: constant.name,
    shape: constant.shape,
    dtype: constant.dtype,
  }));
  writeFileSync(
    path,
    JSON.stringify({ format, modelTopology, weightsManifest: [{ paths: ['w.bin'], weights }] }),
  );
  writeFileSync(join(folder, name, 'w.bin'), Buffer.concat(constants.map(({ bytes }) => bytes)));
  return path;
}

interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: Uint8Array;
}

function zeros(name: string, shape: readonly number[]): Constant {
  const size = shape.reduce((product, length) => product * length, 1);
  return { name, shape, dtype: 'float32', bytes: new Uint8Array(4 * size) };
}

/** Kernel and bias of convolutions: the layer's name, then its kernel's shape. */
function kernels(...layers: readonly (readonly [string, ...number[]])[]): readonly Constant[] {
  return layers.flatMap(([layer, ...shape]) => [
    zeros(`${layer}/kernel`, shape),
    zeros(`${layer}/bias`, shape.slice(-1)),
  ]);
}

const entry = (type: string, name: string, config: object): Entry => ({
  class_name: type,
  config: { name, ...config },
});

describe('a layers-model without weights that would blow up', () => {
  const row = { batch_input_shape: [null, 4] };
  const picture = { batch_input_shape: [null, 32, 32, 4] };

  it.each<[string, readonly Entry[], RegExp]>([
    [
      'RepeatVector',
      [entry('ReLU', 'a', row), entry('RepeatVector', 'r', { n: 1e9 })],
      /RepeatVector r makes 1,000,000,000 x 4 numbers/,
    ],
    [
      'a smaller one',
      [entry('ReLU', 'a', row), entry('RepeatVector', 'r', { n: 3e7 })],
      /RepeatVector r makes 30,000,000 x 4/,
    ],
    [
      'one that holds what real ones do, but out of nothing',
      [entry('ReLU', 'a', row), entry('RepeatVector', 'r', { n: 5e6 })],
      /RepeatVector r makes 5,000,000 x 4 numbers out of 4 inputs and weights/,
    ],
    [
      'UpSampling2D, three times',
      [
        entry('UpSampling2D', 'u0', { size: [8, 8], ...picture }),
        entry('UpSampling2D', 'u1', { size: [8, 8] }),
        entry('UpSampling2D', 'u2', { size: [8, 8] }),
      ],
      /UpSampling2D u2 makes 16,384 x 16,384 x 4/,
    ],
    [
      'ZeroPadding2D',
      [
        entry('ZeroPadding2D', 'z', {
          padding: [
            [1e6, 1e6],
            [0, 0],
          ],
          ...picture,
        }),
      ],
      /ZeroPadding2D z makes 2,000,032 x 32 x 4/,
    ],
    [
      'a fixed batch',
      [entry('ReLU', 'a', { batch_input_shape: [1e9, 4] })],
      /batch is fixed at 1,000,000,000 samples/,
    ],
    [
      'a fixed batch of large samples',
      [entry('ReLU', 'a', { batch_input_shape: [1000, 1000, 1000] })],
      /makes 1,000,000,000 numbers of a batch/,
    ],
    [
      'a large input',
      [entry('ReLU', 'a', { batch_input_shape: [null, 50_000, 50_000, 3] })],
      /the input \w+ has the impossible shape 50,000 x 50,000 x 3/,
    ],
    [
      'steps',
      [entry('TimeDistributed', 't', { batch_input_shape: [null, 1e7, 1], layer: entry('ReLU', 'i', {}) })],
      /TimeDistributed t takes 10,000,000 steps/,
    ],
    [
      'many layers together',
      Array.from({ length: 50 }, (_, index) =>
        entry('ReLU', `l${String(index)}`, { batch_input_shape: [null, 9000, 10_000] }),
      ),
      /layers up to l44 make 4,050,000,000 numbers a sample/,
    ],
  ])('is refused from its shapes: %s', async (name, entries, message) => {
    const startedAt = performance.now();
    await expect(openModel(sequential(name.replaceAll(/\W/g, '_'), entries), 'cpu')).rejects.toMatchObject({
      code: 'model-too-large',
      message: expect.stringMatching(message),
    });
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it('is a problem of inspect, and an error of analyze', async () => {
    const path = sequential('told', [entry('ReLU', 'a', row), entry('RepeatVector', 'r', { n: 1e9 })]);
    const inspected = await runCli(['inspect', path]);
    expect(inspected.status).toBe(1);
    expect(inspected.stdout).toContain('model-too-large: ');
    const analyzed = await runCli(['analyze', path, '--data', 'synthetic', '--quiet']);
    expect(analyzed.status).toBe(1);
    expect(analyzed.stderr).toContain(
      'is too large to be run: RepeatVector r makes 1,000,000,000 x 4 numbers',
    );
  });

  it('with free sizes is refused when the data has made them large', async () => {
    const path = sequential('free', [
      entry('UpSampling2D', 'u', { size: [1000, 1000], batch_input_shape: [null, null, null, 1] }),
    ]);
    const runner = await openModel(path);
    await expect(runner.discover([new Float32Array(2 * 64 * 64)], [[64, 64, 1]], 2)).rejects.toMatchObject({
      code: 'model-too-large',
      message: expect.stringMatching(/ResizeNearestNeighbor makes 8,192,000,000 numbers/),
    });
    runner.dispose();
  });
});

const conv = (name: string, filters: number, more: object = {}): Entry =>
  entry('Conv2D', name, { filters, kernel_size: [3, 3], padding: 'same', activation: 'relu', ...more });

describe('large models as they are trained', () => {
  it.each<[string, readonly Entry[]]>([
    [
      'pictures of 1,024 x 1,024 with 64 channels',
      [entry('UpSampling2D', 'u', { size: [2, 2], batch_input_shape: [null, 512, 512, 64] })],
    ],
    [
      'sound of 16,000 steps',
      [
        entry('TimeDistributed', 't', {
          batch_input_shape: [null, 16_000, 1],
          layer: entry('ReLU', 'i', {}),
        }),
      ],
    ],
    ['a fixed batch of 64 as VGG has it', [entry('ReLU', 'a', { batch_input_shape: [64, 224, 224, 64] })]],
  ])('are opened: %s', async (name, entries) => {
    const runner = await openModel(sequential(name.replaceAll(/\W/g, '_'), entries), 'cpu');
    runner.dispose();
  });

  it.each<[string, readonly Entry[], readonly Constant[]]>([
    [
      'the first layers of a U-Net on gray pictures of 1,024 x 1,024',
      [conv('a', 64, { batch_input_shape: [null, 1024, 1024, 1] }), conv('b', 64)],
      kernels(['a', 3, 3, 1, 64], ['b', 3, 3, 64, 64]),
    ],
    [
      'those of a VGG on 512 x 512',
      [conv('a', 64, { batch_input_shape: [null, 512, 512, 3] }), conv('b', 64)],
      kernels(['a', 3, 3, 3, 64], ['b', 3, 3, 64, 64]),
    ],
    [
      'those of an EfficientNetB7',
      [
        conv('stem', 64, { strides: [2, 2], batch_input_shape: [null, 600, 600, 3] }),
        conv('expand', 192, { kernel_size: [1, 1] }),
      ],
      kernels(['stem', 3, 3, 3, 64], ['expand', 1, 1, 64, 192]),
    ],
    [
      'those of a network on volumes of 128 x 128 x 128',
      [
        entry('Conv3D', 'a', {
          filters: 32,
          kernel_size: [3, 3, 3],
          padding: 'same',
          batch_input_shape: [null, 128, 128, 128, 1],
        }),
      ],
      kernels(['a', 3, 3, 3, 1, 32]),
    ],
    [
      'an LSTM of 10,000 steps',
      [entry('LSTM', 'a', { units: 64, return_sequences: true, batch_input_shape: [null, 10_000, 8] })],
      [zeros('a/kernel', [8, 256]), zeros('a/recurrent_kernel', [64, 256]), zeros('a/bias', [256])],
    ],
    [
      'a generator of pictures of 1,024 x 1,024 out of 512 numbers',
      [
        entry('Dense', 'a', { units: 8192, batch_input_shape: [null, 512] }),
        entry('Reshape', 'square', { target_shape: [16, 16, 32] }),
        entry('UpSampling2D', 'large', { size: [64, 64] }),
      ],
      [zeros('a/kernel', [512, 8192]), zeros('a/bias', [8192])],
    ],
  ])('are opened: %s', async (name, entries, weights) => {
    const runner = await openModel(sequential(name.replaceAll(/\W/g, '_'), entries, weights), 'cpu');
    runner.dispose();
  });
});

const type = (name: string): object => ({ type: name });
const shapeOf = (sizes: readonly number[]): object => ({
  shape: { dim: sizes.map((size) => ({ size: String(size) })) },
});
const placeholder = {
  name: 'x',
  op: 'Placeholder',
  attr: { dtype: type('DT_FLOAT'), shape: shapeOf([-1, 4]) },
};
const constant = (name: string, dtype: string, sizes: readonly number[]): object => ({
  name,
  op: 'Const',
  attr: { dtype: type(dtype), value: { tensor: { dtype, tensorShape: shapeOf(sizes) } } },
});
const whole = (name: string, ...values: readonly number[]): Constant => ({
  name,
  shape: [values.length],
  dtype: 'int32',
  bytes: new Uint8Array(Int32Array.from(values).buffer),
});

async function discover(runner: ModelRunner): Promise<unknown> {
  return runner.discover([new Float32Array(8)], [[4]], 2);
}

describe('a graph-model', () => {
  it.each(['wasm', 'cpu'] as const)(
    'whose constants ask for a large tensor is refused on %s',
    async (backend) => {
      const path = saved(
        `tile-${backend}`,
        'graph-model',
        {
          node: [
            placeholder,
            constant('times', 'DT_INT32', [2]),
            {
              name: 'tile',
              op: 'Tile',
              input: ['x', 'times'],
              attr: { T: type('DT_FLOAT'), Tmultiples: type('DT_INT32') },
            },
          ],
          versions: {},
        },
        [whole('times', 1, 1_000_000_000)],
      );
      const runner = await openModel(path, backend);
      await expect(discover(runner)).rejects.toMatchObject({
        code: 'model-too-large',
        message: expect.stringMatching(/Tile makes 8,000,000,000 numbers/),
      });
      runner.dispose();
    },
  );

  it('whose constants ask for much out of nothing is refused, too', async () => {
    const path = saved(
      'tile-less',
      'graph-model',
      {
        node: [
          placeholder,
          constant('times', 'DT_INT32', [2]),
          {
            name: 'tile',
            op: 'Tile',
            input: ['x', 'times'],
            attr: { T: type('DT_FLOAT'), Tmultiples: type('DT_INT32') },
          },
        ],
        versions: {},
      },
      [whole('times', 1, 10_000_000)],
    );
    const runner = await openModel(path, 'cpu');
    await expect(discover(runner)).rejects.toMatchObject({
      code: 'model-too-large',
      message: expect.stringMatching(/Tile makes 80,000,000 numbers out of 8/),
    });
    runner.dispose();
  });

  it('whose loop has no end is refused', async () => {
    const args = [
      { name: 'b', type: 'DT_BOOL' },
      { name: 'v', type: 'DT_FLOAT' },
    ];
    const path = saved(
      'endless',
      'graph-model',
      {
        node: [
          placeholder,
          constant('go', 'DT_BOOL', []),
          {
            name: 'loop',
            op: 'StatelessWhile',
            input: ['go', 'x'],
            attr: {
              T: { list: { type: ['DT_BOOL', 'DT_FLOAT'] } },
              cond: { func: { name: 'cond' } },
              body: { func: { name: 'body' } },
            },
          },
          { name: 'out', op: 'Identity', input: ['loop:1'], attr: { T: type('DT_FLOAT') } },
        ],
        library: {
          function: [
            {
              signature: { name: 'cond', inputArg: args, outputArg: [{ name: 'c', type: 'DT_BOOL' }] },
              nodeDef: [{ name: 'same', op: 'Identity', input: ['b'], attr: { T: type('DT_BOOL') } }],
              ret: { c: 'same:output:0' },
            },
            {
              signature: {
                name: 'body',
                inputArg: args,
                outputArg: [
                  { name: 'b2', type: 'DT_BOOL' },
                  { name: 'v2', type: 'DT_FLOAT' },
                ],
              },
              nodeDef: [
                { name: 'again', op: 'Identity', input: ['b'], attr: { T: type('DT_BOOL') } },
                { name: 'half', op: 'Relu', input: ['v'], attr: { T: type('DT_FLOAT') } },
              ],
              ret: { b2: 'again:output:0', v2: 'half:activations:0' },
            },
          ],
        },
        versions: {},
      },
      [{ name: 'go', shape: [], dtype: 'bool', bytes: new Uint8Array([1]) }],
    );
    const runner = await openModel(path, 'cpu');
    await expect(discover(runner)).rejects.toMatchObject({
      code: 'model-too-large',
      message: expect.stringMatching(/a loop in it ran 32,768 times/),
    });
    runner.dispose();
  }, 60_000);
});
