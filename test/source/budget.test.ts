import { describe, expect, it } from 'vitest';
import { findLayers } from '../../src/source/findLayers.js';
import type { Part } from '../../src/source/sourceProgram.js';
import { HOSTILE_SCRIPTS } from './hostileScripts.js';

const IMPORTS = 'import tensorflow as tf\nfrom tensorflow.keras import layers, Sequential, Model\n';

function layersOf(name: string): number {
  const { text, language } = HOSTILE_SCRIPTS[name]!;
  return findLayers(text, language).layers.length;
}

describe('programs that would touch more values than there is room for', () => {
  it('end at their budget, with the layers made so far', () => {
    expect(layersOf('lists that double.py')).toBe(3);
    expect(layersOf('a list extended by itself.py')).toBe(1);
    expect(layersOf('models in models.py')).toBe(1);
    expect(layersOf('a text that doubles.py')).toBeLessThanOrEqual(1);
  });

  it('may define a class in its own methods, as code does whose brackets do not match', () => {
    const text = `import * as tf from '@tensorflow/tfjs';
class Net {
  constructor(sizes) { this.make(sizes); }
  make(sizes) {
    this.net = tf.sequential();
    sizes.forEach((size) => {
      this.net.add(tf.layers.dense({ units: size }));
    this.net.add(tf.layers.dense({ units: 1 }));
  }
}
class Saved extends Net { save() { return this.net.save('file://x'); } }
`;
    const { layers, groups } = findLayers(text, 'javascript');
    expect(layers).toHaveLength(2);
    expect(groups.length).toBeLessThan(10);
  });

  it('may hold lists in themselves, and lists of the same list', () => {
    const doubled = `a = [x, x]\nfor i in range(60):\n    a = [a, a]\n`;
    const text = `${IMPORTS}x = layers.Input((3,))\nown = [x]\nown.append(own)\n${doubled}y = layers.Add()(own)\nz = layers.Concatenate()(a)\nm = Model(x, [y, z])\n`;
    expect(findLayers(text, 'python').layers.map(({ type }) => type)).toEqual([
      'InputLayer',
      'Add',
      'Concatenate',
    ]);
  });

  it('may pass tensors on in pairs', () => {
    const text = `${IMPORTS}x = inp = layers.Input((3,))\nfor i in range(60):\n    x = join(x, x)\nm = Model(inp, layers.Dense(3)(x))\n`;
    expect(findLayers(text, 'python').layers.map(({ type }) => type)).toEqual(['InputLayer', 'Dense']);
  });
});

describe('long programs of ordinary code', () => {
  it('are read whole: 1,000 blocks, 5,000 calls', () => {
    expect(layersOf('1,000 blocks.py')).toBe(7);
    const calls = 'x = layers.Dense(3)(x)\n'.repeat(5000);
    const { layers, groups } = findLayers(
      `${IMPORTS}x = inp = layers.Input((3,))\n${calls}m = Model(inp, x)\n`,
      'python',
    );
    expect(layers).toHaveLength(5001);
    expect(groups[0]?.orders[0]).toHaveLength(5001);
  });
});

describe('programs that are nested deeper than the stack goes', () => {
  const model = 'const m = tf.sequential({layers: [tf.layers.dense({units: 3})]});\n';
  it.each([
    ['functions', '(a) => (', '1', ')'],
    ['parentheses', '(', '1', ')'],
    ['lists', '[', '1', ']'],
    ['templates', '`${', '1', '}`'],
    ['branches', 'if (q()) {', ';', '}'],
    ['calls', 'f(', '1', ')'],
  ])('keep the layers of their other statements: %s', (_, before, middle, after) => {
    const nested = `${before.repeat(6000)}${middle}${after.repeat(6000)};\n`;
    const text = `import * as tf from '@tensorflow/tfjs';\n${model}${nested}${model.replace('m', 'n')}`;
    const { layers } = findLayers(text, 'javascript');
    expect(layers.length).toBeGreaterThanOrEqual(1);
    expect(layers[0]).toMatchObject({ type: 'Dense', sizes: { units: 3 } });
  });

  it('count loops and branches deeper than 100 as part of the one around', () => {
    const branches = Array.from({ length: 300 }, (_, index) => `if (q(${index})) {`).join('\n');
    const text = `import * as tf from '@tensorflow/tfjs';\nfunction f() {\nconst m = tf.sequential();\n${branches}\nm.add(tf.layers.dense({units: 3}));\n${'}'.repeat(300)}\n}\n`;
    const { layers, groups } = findLayers(text, 'javascript');
    expect(layers).toMatchObject([{ repeats: 'conditional', count: 1 }]);
    expect(depthOf(groups[0]?.orders[0] ?? [])).toBe(101);
  });
});

/** How deep parts are nested; 1 for layers alone. */
function depthOf(parts: readonly Part[]): number {
  const inner = parts.map((part) => {
    if (part.kind === 'loop') return depthOf(part.parts);
    return part.kind === 'choice' ? Math.max(...part.arms.map(depthOf)) : 0;
  });
  return 1 + Math.max(0, ...inner);
}
