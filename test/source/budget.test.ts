import { describe, expect, it } from 'vitest';
import { findLayers } from '../../src/source/findLayers.js';
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
