import { describe, expect, it } from 'vitest';
import { depthOf, type DepthLayer } from '../../src/engine/depth.js';

const layer = (id: string, entropy: number, halfWidth: number | null, dense = true): DepthLayer => ({
  ...{ id, dense },
  entropy: { class: entropy, ci95: { class: halfWidth === null ? null : [1 - halfWidth, 1 + halfWidth] } },
});

describe('depth check', () => {
  it('has no answer with fewer than two dense layers', () => {
    expect(depthOf([])).toEqual({ monotone: null, exceptions: [] });
    expect(depthOf([layer('a', 0.5, 0), layer('conv', 0.9, 0, false)])).toEqual({
      monotone: null,
      exceptions: [],
    });
  });

  it('is monotone where entropy falls or stays, whatever the layers between do', () => {
    const layers = [layer('a', 0.5, 0), layer('conv', 0.9, 0, false), layer('b', 0.4, 0), layer('c', 0.4, 0)];
    expect(depthOf(layers)).toEqual({ monotone: true, exceptions: [] });
  });

  it('names a rise beyond the intervals of both layers, in quadrature', () => {
    const rising = depthOf([layer('a', 0.25, 0.03), layer('b', 0.375, 0.04), layer('c', 0.5, 0.25)]);
    expect(rising).toEqual({ monotone: false, exceptions: [{ layer: 'b', rise: 0.125 }] });
  });

  it('forgives no rise where there are no intervals', () => {
    expect(depthOf([layer('a', 0.25, null), layer('b', 0.3125, null)]).exceptions).toEqual([
      { layer: 'b', rise: 0.0625 },
    ]);
  });
});
