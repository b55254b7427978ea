import { describe, expect, it } from 'vitest';
import {
  chooseAmongMeasured,
  chooseNeurons,
  defaultMaxNeurons,
  maxTrackedNeurons,
} from '../../src/engine/neuronSelection.js';
import { slowNeurons } from '../reference/slowReference.js';

describe('rule for wide taps', () => {
  it('bounds neurons by the data alone', () => {
    expect(defaultMaxNeurons(1)).toBe(65_536);
    expect(defaultMaxNeurons(10)).toBe(65_536);
    expect(defaultMaxNeurons(1000)).toBe(4194);
    expect(maxTrackedNeurons(10)).toBe(4096);
    expect(maxTrackedNeurons(1000)).toBe(262);
  });

  it('takes all where they fit or where all are asked for', () => {
    for (const max of [512, 0]) {
      const { indices, all, rule } = chooseNeurons([512], max);
      expect([...indices]).toEqual(Array.from({ length: 512 }, (_, i) => i));
      expect(all).toBe(true);
      expect(rule).toBe('all');
    }
    expect(chooseNeurons([], 5).indices).toHaveLength(1);
  });

  it('takes all channels at evenly spread positions', () => {
    const { indices, all, rule, channels, positions, total } = chooseNeurons([4, 5, 3], 10);
    // Q = 3 of 20 positions: floor((j + 0.5) 20 / 3) = 3, 10, 16.
    expect([...indices]).toEqual([9, 10, 11, 30, 31, 32, 48, 49, 50]);
    expect({ all, channels, positions, total }).toEqual({
      all: false,
      channels: 3,
      positions: 20,
      total: 60,
    });
    expect(rule).toBe('all 3 channels at 3 of 20 positions');
  });

  it('takes evenly spread channels at the middle position where channels are too many', () => {
    const { indices, rule } = chooseNeurons([5, 8], 3);
    expect([...indices]).toEqual([17, 20, 22]);
    expect(rule).toBe('3 of 8 channels at 1 of 5 positions');
    expect(chooseNeurons([8], 3).rule).toBe('3 of 8 channels');
  });

  it('is the reference’s rule, ascending, within bounds, for many shapes', () => {
    for (const shape of [[7], [3, 4], [9, 9, 5], [2, 2, 100], [1, 1, 64], [31, 17]]) {
      for (const max of [1, 2, 7, 33, 64, 1000]) {
        const { indices, total } = chooseNeurons(shape, max);
        expect([...indices]).toEqual(slowNeurons(shape, max));
        expect(indices.every((index, i) => index < total && (i === 0 || index > (indices[i - 1] ?? 0)))).toBe(
          true,
        );
      }
    }
  });

  it('chooses among measured neurons by the rule itself where the tap is measured whole', () => {
    const whole = chooseNeurons([20, 20, 16], 0);
    const among = chooseAmongMeasured(whole, 100);
    expect([...among.places]).toEqual(slowNeurons([20, 20, 16], 100));
    expect(among.rule).toBe('all 16 channels at 6 of 400 positions');
  });

  it('stays within what was measured of a wider tap', () => {
    const part = chooseNeurons([20, 20, 16], 1000);
    const { places, all, rule } = chooseAmongMeasured(part, 100);
    expect([...places]).toEqual(slowNeurons([part.measuredPositions.length, 16], 100));
    expect(all).toBe(false);
    expect(rule).toBe('all 16 channels at 6 of 400 positions');
    expect(chooseAmongMeasured(part, 5000).rule).toBe(part.rule);
  });

  it('refuses an output without neurons', () => {
    expect(() => chooseNeurons([3, 0], 10)).toThrow(RangeError);
  });
});
