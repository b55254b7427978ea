import { findLayers } from '../src/source/findLayers.js';
import { matchLayers } from '../src/source/match/matchLayers.js';
import type { ModelLayer } from '../src/source/match/modelLayer.js';
import { SourceCache } from '../src/source/sourceCache.js';
import type { SourceLanguage } from '../src/source/syntax/parseSource.js';
import { median } from './median.js';

export interface SourceTimes {
  readonly language: string;
  readonly lines: number;
  /** The first look at the file, in a process that has looked at a short one. */
  readonly firstMs: number;
  /** Median over edits of one character, each parsed and matched again. */
  readonly editMs: number;
  readonly worstEditMs: number;
  /** Of a file of the same length without layers. */
  readonly withoutLayersMs: number;
}

const LINES = 2000;
const EDITS = 60;

/** Times of finding and matching the layers of a long training script, first and while it is edited. */
export function sourceTimes(language: SourceLanguage): SourceTimes {
  const text = script(language, LINES);
  const model = modelOf(5);
  // An editor in which some lines of another file were typed.
  const other = new SourceCache();
  for (let edit = 0; edit < 20; edit++)
    matchLayers(model, findLayers(script(language, 300 + edit), language, other));
  const cache = new SourceCache();
  const firstMs = timed(() => matchLayers(model, findLayers(text, language, cache)));
  const edits: number[] = [];
  let edited = text;
  for (let edit = 0; edit < EDITS; edit++) {
    const line = edited.indexOf('\n', Math.floor((edited.length * (edit + 0.5)) / EDITS));
    edited = `${edited.slice(0, line)} ${edited.slice(line)}`;
    const now = edited;
    edits.push(timed(() => matchLayers(model, findLayers(now, language, cache))));
  }
  const plain = text.replace(/layers|keras|tensorflow|tfjs|sequential|Dense|\btf\b/gi, 'other');
  return {
    language,
    lines: LINES,
    firstMs,
    editMs: median(edits),
    worstEditMs: Math.max(...edits),
    withoutLayersMs: median(Array.from({ length: 20 }, () => timed(() => findLayers(plain, language)))),
  };
}

function timed(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Several models and much other code around them. */
function script(language: SourceLanguage, lines: number): string {
  const python = language === 'python';
  const text = [python ? 'from tensorflow import keras' : "import * as tf from '@tensorflow/tfjs';"];
  for (let index = 0; text.length < lines; index++) {
    if (index % 12 === 0) text.push(...(python ? pythonModel(index) : javascriptModel(index)));
    else text.push(...(python ? pythonCode(index) : javascriptCode(index)));
  }
  return text.slice(0, lines).join('\n');
}

function javascriptModel(index: number): readonly string[] {
  return [
    `function build${index}() {`,
    '  const model = tf.sequential();',
    `  model.add(tf.layers.dense({ units: ${index + 8}, inputShape: [20], activation: 'relu' }));`,
    '  for (const units of [64, 32, 16]) {',
    "    model.add(tf.layers.dense({ units, activation: 'relu' }));",
    '  }',
    "  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));",
    '  return model;',
    '}',
  ];
}

function javascriptCode(index: number): readonly string[] {
  return [
    `async function load${index}(path, { batch = 32, shuffle = true } = {}) {`,
    '  const rows = await readRows(path);',
    '  const xs = rows.map((row) => row.slice(0, -1).map((value) => (Number(value) - MEAN) / SCALE));',
    '  const ys = rows.map((row) => Number(row.at(-1)));',
    '  if (shuffle) shuffleTogether(xs, ys);',
    '  for (let at = 0; at < xs.length; at += batch) {',
    '    console.log(`${path}: ${at} of ${xs.length}`, tf.memory().numTensors);',
    '  }',
    '  return { xs: tf.tensor2d(xs), ys: tf.oneHot(tf.tensor1d(ys, "int32"), 10) };',
    '}',
    '',
  ];
}

function pythonModel(index: number): readonly string[] {
  return [
    `def build${index}(classes=10):`,
    '    model = keras.Sequential()',
    `    model.add(keras.layers.Dense(${index + 8}, activation="relu", input_shape=(20,)))`,
    '    for units in (64, 32, 16):',
    '        model.add(keras.layers.Dense(units, activation="relu"))',
    '    model.add(keras.layers.Dense(classes, activation="softmax"))',
    '    return model',
    '',
  ];
}

function pythonCode(index: number): readonly string[] {
  return [
    `def load${index}(path, batch=32, shuffle=True):`,
    '    rows = [line.strip().split(",") for line in open(path)]',
    '    xs = np.array([[float(value) for value in row[:-1]] for row in rows]) / 255.0',
    '    ys = np.array([int(row[-1]) for row in rows])',
    '    if shuffle:',
    '        order = np.random.permutation(len(xs))',
    '        xs, ys = xs[order], ys[order]',
    '    for at in range(0, len(xs), batch):',
    '        print(f"{path}: {at} of {len(xs)}", xs[at:at + batch].mean())',
    '    return tf.data.Dataset.from_tensor_slices((xs, ys)).batch(batch)',
    '',
  ];
}

function modelOf(hidden: number): readonly ModelLayer[] {
  const sizes = [8, ...[64, 32, 16, 12, 11].slice(0, hidden - 2), 10];
  return sizes.map((units, index) => ({
    id: `dense_Dense${index + 1}`,
    name: `dense_Dense${index + 1}`,
    type: 'Dense',
    activation: index === sizes.length - 1 ? 'softmax' : 'relu',
    outputShape: [units],
    parameters: units,
  }));
}
