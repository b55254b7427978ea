import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * Trains the small models of test/fixtures/trial, whose scale and order of classes are known, and writes the data that
 * they are tried on. Seeded: the same Node and TensorFlow.js write the same files. A model that is there already is
 * kept: delete its folder to train it anew.
 *
 *   node scripts/trialModels.mjs
 *   node scripts/trialModels.mjs --held-out FOLDER
 *
 * The second trains ten others (seeds, architecture and pictures that no threshold of the trial was set by) and keeps
 * them out of the project. scripts/trialTable.mjs shows what the trial finds of either.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const heldOut = process.argv[2] === '--held-out' ? process.argv[3] : undefined;
const out = heldOut ?? join(root, 'test', 'fixtures', 'trial');

/** Mulberry32. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Digits of the example as 7 x 7 means of 4 x 4 pixels. */
function digits(set, count, keep = () => true) {
  const folder = join(root, 'examples', 'mnist', 'data');
  const images = gunzipSync(readFileSync(join(folder, `${set}-images-idx3-ubyte.gz`))).subarray(16);
  const labels = gunzipSync(readFileSync(join(folder, `${set}-labels-idx1-ubyte.gz`))).subarray(8);
  const samples = [];
  for (let i = 0; samples.length < count && i < labels.length; i++) {
    if (!keep(labels[i])) continue;
    const pixels = new Uint8Array(49);
    for (let y = 0; y < 7; y++)
      for (let x = 0; x < 7; x++) {
        let sum = 0;
        for (let dy = 0; dy < 4; dy++)
          for (let dx = 0; dx < 4; dx++) sum += images[i * 784 + (4 * y + dy) * 28 + 4 * x + dx];
        pixels[7 * y + x] = Math.round(sum / 16);
      }
    samples.push({ pixels, label: labels[i] });
  }
  return { shape: [7, 7, 1], samples };
}

const COLORS = [
  [200, 60, 50],
  [60, 150, 70],
  [50, 70, 190],
  [210, 180, 60],
];

/** Twelve classes: a disc, a bar or a frame in one of four colors on a noisy ground. */
function pictures(seed, count, { width = 8, height = 8 } = {}) {
  const next = random(seed);
  const samples = Array.from({ length: count }, (_, i) => {
    const label = i % 12;
    const color = COLORS[label % 4];
    const shape = Math.floor(label / 4);
    const ground = 90 + 80 * next();
    const cx = (width - 1) / 2 + 2 * (next() - 0.5);
    const cy = (height - 1) / 2 + 2 * (next() - 0.5);
    const pixels = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [dx, dy] = [Math.abs(x - cx), Math.abs(y - cy)];
        const inside =
          shape === 0
            ? Math.hypot(dx, dy) < 2.6
            : shape === 1
              ? dy < 1.2 && dx < 3.5
              : Math.max(dx, dy) < 3.6 && Math.max(dx, dy) > 2;
        for (let c = 0; c < 3; c++) {
          const value = (inside ? color[c] : ground) + 50 * (next() - 0.5);
          pixels[3 * (y * width + x) + c] = Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    return { pixels, label };
  });
  return { shape: [height, width, 3], samples };
}

/** By name, how a byte of channel c becomes a number; bgr swaps channels first. */
const WAYS = {
  '0..1': (v) => v / 255,
  '-1..1': (v) => v / 127.5 - 1,
  none: (v) => v,
  '1..0': (v) => 1 - v / 255,
  '1..-1': (v) => 1 - v / 127.5,
  '255..0': (v) => 255 - v,
  torch: (v, c) => (v / 255 - [0.485, 0.456, 0.406][c]) / [0.229, 0.224, 0.225][c],
  caffe: (v, c) => v - [103.939, 116.779, 123.68][c],
};

function numbers(pixels, way, channels) {
  const bgr = way.startsWith('bgr ') || way === 'caffe';
  const scale = WAYS[way.replace('bgr ', '')];
  return Array.from(pixels, (_, i) => {
    const c = i % channels;
    return scale(pixels[bgr ? i + 2 - 2 * c : i], c);
  });
}

function idx({ shape: [height, width, channels], samples }) {
  const axes = channels === 1 ? [samples.length, height, width] : [samples.length, height, width, channels];
  const header = Buffer.alloc(4 + 4 * axes.length);
  header.writeUInt32BE(0x800 + axes.length, 0);
  axes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return gzipSync(Buffer.concat([header, ...samples.map(({ pixels }) => pixels)]), { level: 9 });
}

function idxLabels({ samples }) {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x801, 0);
  header.writeUInt32BE(samples.length, 4);
  return gzipSync(Buffer.concat([header, Buffer.from(samples.map(({ label }) => label))]), { level: 9 });
}

const byNumber = (labels) => [...labels].sort((a, b) => a - b);
const byText = (labels) => [...labels].map(String).sort().map(Number);

const TRAIN = {
  digits: digits('train', 2000),
  pair: digits('train', 700, (label) => label === 3 || label === 7),
  pictures: pictures(1, 720),
  ...(heldOut === undefined ? {} : { larger: pictures(31, 720, { width: 10, height: 9 }) }),
};
const TEST = {
  digits: digits('t10k', 500),
  pair: digits('t10k', 200, (label) => label === 3 || label === 7),
  pictures: pictures(2, 240),
  ...(heldOut === undefined ? {} : { larger: pictures(32, 240, { width: 10, height: 9 }) }),
};

/** Output i of a model stands for order[i]. */
const ORDERS = {
  number: byNumber,
  text: byText,
  swapped: (labels) => [...byNumber(labels)].reverse(),
  turned: (labels) => byNumber(labels).map((_, i, all) => all[(i * 3 + 1) % all.length]),
};

async function train({ name, data, way, order, net, seed, epochs = 12 }) {
  const { shape, samples } = TRAIN[data];
  const labels = ORDERS[order](new Set(samples.map(({ label }) => label)));
  const told = { name, data, way, order, trained: epochs > 0, labels };
  const folder = join(out, name);
  if (existsSync(join(folder, 'model.json'))) return told;
  const kernelInitializer = (offset) => initializers.glorotUniform({ seed: seed * 10 + offset });
  const first =
    net === 'conv'
      ? [
          layers.conv2d({
            filters: 8,
            kernelSize: 3,
            activation: 'relu',
            inputShape: shape,
            kernelInitializer: kernelInitializer(1),
          }),
          layers.flatten(),
        ]
      : [
          layers.flatten({ inputShape: shape }),
          layers.dense({
            units: net === 'deep' ? 40 : 24,
            activation: 'relu',
            kernelInitializer: kernelInitializer(1),
          }),
          ...(net === 'deep'
            ? [layers.dense({ units: 16, activation: 'tanh', kernelInitializer: kernelInitializer(3) })]
            : []),
        ];
  const last = {
    softmax: { units: labels.length, activation: 'softmax' },
    logits: { units: labels.length },
    sigmoid: { units: 1, activation: 'sigmoid' },
    logit: { units: 1 },
    mse: { units: 1 },
  };
  const head = ['conv', 'dense', 'deep'].includes(net) ? 'softmax' : net;
  const model = sequential({
    layers: [...first, layers.dense({ ...last[head], kernelInitializer: kernelInitializer(2) })],
  });
  const x = tf.tensor(
    samples.flatMap(({ pixels }) => numbers(pixels, way, shape[2])),
    [samples.length, ...shape],
  );
  const places = samples.map(({ label }) => labels.indexOf(label));
  const single = ['sigmoid', 'logit', 'mse'].includes(head);
  const y = single
    ? tf.tensor(places, [places.length, 1])
    : tf.oneHot(tf.tensor1d(places, 'int32'), labels.length);
  const logits = (target, answer) => tf.losses.softmaxCrossEntropy(target, answer);
  const logit = (target, answer) => tf.losses.sigmoidCrossEntropy(target, answer);
  const loss = {
    softmax: 'categoricalCrossentropy',
    logits,
    sigmoid: 'binaryCrossentropy',
    logit,
    mse: 'meanSquaredError',
  };
  model.compile({ optimizer: tf.train.adam(0.004), loss: loss[head] });
  if (epochs > 0) await model.fit(x, y, { epochs, batchSize: 32, shuffle: false, verbose: 0 });
  mkdirSync(folder, { recursive: true });
  await model.save({
    save: (artifacts) => {
      writeFileSync(join(folder, 'weights.bin'), Buffer.from(artifacts.weightData));
      writeFileSync(
        join(folder, 'model.json'),
        JSON.stringify({
          format: 'layers-model',
          generatedBy: 'TensorFlow.js tfjs-layers',
          modelTopology: artifacts.modelTopology,
          weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
        }),
      );
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  tf.dispose([x, y]);
  model.dispose();
  return told;
}

const models = [];
const add = (data, way, order, net, seed, more = {}) =>
  models.push({
    name: `${data}-${way.replace(' ', '-')}-${order}-${net}-${seed}`.replaceAll('..', 'to'),
    data,
    way,
    order,
    net,
    seed,
    ...more,
  });
if (heldOut === undefined) addFixtures();
else {
  for (const [way, order] of [
    ['0..1', 'number'],
    ['-1..1', 'text'],
    ['torch', 'number'],
    ['caffe', 'text'],
    ['bgr 0..1', 'number'],
    ['1..0', 'text'],
  ])
    add('larger', way, order, 'deep', 41);
  for (const way of ['-1..1', 'none', '1..-1']) add('digits', way, 'number', 'deep', 42);
  add('pair', '-1..1', 'swapped', 'deep', 43);
}

function addFixtures() {
  for (const way of ['0..1', '-1..1', 'none', '1..0', '1..-1'])
    // A convolution does not train well on bytes as they are.
    for (const seed of way === 'none' ? [1] : [1, 2])
      add('digits', way, 'number', seed === 1 ? 'dense' : 'conv', seed);
  for (const way of ['0..1', '-1..1', 'none']) add('digits', way, 'turned', 'dense', 3);
  add('digits', '0..1', 'number', 'logits', 4);
  add('digits', 'none', 'number', 'logits', 5);
  add('digits', '0..1', 'number', 'dense', 6, { epochs: 1 });
  // Bytes as they are do not train well on these pictures: the digits have such models.
  for (const [way, ofDense, ofConv] of [
    ['0..1', 'number', 'text'],
    ['-1..1', 'text', 'number'],
    ['torch', 'text', 'number'],
    ['caffe', 'number', 'text'],
    ['bgr 0..1', 'text', 'number'],
    ['bgr -1..1', 'number', 'text'],
  ]) {
    add('pictures', way, ofDense, 'dense', 7);
    add('pictures', way, ofConv, 'conv', 8);
  }
  add('pictures', '1..0', 'number', 'dense', 7);
  for (const way of ['0..1', '-1..1', 'none'])
    for (const order of ['number', 'swapped']) add('pair', way, order, 'sigmoid', 9);
  add('pair', '0..1', 'number', 'logit', 10);
  add('pair', '0..1', 'swapped', 'mse', 11);
  add('digits', '0..1', 'number', 'dense', 13, { epochs: 0 });
  add('pictures', '-1..1', 'number', 'conv', 14, { epochs: 0 });
}

mkdirSync(out, { recursive: true });
await tf.setBackend('cpu');
for (const [name, data] of Object.entries(TEST)) {
  const axes = data.shape[2] === 1 ? 3 : 4;
  writeFileSync(join(out, `${name}-images-idx${axes}-ubyte.gz`), idx(data));
  writeFileSync(join(out, `${name}-labels-idx1-ubyte.gz`), idxLabels(data));
}
const trained = [];
for (const model of models) trained.push(await train(model));
writeFileSync(join(out, 'models.json'), `${JSON.stringify(trained, null, 1)}\n`);
console.log(`${trained.length} models in ${out}`);
