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

  it.each([
    [
      'a parameter that Python takes by name only',
      'python',
      'def add(m, *, units):',
      '  m.add(Dense(units))',
      'add(model, units=64)',
    ],
    ['a comment between operands', 'python', 'model.add(Dense(32 * # wide', '  2))'],
    [
      '`this` as the type of a function',
      'typescript',
      'function add(this: void, m: tf.Sequential, units: number) {',
      '  m.add(tf.layers.dense({ units }));',
      '}',
      'add(model, 64);',
    ],
    [
      'a loop whose variable was declared before',
      'javascript',
      'let units;',
      'for (units of [64]) {',
      '  model.add(tf.layers.dense({ units }));',
      '}',
    ],
  ] as const)('reads %s', (_, language, ...code) => {
    const head =
      language === 'python'
        ? [
            'from tensorflow import keras',
            'from tensorflow.keras.layers import Dense',
            'model = keras.Sequential()',
          ]
        : ["import * as tf from '@tensorflow/tfjs';", 'const model = tf.sequential();'];
    const { layers } = findLayers([...head, ...code].join('\n'), language);
    expect(layers.map(({ type, sizes }) => [type, sizes.units])).toEqual([['Dense', 64]]);
  });

  it('takes no size from a sum that is half written', () => {
    const head = "import * as tf from '@tensorflow/tfjs';\nconst model = tf.sequential();\n";
    const { layers } = findLayers(`${head}model.add(tf.layers.dense({ units: 64 - }));`, 'javascript');
    expect(layers.map(({ sizes }) => sizes.units)).toEqual([null]);
  });

  it('undoes no escapes in raw text', () => {
    const head = 'from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense(4)])\n';
    const { groups } = findLayers(`${head}model.save(r"models\\new")`, 'python');
    expect(groups.map(({ paths }) => paths)).toEqual([['models\\new']]);
  });
});
