import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModel, tapAll } from '../support/openModel.js';
import { KERAS3, kerasNumbers, worstDifference } from './keras3Fixture.js';

const LOADING: readonly (readonly [name: string, repairs: readonly string[]])[] = [
  ['real_mlp_h5', ['input-shape', 'dtype-policy', 'weight-names']],
  ['real_mlp_keras', ['input-shape', 'dtype-policy', 'weight-order', 'training-state']],
  [
    'real_shuffled_keras',
    ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends', 'weight-order', 'training-state'],
  ],
  [
    'real_activations_h5',
    ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends', 'activation', 'hard-sigmoid'],
  ],
  ['real_cnn_keras', ['input-shape', 'dtype-policy', 'weight-order', 'training-state']],
  ['real_cnn_uint8', ['input-shape', 'dtype-policy', 'weight-names']],
  ['real_branches_h5', ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends', 'training-options']],
  [
    'real_nested_keras',
    [
      'input-shape',
      'dtype-policy',
      'inbound-nodes',
      'model-ends',
      'nested-calls',
      'weight-order',
      'training-state',
    ],
  ],
  [
    'real_twins_keras',
    [
      'input-shape',
      'dtype-policy',
      'inbound-nodes',
      'model-ends',
      'nested-calls',
      'layer-names',
      'weight-order',
      'training-state',
    ],
  ],
  ['real_two_inputs_python', ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends']],
  ['real_two_inputs_shards', ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends']],
  ['real_bilstm_h5', ['input-shape', 'dtype-policy', 'bidirectional-names', 'weight-names']],
  [
    'real_bilstm_keras33',
    ['input-shape', 'bidirectional-names', 'training-options', 'weight-order', 'training-state'],
  ],
  ['real_embedding_keras', ['input-shape', 'dtype-policy', 'weight-order', 'training-state']],
  [
    'real_masked_keras',
    ['input-shape', 'dtype-policy', 'inbound-nodes', 'mask', 'model-ends', 'weight-order', 'training-state'],
  ],
  ['real_gru_reset_after', ['input-shape', 'dtype-policy', 'weight-names', 'gru']],
  [
    'real_quiet_h5',
    ['input-shape', 'dtype-policy', 'weight-names', 'layer-options', 'bilinear', 'hard-sigmoid'],
  ],
  [
    'k3_functional_shared',
    ['input-shape', 'dtype-policy', 'inbound-nodes', 'model-ends', 'activation', 'weight-names'],
  ],
  ['k3_sequential_cnn', ['input-shape', 'dtype-policy', 'weight-names']],
];

describe.each(['wasm', 'cpu'] as const)('Keras 3 exports give Keras’ own outputs on %s', (backend) => {
  it.each(LOADING)('%s', async (name, repairs) => {
    const runner = await openModel(join(KERAS3, name, 'model.json'), backend);
    const { inputs, shapes, rows, y } = kerasNumbers(join(KERAS3, name), runner.inputs);
    const { output } = await tapAll(runner, inputs, shapes, rows);
    expect(worstDifference(output, y)).toBeLessThan(1e-5);
    expect(runner.backend).toBe(backend);
    expect(runner.repairs.map(({ code }) => code).sort()).toEqual([...repairs].sort());
    expect(runner.repairs.every(({ detail }) => detail.length > 20)).toBe(true);
    runner.dispose();
  });
});

describe('what the taps of repaired models say', () => {
  it('layers that were told apart keep the names of the file', async () => {
    const runner = await openModel(join(KERAS3, 'real_twins_keras', 'model.json'));
    const taps = await runner.discover([new Float32Array(128)], [[64]], 2);
    expect(taps.map(({ id, name }) => `${id} ${name}`).sort()).toEqual([
      'average average',
      'digit digit',
      'one/first first',
      'one/second second',
      'other/first first',
      'other/second second',
    ]);
    runner.dispose();
  });
  it('activations and classes are called as Keras calls them', async () => {
    const runner = await openModel(join(KERAS3, 'real_activations_h5', 'model.json'));
    const taps = await runner.discover([new Float32Array(128)], [[64]], 2);
    expect(taps.map(({ activation }) => activation)).toEqual([
      'silu',
      'gelu',
      'leaky_relu',
      'elu',
      'selu',
      'relu6',
      'softplus',
      'tanh',
      'hard_sigmoid',
      'mish',
      'softmax',
    ]);
    runner.dispose();
    const quiet = await openModel(join(KERAS3, 'real_quiet_h5', 'model.json'));
    const layers = await quiet.discover([new Float32Array(128)], [[8, 8, 1]], 2);
    expect(layers.map(({ type }) => type)).toEqual([
      'UpSampling2D',
      'Conv2D',
      'LeakyReLU',
      'Conv2D',
      'ReLU',
      'Flatten',
      'Dense',
      'Dense',
    ]);
    quiet.dispose();
  });
});

describe('what never loads is refused in one sentence', () => {
  it.each([['real_lambda_keras', 'model-unknown-layer', /layers of class Lambda .*graph model/]])(
    '%s',
    async (name, code, message) => {
      await expect(openModel(join(KERAS3, name, 'model.json'))).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    },
  );
});

/** Each with the repairs that it needs besides those of every Keras 3 export. */
const MORE: readonly (readonly [name: string, repairs: readonly string[]])[] = [
  ['more_activations_keras', ['activation']],
  ['more_augment_keras', ['bilinear', 'pass-through']],
  ['more_axis_keras', ['normalized-axis']],
  ['more_bidirectional_h5', ['bidirectional-names']],
  ['more_causal_keras', ['layer-options']],
  ['more_convlstm_keras', []],
  ['more_masked_mean_keras', ['masked-mean']],
  ['more_masking_keras', ['bidirectional-names', 'mask']],
  ['more_models_h5', ['layer-names', 'weight-names']],
  ['more_recurrent_keras', ['hard-sigmoid']],
  ['more_relu_keras', ['hard-sigmoid', 'layer-options']],
  ['more_seq2seq_keras', []],
  ['more_siamese_keras', ['nested-calls', 'subtract']],
  ['more_time_h5', ['weight-names']],
  ['keras2_dictionary_h5', ['model-ends']],
  ['keras2_residual_h5', ['layer-options', 'training-options']],
  ['keras2_separable_h5', ['unknown-fields']],
  ['keras2_unet_h5', ['bilinear', 'pass-through']],
  ['graph_layer_normalization', ['batch-statistics']],
  ['graph_fused_tanh', ['fused-ops']],
  ['graph_masked_lstm', ['fused-ops']],
];

describe('models with what the trained ones do not have', () => {
  it.each(MORE)('%s', async (name, repairs) => {
    const folder = join(KERAS3, name);
    const runner = await openModel(join(folder, 'model.json'));
    const { inputs, shapes, rows, y } = kerasNumbers(folder, runner.inputs);
    const { values, output, taps } = await tapAll(runner, inputs, shapes, rows);
    const last = output ?? values.get(taps.at(-1)?.id ?? '') ?? null;
    expect(worstDifference(last, y)).toBeLessThan(1e-5);
    expect(runner.repairs.map(({ code }) => code)).toEqual(expect.arrayContaining([...repairs]));
    if (!name.startsWith('more')) expect(runner.repairs).toHaveLength(repairs.length);
    runner.dispose();
  });

  it('a loop that TensorFlow.js cannot run is refused with the way out', async () => {
    const runner = await openModel(join(KERAS3, 'graph_loop', 'model.json'));
    await expect(runner.discover([new Float32Array(40)], [[5, 4]], 2)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/has a loop .*unroll=True.*control_flow_v2/),
    });
    runner.dispose();
  });
});
