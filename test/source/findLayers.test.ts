import { describe, expect, it } from 'vitest';
import { findLayers, findLayersInCells } from '../../src/source/findLayers.js';

describe('findLayers', () => {
  it('names the class, the sizes and the line of each layer of a sequential model', () => {
    const { layers, groups } = findLayers(
      [
        "import * as tf from '@tensorflow/tfjs';",
        'const HIDDEN = 128;',
        'const model = tf.sequential();',
        "model.add(tf.layers.conv2d({inputShape: [28, 28, 1], filters: 8, kernelSize: [3, 5], activation: 'relu'}));",
        'model.add(tf.layers.maxPooling2d({poolSize: 2}));',
        'model.add(tf.layers.flatten());',
        "model.add(tf.layers.dense({units: HIDDEN, name: 'hidden'}));",
        "await model.save('file://./digits');",
      ].join('\n'),
      'javascript',
    );
    expect(layers.map(({ line, type, name }) => [line, type, name])).toEqual([
      [3, 'Conv2D', null],
      [4, 'MaxPooling2D', null],
      [5, 'Flatten', null],
      [6, 'Dense', 'hidden'],
    ]);
    expect(layers[0]?.sizes).toEqual({ units: 8, kernelSize: [3, 5], activation: 'relu' });
    expect(layers[3]?.sizes).toEqual({ units: 128, kernelSize: null, activation: 'linear' });
    expect(groups).toMatchObject([{ kind: 'sequential', variable: 'model', paths: ['file://./digits'] }]);
  });

  it('counts the layers of a loop over a list of literals, and not of one over anything else', () => {
    const { layers } = findLayers(
      [
        'from tensorflow import keras',
        'from tensorflow.keras.layers import Dense',
        'model = keras.Sequential()',
        'for units in (64, 32, 16):',
        '    model.add(Dense(units))',
        'for units in sizes:',
        '    model.add(Dense(units))',
      ].join('\n'),
      'python',
    );
    expect(layers.map(({ line, repeats, count }) => [line, repeats, count])).toEqual([
      [4, 'loop', 3],
      [6, 'loop', null],
    ]);
  });

  it('reads the cells of a notebook as one program and tells the cell of each layer', () => {
    const { layers, groups } = findLayersInCells([
      {
        language: 'python',
        text: '%matplotlib inline\n!pip install tensorflowjs\nfrom tensorflow import keras\n',
      },
      {
        language: 'python',
        text: 'from keras import layers as L\nm = keras.Sequential([\n    L.Dense(5),\n])',
      },
      { language: 'python', text: 'm.save("m.h5")\n!tensorflowjs_converter --input_format keras m.h5 web/m' },
    ]);
    expect(layers.map(({ cell, line, type }) => [cell, line, type])).toEqual([[1, 2, 'Dense']]);
    expect(groups[0]?.paths).toEqual(['m.h5', 'web/m']);
  });

  it('takes a library that a function of the program loads for TensorFlow, when it is called tf', () => {
    const { layers } = findLayers(
      [
        'const tf = await loadTensorFlow();',
        'const model = tf.sequential();',
        "model.add(tf.layers.dense({ units: 4, name: 'fc', ...start(1) }));",
        'async function loadTensorFlow() {',
        "  try { return (await import('@tensorflow/tfjs-node')).default; } catch { console.log('none'); }",
        "  const core = await import('@tensorflow/tfjs-core');",
        '  return { ...core };',
        '}',
      ].join('\n'),
      'javascript',
    );
    expect(layers.map(({ line, type, name }) => [line, type, name])).toEqual([[2, 'Dense', 'fc']]);
  });
});
