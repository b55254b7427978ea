import { describe, expect, it } from 'vitest';
import { codeCells } from '../../src/source/codeCells.js';
import { findLayersInCells } from '../../src/source/findLayers.js';
import { matchLayers } from '../../src/source/match/matchLayers.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';

function made(id: string, units: number, activation: string | null = 'relu', type = 'Dense'): ModelLayer {
  return { id, name: id, type, activation, outputShape: [units], parameters: 10 };
}

/** File, code, and the layers of the model that it makes, in order. */
const FORMS: Readonly<Record<string, readonly [string, string, readonly ModelLayer[]]>> = {
  'a class given to a function': [
    'a.py',
    `from tensorflow import keras
def make(layer, n):
    return layer(n, activation='relu')
m = keras.Sequential([make(keras.layers.Dense, 8), make(keras.layers.Dense, 4)])`,
    [made('dense', 8), made('dense_1', 4)],
  ],
  'a while loop that halves a size': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras.layers import *
x = i = Input((64,))
n = 32
while n >= 8:
    x = Dense(n, activation='relu')(x)
    n //= 2
out = Dense(1)(x)
m = keras.Model(i, out)`,
    [made('dense', 32), made('dense_1', 16), made('dense_2', 8), made('dense_3', 1, null)],
  ],
  'a while loop with a counter': [
    'a.js',
    `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential();
let i = 0;
const sizes = [8, 4];
while (i < sizes.length) {
  m.add(tf.layers.dense({units: sizes[i], activation: 'relu'}));
  i++;
}
m.add(tf.layers.dense({units: 1}));`,
    [made('dense_Dense1', 8), made('dense_Dense2', 4), made('dense_Dense3', 1, null)],
  ],
  'a while loop that takes sizes from a list': [
    'a.py',
    `from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense
m = Sequential()
sizes = [8, 4]
while sizes:
    m.add(Dense(sizes.pop(0), activation='relu'))
m.add(Dense(1))`,
    [made('dense', 8), made('dense_1', 4), made('dense_2', 1, null)],
  ],
  'getattr with keyword arguments of a table': [
    'a.py',
    `import tensorflow as tf
spec = [{'kind': 'Dense', 'args': {'units': 8, 'activation': 'relu'}}, {'kind': 'Dense', 'args': {'units': 3}}]
m = tf.keras.Sequential()
for s in spec:
    m.add(getattr(tf.keras.layers, s['kind'])(**s['args']))`,
    [made('dense', 8), made('dense_1', 3, null)],
  ],
  'a computed kind, and the rest of an object': [
    'a.js',
    `import * as tf from '@tensorflow/tfjs';
const spec = [{type: 'dense', units: 8, activation: 'relu'}, {type: 'dense', units: 3}];
const m = tf.sequential();
spec.forEach(({type, ...config}) => m.add(tf.layers[type](config)));`,
    [made('dense_Dense1', 8), made('dense_Dense2', 3, null)],
  ],
  'reduce over sizes': [
    'a.js',
    `import * as tf from '@tensorflow/tfjs';
const input = tf.input({shape: [4]});
const hidden = [8, 4].reduce((x, units) => tf.layers.dense({units, activation: 'relu'}).apply(x), input);
const out = tf.layers.dense({units: 1}).apply(hidden);
const m = tf.model({inputs: input, outputs: out});`,
    [made('dense_Dense1', 8), made('dense_Dense2', 4), made('dense_Dense3', 1, null)],
  ],
  'super().__init__(inputs, outputs) beside a subclassed model': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras import layers
class Net(keras.Model):
    def __init__(self, n):
        i = keras.Input((4,))
        x = layers.Dense(8, activation='relu')(i)
        o = layers.Dense(n)(x)
        super().__init__(inputs=i, outputs=o)
class Old(keras.Model):
    def __init__(self):
        super(Old, self).__init__()
        self.a = layers.Dense(8, activation='relu')
        self.b = layers.Dense(3)
    def call(self, x):
        return self.b(self.a(x))
net = Net(3)`,
    [made('dense', 8), made('dense_1', 3, null)],
  ],
  'a block of another file': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras import layers
from blocks import block
i = keras.Input((4,))
x = layers.Dense(8, activation='relu')(i)
x = block(x, 5)
o = layers.Dense(3)(x)
m = keras.Model(i, o)`,
    [made('dense', 8), made('dense_1', 5, 'tanh'), made('dense_2', 3, null)],
  ],
  'a class of an earlier cell': [
    'n.ipynb',
    JSON.stringify({
      cells: [
        { cell_type: 'code', source: 'from tensorflow import keras\nfrom tensorflow.keras import layers' },
        {
          cell_type: 'code',
          source:
            'class Net:\n    def build(self):\n        m = keras.Sequential()\n        m.add(layers.Dense(8, activation="relu"))\n        m.add(layers.Dense(3))\n        return m',
        },
        { cell_type: 'markdown', source: 'x' },
        { cell_type: 'code', source: 'x = 1\ny = 2\nz=3\nnet = Net().build()' },
      ],
    }),
    [made('dense', 8), made('dense_1', 3, null)],
  ],
  'a component of Vue': [
    'a.vue',
    `<template><div/></template>
<script setup lang="ts">
import * as tf from '@tensorflow/tfjs'
const m: tf.Sequential = tf.sequential()
m.add(tf.layers.dense({ units: 8, activation: 'relu' as const }))
m.add(tf.layers.dense({ units: 3 }))
</script>`,
    [made('dense_Dense1', 8), made('dense_Dense2', 3, null)],
  ],
  'a page with comments, shaders and several scripts': [
    'a.html',
    `<!doctype html><!-- <script>const m = tf.sequential(); m.add(tf.layers.dense({units: 8}))</script> -->
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>
<script type="x-shader">tf.layers.dense({units: 8})</script>
<script>
const {layers, sequential} = tf;
const build = () => sequential({layers: [
  layers.dense({units: 8, activation: 'relu'}),
  layers.dense({units: 3}),
]});
</script><script>
const m = build();
</script>`,
    [made('dense_Dense1', 8), made('dense_Dense2', 3, null)],
  ],
  'a class that extends Sequential': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras.layers import Dense
class Net(keras.Sequential):
    def __init__(self, n):
        super().__init__([Dense(8, activation='relu'), Dense(n)])
m = Net(3)`,
    [made('dense', 8), made('dense_1', 3, null)],
  ],
  'the states of both directions': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras.layers import *
i = Input((5, 4))
o, fh, fc, bh, bc = Bidirectional(LSTM(6, return_state=True))(i)
h = Concatenate()([fh, bh])
out = Dense(3, activation='softmax')(h)
m = keras.Model(i, out)`,
    [
      made('bidirectional', 12, 'tanh', 'Bidirectional'),
      made('concatenate', 12, null, 'Concatenate'),
      made('dense', 3, 'softmax'),
    ],
  ],
  'functions of import *': [
    'a.py',
    `from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
a = Input((4,)); b = Input((4,))
x = add([Dense(8, activation='relu')(a), Dense(8, activation='tanh')(b)])
y = Dense(2)(x)
m = Model([a, b], y)`,
    [made('dense', 8), made('dense_1', 8, 'tanh'), made('add', 8, null, 'Add'), made('dense_2', 2, null)],
  ],
  'a model given to functions of another file': [
    'a.py',
    `from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense
from helpers import train, add_head
m = Sequential()
m.add(Dense(8, activation='relu'))
train(m)
m.add(Dense(4, activation='relu'))
add_head(m, 3)`,
    [made('dense', 8), made('dense_1', 4), made('dense_2', 3, null)],
  ],
  'functools.partial with a size': [
    'a.py',
    `import functools
import tensorflow as tf
L = tf.keras.layers
fc = functools.partial(L.Dense, 8, activation='relu')
m = tf.keras.Sequential([fc(), fc(activation='tanh'), L.Dense(2)])`,
    [made('dense', 8), made('dense_1', 8, 'tanh'), made('dense_2', 2, null)],
  ],
  'map over a class': [
    'a.py',
    `from tensorflow.keras import Sequential, layers
m = Sequential(list(map(layers.Dense, [8, 4])) + [layers.Dense(2, activation='softmax')])`,
    [made('dense', 8, null), made('dense_1', 4, null), made('dense_2', 2, 'softmax')],
  ],
  'defaults of a constructor': [
    'a.ts',
    `import * as tf from '@tensorflow/tfjs';
export class Net { model: tf.Sequential;
  constructor(private units: number = 16, hidden = 3) {
    this.model = tf.sequential();
    this.model.add(tf.layers.dense({units, activation: 'relu'}));
    this.model.add(tf.layers.dense({units: hidden}));
  }
}`,
    [made('dense_Dense1', 8), made('dense_Dense2', 5, null)],
  ],
  'a parameter that is given nothing': [
    'a.py',
    `from tensorflow.keras import Sequential, layers
def net(bn=None, drop=0.0):
    m = Sequential()
    m.add(layers.Dense(8, activation='relu'))
    if bn:
        m.add(layers.BatchNormalization())
        m.add(layers.Dense(3))
    else:
        m.add(layers.Dense(3))
    return m
m = net()`,
    [made('dense', 8), made('dense_1', 3, null)],
  ],
  'names by hand that end in numbers, in two branches': [
    'a.py',
    `from tensorflow.keras import Model, Input
from tensorflow.keras.layers import Dense, concatenate
a = Input((3,))
dense1 = Dense(8, name='dense1')(a)
b = Input((3,))
dense11 = Dense(4, name='dense11')(b)
both = concatenate([dense1, dense11])
hidden = Dense(5)(both)
m = Model([a, b], Dense(1)(hidden))`,
    [
      made('dense11', 4, null),
      made('dense1', 8, null),
      made('concatenate', 12, null, 'Concatenate'),
      made('dense', 5, null),
      made('dense_1', 1, null),
    ],
  ],
  'parts of lists': [
    'a.py',
    `from tensorflow import keras
L = keras.layers
def up(n):
    return keras.Sequential([L.Dense(n, activation='relu')])
i = x = keras.Input((64,))
down = [L.Dense(8, activation='relu'), L.Dense(4, activation='relu'), L.Dense(2, activation='relu')]
skips = []
for layer in down:
    x = layer(x)
    skips.append(x)
for layer, skip in zip([up(4), up(8)], skips[:-1][::-1]):
    x = L.Concatenate()([layer(x), skip])
m = keras.Model(i, L.Dense(1)(x))`,
    [
      made('dense', 8),
      made('dense_1', 4),
      made('dense_2', 2),
      { ...made('sequential/dense_3', 4), name: 'dense_3' },
      made('concatenate', 8, null, 'Concatenate'),
      { ...made('sequential_1/dense_4', 8), name: 'dense_4' },
      made('concatenate_1', 16, null, 'Concatenate'),
      made('dense_5', 1, null),
    ],
  ],
  'a zip of nothing': [
    'a.py',
    `from tensorflow import keras
pairs = list(zip(*[]))
names = list(zip())
m = keras.Sequential([keras.layers.Dense(8, activation='relu')])`,
    [made('dense', 8)],
  ],
  'outputs that have names': [
    'a.py',
    `from tensorflow import keras
from tensorflow.keras.layers import Dense
i = keras.Input((3,))
x = Dense(8, activation='relu')(i)
m = keras.Model(i, {
    'step': Dense(1)(x),
    'amount': Dense(1)(x),
})`,
    [made('dense', 8), made('dense_2', 1, null), made('dense_1', 1, null)],
  ],
  'a function of a notebook that nothing calls, beside the same model': [
    'a.ipynb',
    JSON.stringify({
      cells: [
        'from tensorflow import keras\nfrom tensorflow.keras.layers import Dense',
        'def model_fn(features):\n  m = keras.Sequential([Dense(8, activation="relu"), Dense(2)])\n  return m',
        'm = keras.Sequential([\n  Dense(8, activation="relu"),\n  Dense(2),\n])',
      ].map((source) => ({ cell_type: 'code', source })),
    }),
    [made('dense', 8), made('dense_1', 2, null)],
  ],
};

/** Line of each layer, from 1, with its code cell where that is not the first; - for none. */
const LINES: Readonly<Record<string, string>> = {
  'a class given to a function': '3 3',
  'a while loop that halves a size': '6 6 6 8',
  'a while loop with a counter': '6 6 9',
  'a while loop that takes sizes from a list': '6 6 7',
  'getattr with keyword arguments of a table': '5 5',
  'a computed kind, and the rest of an object': '4 4',
  'reduce over sizes': '3 3 4',
  'super().__init__(inputs, outputs) beside a subclassed model': '6 7',
  'a block of another file': '5 - 7',
  'a class of an earlier cell': '1:4 1:5',
  'a component of Vue': '5 6',
  'a page with comments, shaders and several scripts': '7 8',
  'a class that extends Sequential': '5 5',
  'the states of both directions': '4 5 6',
  'functions of import *': '4 4 4 5',
  'a model given to functions of another file': '5 7 -',
  'functools.partial with a size': '5 5 5',
  'map over a class': '2 2 2',
  'defaults of a constructor': '5 6',
  'a parameter that is given nothing': '4 9',
  'names by hand that end in numbers, in two branches': '6 4 7 8 9',
  'parts of lists': '6 6 6 4 12 4 12 13',
  'a zip of nothing': '4',
  'outputs that have names': '4 7 6',
  'a function of a notebook that nothing calls, beside the same model': '2:2 2:3',
};

describe('forms of code', () => {
  it.each(Object.entries(FORMS))('%s', (name, [file, code, layers]) => {
    const program = findLayersInCells(codeCells(file, code));
    for (const known of [false, true]) {
      const lines = new Map<string, string>();
      for (const { layer, ids } of matchLayers(layers, program, { known, sourcePath: file }).matches) {
        const { cell, line } = program.layers[layer]!;
        for (const id of ids) lines.set(id, cell === 0 ? String(line + 1) : `${cell}:${line + 1}`);
      }
      expect(layers.map(({ id }) => lines.get(id) ?? '-').join(' ')).toBe(LINES[name]);
    }
  });
});
