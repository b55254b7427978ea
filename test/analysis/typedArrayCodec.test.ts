import { describe, expect, it } from 'vitest';
import { packArrays, unpackArrays } from '../../src/analysis/part/typedArrayCodec.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';

const through = (value: unknown): unknown =>
  unpackArrays(JSON.parse(JSON.stringify(packArrays(value))), 'part.json');

describe('typed arrays in a part file', () => {
  it('come back with the same bits, wherever they stand', () => {
    const value = {
      name: 'x',
      none: null,
      list: [
        new Uint8Array([1, 255]),
        new Uint16Array([65535]),
        new Uint32Array([2 ** 32 - 1]),
        new Int32Array([-5]),
      ],
      deep: {
        sums: new Float64Array([Number.MIN_VALUE, -0, 1 / 3]),
        means: new Float32Array([0.1]),
        empty: new Float64Array(0),
      },
    };
    expect(through(value)).toEqual(value);
  });

  it('are refused when the data is not what the length promises, before more is unpacked', () => {
    const packed = packArrays({ a: new Uint8Array(1000) }) as { a: { length: number; data: string } };
    for (const broken of [
      { a: { ...packed.a, length: 999 } },
      { a: { ...packed.a, length: 1001 } },
      { a: { ...packed.a, length: -1 } },
      { a: { ...packed.a, array: 'constructor' } },
      { a: { ...packed.a, data: 'AAAA' } },
    ]) {
      expect(() => unpackArrays(broken, 'part.json')).toThrow(ExpectedError);
      expect(() => unpackArrays(broken, 'part.json')).toThrow(/part\.json/);
    }
  });
});
