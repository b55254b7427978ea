import type { SourceText } from '../../src/source/findLayers.js';

const PYTHON = 'import tensorflow as tf\nfrom tensorflow.keras import layers, Sequential, Model\n';
const JAVASCRIPT = "import * as tf from '@tensorflow/tfjs';\n";

function repeated(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/** Short scripts, and long ones of ordinary code, that once took minutes, gigabytes or the whole stack. */
export const HOSTILE_SCRIPTS: Readonly<Record<string, SourceText>> = {
  'lists that double.py': {
    language: 'python',
    text: `${PYTHON}pop = []
for g in range(50):
    for i in range(50):
        net = Sequential([layers.Dense(16), layers.Dense(16), layers.Dense(4)])
        pop.append(net)
    pop = pop + pop
best = pop[0]
`,
  },
  'a list extended by itself.py': {
    language: 'python',
    text: `${PYTHON}models = []
for i in range(60):
    models.append(Sequential([layers.Dense(16)]))
    models.extend(models)
`,
  },
  'a text that doubles.py': {
    language: 'python',
    text: `${PYTHON}pad = ' '
for i in range(40):
    pad = pad + pad
m = Sequential([layers.Dense(3)])
`,
  },
  'models in models.py': {
    language: 'python',
    text: `${PYTHON}m = Sequential([layers.Dense(3)])
for i in range(40):
    m = Sequential([m, m])
`,
  },
  '1,000 blocks.py': {
    language: 'python',
    text: `${PYTHON}def block(x, f):
    y = layers.Conv2D(f, 3, padding='same')(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(f, 3, padding='same')(y)
    return layers.Add()([x, y])
inp = layers.Input((32,32,3))
x = layers.Conv2D(64, 3)(inp)
for s in range(50):
    for b in range(20):
        x = block(x, 64)
m = Model(inp, x)
`,
  },
  '10,000 calls.py': {
    language: 'python',
    text: `${PYTHON}x = inp = layers.Input((3,))\n${repeated(10_000, () => 'x = layers.Dense(3)(x)')}\nm = Model(inp, x)\n`,
  },
  '3,000 ways to return.js': {
    language: 'javascript',
    text: `${JAVASCRIPT}function f(q){\n${repeated(3000, (index) => `if (q==${index}) return tf.layers.dense({units:${index}});`)}\n}\n`,
  },
  '5,000 parentheses.js': {
    language: 'javascript',
    text: `${JAVASCRIPT}const z = ${'('.repeat(5000)}1${')'.repeat(5000)};\nconst m = tf.sequential({layers: [tf.layers.dense({units: 3})]});\n`,
  },
  '40,000 names in a branch.js': {
    language: 'javascript',
    text: `${JAVASCRIPT}function f(q){ if (q()) {\n${repeated(40_000, (index) => `v${index}=${index};`)}\n} return tf.layers.dense({units: 3}); }\n`,
  },
};
