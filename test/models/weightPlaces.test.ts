import { expect, it } from 'vitest';
import { draftContainer, type Draft } from '../../src/models/keras/draft.js';
import { placesOf, weightsOf } from '../../src/models/keras/layerWeights.js';
import { matchWeights } from '../../src/models/keras/matchWeights.js';
import { RepairLog } from '../../src/models/keras/repairLog.js';
import type { WeightSpec } from '../../src/models/weightsManifest.js';

/** A functional model of layers, and of ops, which have no `trainable`. */
function functional(...layers: readonly (readonly [type: string, name: string, config?: Draft])[]): Draft {
  return {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: layers.map(([class_name, name, config = { trainable: true }]) => ({
        ...{ class_name, name, inbound_nodes: [] },
        config: { name, ...config },
      })),
    },
  };
}

const weight = (name: string): WeightSpec => ({
  ...{ name, shape: [2], dtype: 'float32', quantization: null, bytes: 8 },
});

it('ops are no places of a .keras file: the layer of the same class stands first', () => {
  const model = draftContainer(
    functional(['Multiply', 'scaled', {}], ['Multiply', 'gate'], ['Add', 'shift', {}], ['Dense', 'out']),
  );
  expect([...placesOf(model)]).toEqual([
    ['layers/multiply', 'gate'],
    ['layers/dense', 'out'],
  ]);
});

it('weights of a .h5 are matched through a scope that is no layer, and however often Keras counted the nameless', () => {
  const model = draftContainer(
    functional(
      ['Conv2D', 'stem_conv', { trainable: true, use_bias: true }],
      ['LayerScale', 'first_scale'],
      ['LayerScale', 'second_scale'],
    ),
  );
  const stored = ['stem/stem_conv/kernel', 'first_scale/variable_12', 'second_scale/variable'].map(weight);
  const renamed = matchWeights(stored, weightsOf(model), new RepairLog());
  expect(stored.map((spec) => (renamed.get(spec) ?? spec.name).split('/')[0])).toEqual([
    'stem_conv',
    'first_scale',
    'second_scale',
  ]);
  expect(new Set(stored.map((spec) => renamed.get(spec))).size).toBe(3);
});
