import { describe, expect, it } from 'vitest';
import { countLayer } from '../../src/engine/layerCounts.js';
import { slowNeurons, slowTap } from '../reference/slowReference.js';
import { accumulate, makeCase } from './support.js';

describe('counts of a layer', () => {
  it('are k_ic of all neurons of a dense layer', () => {
    const data = makeCase({ name: '', shape: [40], sizes: [20, 9] });
    const { neurons, counts, channelMeans } = countLayer(accumulate(data).totals());
    expect(neurons).toBe('all');
    expect([...counts]).toEqual(slowTap(data).counts.flat());
    expect(channelMeans).toBeNull();
  });

  it('are those of at most 4,096 neurons chosen by the rule, with means by channel over all measured positions', () => {
    const data = makeCase({ name: '', shape: [30, 20, 8], sizes: [5, 6] });
    const { neurons, counts, channelMeans } = countLayer(accumulate(data).totals());
    const reference = slowTap(data).counts;
    const places = slowNeurons([30, 20, 8], 4096);
    expect(neurons).toEqual({ rule: 'all 8 channels at 512 of 600 positions', number: 4096 });
    expect([...counts]).toEqual(reference.flatMap((own) => places.map((place) => own[place])));
    const means = reference.flatMap((own) =>
      Array.from({ length: 8 }, (_, channel) =>
        Math.fround(own.filter((__, i) => i % 8 === channel).reduce((a, b) => a + b, 0) / 600),
      ),
    );
    expect([...(channelMeans ?? [])]).toEqual(means);
  });

  it('of a tap that is measured in part say so even when all measured ones are counted', () => {
    const data = makeCase({ name: '', shape: [10, 4], sizes: [5], maxNeurons: 8 });
    const { neurons, counts, channelMeans } = countLayer(accumulate(data).totals());
    expect(neurons).toEqual({ rule: 'all 4 channels at 2 of 10 positions', number: 8 });
    expect([...counts]).toEqual(slowTap(data).counts.flat());
    expect(channelMeans).toHaveLength(4);
  });
});
