import { describe, expect, it } from 'vitest';
import { findLayers } from '../../src/source/findLayers.js';
import { chooseSource } from '../../src/source/match/chooseSource.js';
import { matchLayers, type MatchOptions } from '../../src/source/match/matchLayers.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';

function dense(name: string, units: number, activation: string | null = 'relu'): ModelLayer {
  return { id: name, name, type: 'Dense', activation, outputShape: [units], parameters: 0 };
}

/** Line, from 1 -> ids. */
function lines(code: readonly string[], model: readonly ModelLayer[], options: MatchOptions = {}) {
  const program = findLayers(code.join('\n'), 'javascript');
  const { matches } = matchLayers(model, program, options);
  return Object.fromEntries(matches.map(({ layer, ids }) => [program.layers[layer]!.line + 1, ids]));
}

const MLP = [dense('dense_Dense1', 64), dense('dense_Dense2', 32), dense('dense_Dense3', 10, 'softmax')];
const HEAD = ["import * as tf from '@tensorflow/tfjs';", 'const model = tf.sequential();'];
function add(units: number, activation = 'relu', rest = ''): string {
  return `model.add(tf.layers.dense({ units: ${units}, activation: '${activation}'${rest} }));`;
}

describe('matchLayers', () => {
  it('gives each line its layer', () => {
    expect(lines([...HEAD, add(64), add(32), add(10, 'softmax')], MLP)).toEqual({
      3: ['dense_Dense1'],
      4: ['dense_Dense2'],
      5: ['dense_Dense3'],
    });
  });

  it('finds the layers again when one was put in since', () => {
    const code = [...HEAD, add(64), add(48), add(32), add(10, 'softmax')];
    expect(lines(code, MLP)).toEqual({ 3: ['dense_Dense1'], 5: ['dense_Dense2'], 6: ['dense_Dense3'] });
  });

  it('gives nothing to two lines of which either may be the new one', () => {
    const code = [...HEAD, add(64), add(64), add(32), add(10, 'softmax')];
    expect(lines(code, MLP)).toEqual({ 5: ['dense_Dense2'], 6: ['dense_Dense3'] });
  });

  it('says likely of a line whose size was changed, and only where the code is known to be the model’s', () => {
    const program = findLayers([...HEAD, add(64), add(33), add(10, 'softmax')].join('\n'), 'javascript');
    expect(matchLayers(MLP, program).matches).toEqual([]);
    expect(matchLayers(MLP, program, { known: true }).matches).toMatchObject([
      { ids: ['dense_Dense1'] },
      { ids: ['dense_Dense2'], confidence: 'likely' },
      { ids: ['dense_Dense3'] },
    ]);
  });

  it('goes by names given by hand, whatever the order of the lines', () => {
    const model = [dense('first', 20), dense('second', 20), dense('out', 3, 'softmax')];
    const code = [
      ...HEAD,
      add(20, 'relu', ", name: 'first'"),
      add(20, 'relu', ", name: 'new'"),
      add(20, 'relu', ", name: 'second'"),
      add(3, 'softmax', ", name: 'out'"),
    ];
    expect(lines(code, model, { known: true })).toEqual({ 3: ['first'], 5: ['second'], 6: ['out'] });
  });

  it('keeps two models of one file apart, and gives nothing where both are the same', () => {
    const two = [
      "import * as tf from '@tensorflow/tfjs';",
      'const a = tf.sequential({ layers: [tf.layers.dense({ units: 64, inputShape: [4] }), tf.layers.dense({ units: 2 })] });',
      'const b = tf.sequential();',
      'b.add(tf.layers.dense({ units: 8, inputShape: [4] }));',
      'b.add(tf.layers.dense({ units: 2 }));',
    ];
    const ofB = [dense('dense_Dense3', 8, null), dense('dense_Dense4', 2, null)];
    expect(lines(two, ofB)).toEqual({ 4: ['dense_Dense3'], 5: ['dense_Dense4'] });
    const same = two.map((line) => line.replace('units: 64', 'units: 8'));
    const named = [dense('dense_Dense7', 8, null), dense('dense_Dense8', 2, null)];
    expect(lines(same, named)).toEqual({});
  });

  it('tells two models that are the same by the numbers in automatic names', () => {
    const same = [
      "import * as tf from '@tensorflow/tfjs';",
      'const a = tf.sequential({ layers: [tf.layers.dense({ units: 8 }), tf.layers.dense({ units: 2 })] });',
      'const b = tf.sequential();',
      'b.add(tf.layers.dense({ units: 8 }));',
      'b.add(tf.layers.dense({ units: 2 }));',
    ];
    const ofB = [dense('dense_Dense3', 8, null), dense('dense_Dense4', 2, null)];
    expect(lines(same, ofB)).toEqual({ 4: ['dense_Dense3'], 5: ['dense_Dense4'] });
    const looped = same.map((line) => line.replace('const a', 'for (const x of xs) a'));
    expect(lines(looped, ofB)).toEqual({});
  });

  it('tells two models that are the same by where they are saved', () => {
    const code = [
      "import * as tf from '@tensorflow/tfjs';",
      'const a = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4] })] });',
      "await a.save('file://./models/a');",
      'const b = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4] })] });',
      "await b.save('file://./models/b');",
    ];
    const model = [dense('dense_Dense1', 8, null)];
    expect(lines(code, model, { modelPath: 'project/models/b/model.json' })).toEqual({ 4: ['dense_Dense1'] });
    expect(lines(code, model, { modelPath: 'project/models/a/model.json' })).toEqual({ 2: ['dense_Dense1'] });
  });

  it('gives no line of code that saves an unlike model elsewhere', () => {
    const code = [...HEAD, add(64), add(32), add(11, 'softmax'), "model.save('file://./letters');"];
    expect(lines(code, MLP, { modelPath: 'digits/model.json' })).toEqual({});
  });
});

describe('chooseSource', () => {
  const code = [...HEAD, add(64), add(32), add(10, 'softmax'), "await model.save('file://./digits');"].join(
    '\n',
  );
  const candidate = (key: string, modelPath: string, text = code) => ({
    key,
    match: matchLayers(MLP, findLayers(text, 'javascript'), { modelPath, sourcePath: key }),
  });

  it('takes the one file that fits', () => {
    expect(chooseSource([candidate('train.js', 'digits/model.json')])).toEqual({
      kind: 'clear',
      key: 'train.js',
    });
  });

  it('takes the file that saves right there of two that are the same', () => {
    const both = ['a/train.js', 'b/train.js'].map((key) => candidate(key, 'b/digits/model.json'));
    expect(chooseSource(both)).toEqual({ kind: 'clear', key: 'b/train.js' });
  });

  it('asks between two files that are the same', () => {
    const both = ['a.js', 'b.js'].map((key) => candidate(key, 'digits/model.json'));
    expect(chooseSource(both)).toEqual({ kind: 'ambiguous', keys: ['a.js', 'b.js'] });
  });

  it('takes none of files that made other models', () => {
    const other = [...HEAD, add(5), add(4), add(3), add(2)].join('\n');
    expect(chooseSource([candidate('other.js', 'digits/model.json', other)])).toEqual({ kind: 'none' });
  });
});
