import { describe, expect, it } from 'vitest';
import { nonFiniteWeights } from '../../src/models/nonFiniteWeights.js';
import { readWeightsManifest, type WeightSpec } from '../../src/models/weightsManifest.js';

function specs(...weights: readonly object[]): readonly WeightSpec[] {
  return readWeightsManifest([{ paths: ['w.bin'], weights }], 'model.json')[0]!.weights;
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Cuts bytes after each so many. */
function cut(all: Uint8Array, size: number): readonly ArrayBuffer[] {
  const pieces: ArrayBuffer[] = [];
  for (let at = 0; at < all.length; at += size) pieces.push(all.slice(at, at + size).buffer);
  return pieces;
}

const float32 = (name: string, length: number): object => ({ name, shape: [length], dtype: 'float32' });

describe('weights that are no numbers', () => {
  const values = new Float32Array([1, NaN, -2, Infinity, 0, -Infinity, 3e38, 1e-45]);
  const all = new Uint8Array([
    ...bytesOf(new Uint8Array([1])),
    ...bytesOf(values),
    ...bytesOf(new Float32Array([5])),
  ]);
  const list = specs({ name: 'flag', shape: [1], dtype: 'bool' }, float32('lost', 8), float32('sound', 1));

  it.each([1, 2, 3, 5, 7, 16, 1000])('are counted wherever the bytes are cut (every %i)', (size) => {
    expect(nonFiniteWeights(list, cut(all, size))).toEqual([
      { name: 'lost', numbers: 3, of: 8, isMask: false },
    ]);
  });

  it('are found in numbers of 16 bits', () => {
    const half = bytesOf(new Uint16Array([0x3c00, 0x7c00, 0xfe00, 0x7bff]));
    const spec = specs({ ...float32('half', 4), quantization: { dtype: 'float16' } });
    expect(nonFiniteWeights(spec, cut(half, 3))).toEqual([
      { name: 'half', numbers: 2, of: 4, isMask: false },
    ]);
  });

  it('are found where unpacking a quantized number goes beyond 32 bits', () => {
    const quantization = { dtype: 'uint8', min: 0, scale: 2e36 };
    const spec = specs({ ...float32('large', 3), quantization });
    expect(nonFiniteWeights(spec, cut(new Uint8Array([0, 170, 171]), 9))).toEqual([
      { name: 'large', numbers: 1, of: 3, isMask: false },
    ]);
  });

  it('are not looked for in whole numbers, and found behind texts', () => {
    const text = (word: string): number[] => [word.length, 0, 0, 0, ...Buffer.from(word)];
    const bytes = new Uint8Array([
      ...bytesOf(new Int32Array([0x7f80_0000])),
      ...text('abc'),
      ...text(''),
      ...bytesOf(new Float32Array([NaN])),
    ]);
    const spec = specs(
      { name: 'whole', shape: [1], dtype: 'int32' },
      { name: 'texts', shape: [2], dtype: 'string' },
      float32('after', 1),
    );
    expect(nonFiniteWeights(spec, cut(bytes, 2)).map(({ name }) => name)).toEqual(['after']);
  });

  it.each([
    ['a mask of minus infinities', [0, -Infinity, -0, -Infinity], true],
    ['a bound', [Infinity], true],
    ['both infinities', [Infinity, -Infinity], false],
    ['an infinity among weights', [0.5, Infinity, 0], false],
    ['NaN', [0, NaN], false],
  ])('%s: is it a mask?', (_, numbers, isMask) => {
    const bytes = bytesOf(Float32Array.from(numbers));
    expect(nonFiniteWeights(specs(float32('w', numbers.length)), cut(bytes, 100))[0]!.isMask).toBe(isMask);
  });

  it('look through a hundred megabytes in a moment', () => {
    const large = new Float32Array(25_000_000).fill(0.5);
    const startedAt = performance.now();
    expect(nonFiniteWeights(specs(float32('w', large.length)), [large.buffer])).toEqual([]);
    // 50 ms here; a busy machine may take longer.
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('a quantization without numbers', () => {
  it.each([
    ['null', { min: null, scale: 1 }, /min \(null\)/],
    ['a text', { min: 0, scale: 'b' }, /scale \("b"\)/],
    ['nothing', { min: 0 }, /scale \(missing\)/],
    ['NaN', { min: NaN, scale: 1 }, /min \(NaN\)/],
    ['an infinity', { min: 0, scale: Infinity }, /scale \(Infinity\)/],
    ['what 32 bits do not hold', { min: 1e308, scale: 1 }, /min \(1e\+308\)/],
  ])('is refused: %s', (_, numbers, message) => {
    for (const dtype of ['uint8', 'uint16'])
      expect(() => specs({ ...float32('d/kernel', 4), quantization: { dtype, ...numbers } })).toThrow(
        expect.objectContaining({
          code: 'model-malformed',
          message: expect.stringMatching(new RegExp(`model\\.json.*weight d/kernel.*${message.source}`)),
        }),
      );
  });

  it('needs none where numbers of 16 bits are kept', () => {
    expect(specs({ ...float32('w', 4), quantization: { dtype: 'float16' } })[0]!.bytes).toBe(8);
  });
});
