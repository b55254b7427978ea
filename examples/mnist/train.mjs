/**
 * Trains the example's digit classifier: `node examples/mnist/train.mjs` writes model/model.json and
 * model/weights.bin beside this file. It is an ordinary TensorFlow.js program and knows nothing of Entroscope.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import { gunzipSync } from 'node:zlib';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const EPOCHS = 24;
const BATCH_SIZE = 64;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

const tf = await loadTensorFlow();
const random = seededRandom(7);

const model = tf.sequential();
model.add(
  tf.layers.dense({ units: 128, activation: 'relu', name: 'fc1', inputShape: [PIXELS], ...start(1) }),
);
model.add(tf.layers.dense({ units: 128, activation: 'relu', name: 'fc2', ...start(2) }));
model.add(tf.layers.dense({ units: 128, activation: 'relu', name: 'fc3', ...start(3) }));
model.add(tf.layers.dense({ units: 128, activation: 'relu', name: 'fc4', ...start(4) }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax', name: 'digits', ...start(5) }));

const optimizer = tf.train.adam(0.001);
model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

const digits = readDigits('train');
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  // Large steps first, small ones at the end, so that the last epochs settle.
  optimizer.learningRate = 0.0005 * (1 + Math.cos((Math.PI * epoch) / EPOCHS));
  const { xs, ys } = shuffledAndShifted(digits);
  const { history } = await model.fit(xs, ys, {
    epochs: 1,
    batchSize: BATCH_SIZE,
    shuffle: false,
    verbose: 0,
  });
  tf.dispose([xs, ys]);
  console.log(
    `epoch ${String(epoch + 1).padStart(2)} of ${EPOCHS}: loss ${history.loss[0].toFixed(4)}, ` +
      `accuracy ${history.acc[0].toFixed(4)}`,
  );
}

await model.save({ save: saveToFiles });
console.log(`accuracy on the test digits: ${accuracy(readDigits('t10k')).toFixed(4)}`);

/** TensorFlow.js with its fastest backend here: native where @tensorflow/tfjs-node is installed, else WebAssembly. */
async function loadTensorFlow() {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  try {
    return (await import('@tensorflow/tfjs-node')).default;
  } catch {
    console.log('@tensorflow/tfjs-node does not load here: training with WebAssembly');
  }
  const core = await import('@tensorflow/tfjs-core');
  const layers = await import('@tensorflow/tfjs-layers');
  await import('@tensorflow/tfjs-backend-wasm');
  await core.setBackend('wasm');
  return { ...core, ...layers };
}

/** Starting weights of one layer, the same ones in every run. */
function start(seed) {
  return { kernelInitializer: tf.initializers.heNormal({ seed }) };
}

/** Reads MNIST's own files: images as bytes, 784 a digit, and one label a digit. */
function readDigits(name) {
  const images = gunzipSync(readFileSync(join(FOLDER, 'data', `${name}-images-idx3-ubyte.gz`))).subarray(16);
  const labels = gunzipSync(readFileSync(join(FOLDER, 'data', `${name}-labels-idx1-ubyte.gz`))).subarray(8);
  return { images, labels, count: labels.length };
}

/** One epoch's digits in a new order, each moved by up to two pixels: a shifted 7 is still a 7. */
function shuffledAndShifted({ images, labels, count }) {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const pixels = new Float32Array(count * PIXELS);
  order.forEach((digit, row) => {
    const right = Math.floor(random() * 5) - 2;
    const down = Math.floor(random() * 5) - 2;
    for (let y = Math.max(0, down); y < Math.min(SIDE, SIDE + down); y++) {
      for (let x = Math.max(0, right); x < Math.min(SIDE, SIDE + right); x++) {
        const from = digit * PIXELS + (y - down) * SIDE + (x - right);
        pixels[row * PIXELS + y * SIDE + x] = images[from] / 255;
      }
    }
  });
  const oneHot = new Float32Array(count * 10);
  order.forEach((digit, row) => {
    oneHot[row * 10 + labels[digit]] = 1;
  });
  return {
    xs: tf.tensor2d(pixels, [count, PIXELS]),
    ys: tf.tensor2d(oneHot, [count, 10]),
  };
}

/** Share of the digits that the model names rightly. */
function accuracy({ images, labels, count }) {
  const guesses = tf.tidy(() => {
    const xs = tf.tensor2d(
      Float32Array.from(images, (byte) => byte / 255),
      [count, PIXELS],
    );
    return tf.argMax(model.predict(xs), 1).dataSync();
  });
  return guesses.filter((guess, index) => guess === labels[index]).length / count;
}

/** Writes model.json and weights.bin, each beside its old version first: who watches never sees half a file. */
async function saveToFiles({ modelTopology, weightSpecs, weightData, format, generatedBy }) {
  const folder = join(FOLDER, 'model');
  mkdirSync(folder, { recursive: true });
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = JSON.stringify({ format, generatedBy, convertedBy: null, modelTopology, weightsManifest });
  const bytes = Array.isArray(weightData)
    ? Buffer.concat(weightData.map((part) => Buffer.from(part)))
    : Buffer.from(weightData);
  for (const [file, content] of [
    ['weights.bin', bytes],
    ['model.json', `${json}\n`],
  ]) {
    writeFileSync(join(folder, `${file}.new`), content);
    renameSync(join(folder, `${file}.new`), join(folder, file));
  }
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
}

/** The same sequence of numbers in 0..1 for the same seed (mulberry32). */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
