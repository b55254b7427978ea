import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A small model: two dense layers over four numbers. */
export function smallModel() {
  const dense = (name, units, activation, more) => ({
    class_name: 'Dense',
    config: { name, trainable: true, dtype: 'float32', units, activation, use_bias: true, ...more },
  });
  const weights = [
    ['hidden/kernel', [4, 8]], ['hidden/bias', [8]], ['output/kernel', [8, 3]], ['output/bias', [3]],
  ].map(([name, shape]) => ({ name, shape, dtype: 'float32' })); // prettier-ignore
  const count = weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const numbers = Float32Array.from({ length: count }, (_, index) => Math.sin(index * 12.9898));
  return {
    json: {
      format: 'layers-model',
      generatedBy: 'keras v2.15.0',
      convertedBy: null,
      modelTopology: {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: {
          class_name: 'Sequential',
          config: {
            name: 'small',
            layers: [
              dense('hidden', 8, 'relu', { batch_input_shape: [null, 4] }),
              dense('output', 3, 'softmax', {}),
            ],
          },
        },
      },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
    },
    weights: new Map([['weights.bin', Buffer.from(numbers.buffer)]]),
  };
}

function modelIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.bin'));
  return {
    json: JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')),
    weights: new Map(names.map((name) => [name, readFileSync(join(folder, name))])),
  };
}

/** Files of Keras of two layers or so: cases are many. */
function kerasFiles(suffix) {
  const folder = join(root, 'test', 'fixtures', 'keras-files');
  const small = readdirSync(folder).filter(
    (name) => /^(mlp_|tf_keras|normalization)/.test(name) && suffix.test(name),
  );
  return small.map((name) => readFileSync(join(folder, name)));
}

function scriptsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter(
      (path) =>
        /\.(py|[cm]?[jt]sx?|ipynb)(\.txt)?$/.test(path) && statSync(join(folder, path)).size < 200_000,
    )
    .sort()
    .map((path) => ({
      name: path.replace(/\.txt$/, '').replace(/^.*[\\/]/, ''),
      text: readFileSync(join(folder, path), 'utf8'),
    }));
}

/**
 * What cases are made from: models, scripts, and a report and parts as the command line of dist/ writes them.
 * @param {readonly string[]} folders more training scripts
 */
export function readSeeds(folders = []) {
  const small = smallModel();
  const real = ['real_graph', 'real_legacy_h5'].map((name) =>
    modelIn(join(root, 'test', 'fixtures', 'models', name)),
  );
  const folder = mkdtempSync(join(tmpdir(), 'entroscope-seeds-'));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.json'), JSON.stringify(small.json));
    for (const [name, bytes] of small.weights) writeFileSync(join(folder, name), bytes);
    const analyzed = (...more) => {
      const out = join(folder, 'out.json');
      const args = [
        'analyze',
        folder,
        '--data',
        'synthetic',
        '--samples',
        '40',
        '--backend',
        'cpu',
        '--workers',
        '1',
        '--quiet',
      ];
      execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args, '--json', out, ...more], {
        stdio: 'pipe',
      });
      return JSON.parse(readFileSync(out, 'utf8'));
    };
    return {
      models: [small, small, small, ...real],
      keras: kerasFiles(/\.keras$/),
      h5: kerasFiles(/\.h5$/),
      reports: [analyzed()],
      parts: [analyzed('--shard', '1/2'), analyzed('--shard', '2/2')],
      scripts: [join(root, 'test', 'source', 'corpus'), ...folders].flatMap(scriptsIn),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
