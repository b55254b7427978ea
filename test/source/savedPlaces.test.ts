import { describe, expect, it } from 'vitest';
import { findLayers, findLayersInCells } from '../../src/source/findLayers.js';
import { chooseSource } from '../../src/source/match/chooseSource.js';
import { matchLayers } from '../../src/source/match/matchLayers.js';
import { pathEvidence } from '../../src/source/match/pathEvidence.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';

const HEAD = [
  'import os, json',
  'from pathlib import Path',
  'import tensorflow as tf',
  'from tensorflow import keras',
  'from tensorflow.keras.callbacks import ModelCheckpoint, BackupAndRestore',
  'import tensorflowjs as tfjs',
  'model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(2)])',
  '',
].join('\n');

/** Paths of the only model, and those of which it is not seen which model they are of. */
function pathsIn(code: string): readonly [readonly string[], readonly string[]] {
  const { groups, paths } = findLayers(HEAD + code, 'python');
  return [groups[0]?.paths ?? [], paths];
}

describe('where Keras code saves a model', () => {
  it.each<[string, string]>([
    ['model.save("digits.keras")', 'digits.keras'],
    ['model.save(filepath="digits.keras", overwrite=True)', 'digits.keras'],
    ['keras.saving.save_model(model, "a/b.keras")', 'a/b.keras'],
    ['tf.keras.models.save_model(model, filepath="b.h5")', 'b.h5'],
    ['model.export("exported")', 'exported'],
    ['tfjs.converters.save_keras_model(model, "web")', 'web'],
    ['OUT = "runs"\nmodel.save(os.path.join(OUT, "m.keras"))', 'runs/m.keras'],
    ['OUT = Path("runs") / "a"\nmodel.save(OUT / "m.keras")', 'runs/a/m.keras'],
    ['model.save(Path(__file__).resolve().parent / "m.keras")', './m.keras'],
    ['model.save(os.path.join(os.path.dirname(os.path.abspath(__file__)), "m.keras"))', './m.keras'],
    ['model.save(str(Path(args.out) / "m.keras"))', '*/m.keras'],
    ['model.save(args.out + "/m.keras")', '*/m.keras'],
    ['model.save(f"{args.out}/m_{args.seed}.keras")', '*/m_*.keras'],
    ['model.save("m_{}.keras".format(args.seed))', 'm_*.keras'],
    ['model.save("m_%03d.keras" % args.seed)', 'm_*.keras'],
    ['for i in range(2, 3):\n    model.save(f"m_{i:02d}.keras")', 'm_02.keras'],
    ['for epoch in range(epochs):\n    model.save(f"m_{epoch}.keras")', 'm_*.keras'],
    ['with open("m.json", "w") as f:\n    f.write(model.to_json())', 'm.json'],
    ['text = model.to_json()\nopen("m.json", "w").write(text)', 'm.json'],
    ['with open("m.json", "w") as f:\n    json.dump(json.loads(model.to_json()), f)', 'm.json'],
    ['Path("m.json").write_text(model.to_json())', 'm.json'],
    ['model.fit(x, callbacks=[ModelCheckpoint("c.keras")])', 'c.keras'],
    [
      'model.fit(x, callbacks=[keras.callbacks.ModelCheckpoint(filepath="c/{epoch:02d}-{val_loss:.2f}.keras")])',
      'c/*-*.keras',
    ],
    [
      'DIR = "c"\ncp = ModelCheckpoint(f"{DIR}/e{{epoch:02d}}.keras")\nmodel.fit(x, callbacks=[cp])',
      'c/e*.keras',
    ],
    ['cp = ModelCheckpoint(f"e{{epoch}}.keras")\nmodel.fit(x, callbacks=cp)', 'e*.keras'],
    [
      'def callbacks(name):\n    return [ModelCheckpoint(f"{name}.h5", save_best_only=True)]\nmodel.fit(x, callbacks=callbacks("best"))',
      'best.h5',
    ],
  ])('%s', (code, path) => {
    expect(pathsIn(code)).toEqual([[path], []]);
  });

  it.each([
    'model.fit(x, callbacks=[BackupAndRestore("backup")])',
    'model.fit(x, callbacks=[ModelCheckpoint("w.weights.h5", save_weights_only=True)])',
    'model.save_weights("m.weights.h5")',
    'model.save(args.out)',
    'open("notes.txt", "w").write("model.keras")',
  ])('nowhere: %s', (code) => {
    expect(pathsIn(code)).toEqual([[], []]);
  });

  it('keeps a checkpoint of which it is not seen which model it saves', () => {
    expect(pathsIn('train(model, [ModelCheckpoint("c.keras")])')).toEqual([[], ['c.keras']]);
  });

  it('names a layer as an f-string with a format does', () => {
    const { layers } = findLayers(
      'import keras\nfor i in range(3, 4):\n    keras.layers.Dense(2, name=f"fc_{i:02d}")\nfor i in n:\n    keras.layers.Dense(3, name=f"out_{i:02d}")',
      'python',
    );
    expect(layers.map(({ name }) => name)).toEqual(['fc_03', null]);
  });
});

function evidence(path: string, model: string, source = '/w/src/train.py'): string {
  const [group] = findLayers(`${HEAD}model.save(${JSON.stringify(path)})`, 'python').groups;
  return pathEvidence(group!, [], { modelPath: model, sourcePath: source });
}

describe('pathEvidence of Keras files', () => {
  it.each([
    ['m.keras', '/w/src/m.keras', 'exact'],
    ['../out/m.keras', '/w/out/m.keras', 'exact'],
    // From the project's folder, and from a folder below the code's.
    ['m.keras', '/w/m.keras', 'same'],
    ['m.keras', '/w/src/runs/1/m.keras', 'same'],
    // Everybody has a m.keras.
    ['m.keras', '/w/other/m.keras', 'other'],
    ['out/m.keras', '/w/out/m.keras', 'same'],
    ['out/m.keras', '/w/m.keras', 'other'],
    ['/content/drive/MyDrive/m.h5', '/w/m.h5', 'same'],
    ['/kaggle/working/out/m.h5', '/w/out/m.h5', 'same'],
    // A folder that a SavedModel goes to says nothing of a file.
    ['out', '/w/out/m.keras', 'unknown'],
    ['m.h5', '/w/src/m/model.json', 'unknown'],
  ])('%s for %s: %s', (path, model, expected) => {
    expect(evidence(path, model)).toBe(expected);
  });

  it('counts names of which parts are open, if enough is said', () => {
    const of = (code: string, model: string): string => {
      const { groups, paths } = findLayers(HEAD + code, 'python');
      return pathEvidence(groups[0]!, paths, { modelPath: model, sourcePath: '/w/src/train.py' });
    };
    const checkpoint = 'model.fit(x, callbacks=[ModelCheckpoint("ck/ep-{epoch:02d}-{val_loss:.2f}.keras")])';
    expect(of(checkpoint, '/w/src/ck/ep-03-0.21.keras')).toBe('unknown');
    expect(of(checkpoint.replace('ep-', 'epoch-'), '/w/src/ck/epoch-03-0.21.keras')).toBe('exact');
    expect(of(checkpoint.replace('ep-', 'epoch-'), '/w/ck/epoch-03-0.21.keras')).toBe('same');
    expect(of(checkpoint.replace('ep-', 'epoch-'), '/w/src/ck/last.keras')).toBe('unknown');
    expect(of('model.save(os.path.join(args.out, "m.keras"))', '/w/runs/m.keras')).toBe('unknown');
    expect(of('model.save(os.path.join(args.out, "m.keras"))', '/w/src/runs/m.keras')).toBe('same');
    expect(of('model.save(f"{args.name}.keras")', '/w/src/m.keras')).toBe('unknown');
  });
});

describe('two notebooks with the same model', () => {
  const layers: readonly ModelLayer[] = [
    { id: 'dense', name: 'dense', type: 'Dense', activation: 'relu', outputShape: [8], parameters: 40 },
    { id: 'dense_1', name: 'dense_1', type: 'Dense', activation: null, outputShape: [2], parameters: 18 },
  ];

  it('are told apart by the file that the training loop saves to', () => {
    const notebook = (name: string): ReturnType<typeof findLayersInCells> =>
      findLayersInCells(
        [
          'import keras\nfrom keras.layers import Dense\ninputs = keras.Input((4,))',
          'x = Dense(8, activation="relu")(inputs)\nmodel = keras.Model(inputs, Dense(2)(x))',
          `for epoch in range(epochs):\n    for x, y in data:\n        step(x, y)\n    if epoch % 10 == 0:\n        model.save(f'saved/${name}_{epoch:03d}.keras')`,
        ].map((text) => ({ text, language: 'python' as const })),
      );
    const candidates = ['cats', 'dogs'].map((name) => ({
      key: name,
      match: matchLayers(layers, notebook(name), {
        modelPath: '/w/saved/dogs_010.keras',
        sourcePath: `/w/${name}.ipynb`,
      }),
    }));
    expect(chooseSource(candidates)).toEqual({ kind: 'clear', key: 'dogs' });
    expect(candidates[1]!.match.matches.map(({ ids }) => ids)).toEqual([['dense'], ['dense_1']]);
  });
});
