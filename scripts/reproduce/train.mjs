import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import { PIXELS, seeded, trainingDigits } from './digits.mjs';

/** TensorFlow.js with its fastest backend here. */
async function loadTensorFlow() {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  try {
    return (await import('@tensorflow/tfjs-node')).default;
  } catch {
    const core = await import('@tensorflow/tfjs-core');
    const layers = await import('@tensorflow/tfjs-layers');
    await import('@tensorflow/tfjs-backend-wasm');
    await core.setBackend('wasm');
    return { ...core, ...layers };
  }
}

const tf = await loadTensorFlow();
const digits = trainingDigits();

/**
 * Trains one reference network: ReLU, He-normal, no bias at first, Adam 1e-3; writes it into a folder.
 * @param {object} choice depth: hidden layers; width: of each; seed; epochs; batchSize; folder: that it makes
 */
export async function train({ depth, width, seed, epochs, batchSize, folder }) {
  const start = (layer) => ({ kernelInitializer: tf.initializers.heNormal({ seed: 1000 * seed + layer }) });
  const model = tf.sequential();
  for (let layer = 1; layer <= depth; layer++) {
    const shape = layer === 1 ? { inputShape: [PIXELS] } : {};
    model.add(
      tf.layers.dense({ units: width, activation: 'relu', name: `fc${layer}`, ...shape, ...start(layer) }),
    );
  }
  model.add(tf.layers.dense({ units: 10, activation: 'softmax', name: 'digits', ...start(0) }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'sparseCategoricalCrossentropy' });
  const random = seeded(seed);
  const order = [...digits.labels.keys()];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    const pixels = new Float32Array(digits.pixels.length);
    order.forEach((from, to) =>
      pixels.set(digits.pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS),
    );
    const xs = tf.tensor2d(pixels, [order.length, PIXELS]);
    const ys = tf.tensor1d(Float32Array.from(order, (index) => digits.labels[index]));
    await model.fit(xs, ys, { epochs: 1, batchSize, shuffle: false, verbose: 0 });
    tf.dispose([xs, ys]);
  }
  mkdirSync(folder, { recursive: true });
  await model.save({
    save: ({ modelTopology, weightSpecs, weightData }) => {
      writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weightData));
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = { format: 'layers-model', modelTopology, weightsManifest };
      writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
  });
  model.dispose();
}
