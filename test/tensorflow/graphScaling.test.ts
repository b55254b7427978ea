import { describe, expect, it } from 'vitest';
import { readOps } from '../../src/tensorflow/graphOps.js';
import { beginsGraphWithScaling } from '../../src/tensorflow/inputReaders.js';

type Node = readonly [name: string, op: string, ...inputs: readonly string[]];

/** Sizes of the constants below, by name. */
const SIZES: Readonly<Record<string, number>> = { one: 1, three: 3, bias: 64, kernel: 432 };

function scales(...nodes: readonly Node[]): boolean {
  const constants = Object.keys(SIZES).map((name): Node => [name, 'Const']);
  const node = [['x', 'Placeholder'] as const, ...constants, ...nodes].map(([name, op, ...input]) => ({
    name,
    op,
    input,
  }));
  return beginsGraphWithScaling(readOps({ node }), ['x'], (name) => SIZES[name] ?? null);
}

describe('a graph that begins with arithmetic on its input', () => {
  it.each<readonly [string, readonly Node[]]>([
    ['Mul', [['m', 'Mul', 'x', 'one']]],
    ['the constant first', [['m', 'Mul', 'one', 'x']]],
    ['Sub of a mean a channel', [['m', 'Sub', 'x', 'three']]],
    ['RealDiv', [['m', 'RealDiv', 'x', 'one']]],
    ['AddV2', [['m', 'AddV2', 'x', 'one']]],
    [
      'behind Identity, Cast and resizing',
      [
        ['i', 'Identity', 'x'],
        ['c', 'Cast', 'i'],
        ['r', 'ResizeBilinear', 'c', 'one'],
        ['m', 'Mul', 'r', 'one'],
      ],
    ],
    ['Keras’ Rescaling by its scope', [['model/rescaling/mul', 'Mul', 'x', 'kernel']]],
    ['a factor that was folded into the kernel', [['c', 'Conv2D', 'x', 'k/FoldMultiplyIntoConv_scaled']]],
  ])('is seen: %s', (_, nodes) => {
    expect(scales(...nodes)).toBe(true);
  });

  it.each<readonly [string, readonly Node[]]>([
    ['a convolution', [['c', 'Conv2D', 'x', 'kernel']]],
    [
      'a convolution, then its bias',
      [
        ['c', 'Conv2D', 'x', 'kernel'],
        ['b', 'BiasAdd', 'c', 'three'],
      ],
    ],
    ['a bias of many numbers', [['a', 'AddV2', 'x', 'bias']]],
    [
      'two branches that are added',
      [
        ['c', 'Conv2D', 'x', 'kernel'],
        ['a', 'AddV2', 'x', 'c'],
      ],
    ],
    ['nothing', []],
  ])('is not: %s', (_, nodes) => {
    expect(scales(...nodes)).toBe(false);
  });
});
