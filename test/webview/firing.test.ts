import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeCounts } from '../../src/webview/decodeCounts.js';
import { clusterOrder, MOST_CLUSTERED, orderColumns } from '../../src/webview/firingOrder.js';
import { neuronEntropy } from '../../src/webview/neuronEntropy.js';
import { layerFixture } from '../support/reportFixture.js';

const packed = (numbers: Uint32Array | Float32Array): string =>
  deflateSync(new Uint8Array(numbers.buffer)).toString('base64');

describe('decodeCounts', () => {
  it('reads [class][neuron] back from zlib-deflated little-endian numbers', async () => {
    const counts = {
      neurons: 'all',
      channels: false,
      data: packed(Uint32Array.of(1, 2, 3, 4, 5, 70_000)),
    } as const;
    const decoded = await decodeCounts(layerFixture('fc', { counts }), 2);
    expect(decoded?.map.columns).toBe(3);
    expect(decoded?.map.byClass).toEqual([
      [1, 2, 3],
      [4, 5, 70_000],
    ]);
  });

  it('draws channels where the layer has their means, and keeps the neurons for the histogram', async () => {
    const counts = {
      neurons: 'all',
      channels: true,
      data: packed(Uint32Array.of(1, 2, 3, 4)),
      channelMeans: packed(Float32Array.of(2, 3)),
    } as const;
    const decoded = await decodeCounts(layerFixture('conv', { counts }), 1);
    expect(decoded?.map).toMatchObject({ columns: 2, channels: true, byClass: [[2, 3]] });
    expect(decoded?.neurons).toMatchObject({ columns: 4, channels: false });
  });

  it('refuses counts that do not fit the classes', async () => {
    const counts = { neurons: 'all', channels: false, data: packed(Uint32Array.of(1, 2, 3)) } as const;
    expect(await decodeCounts(layerFixture('fc', { counts }), 2)).toBeNull();
    expect(await decodeCounts(layerFixture('fc'), 2)).toBeNull();
  });
});

describe('neuronEntropy', () => {
  it('weighs the classes by their samples', () => {
    expect(neuronEntropy([0.5, 0], [1, 1])).toBe(0.5);
    expect(neuronEntropy([0.5, 0], [3, 1])).toBe(0.75);
    expect(neuronEntropy([0, 1], [3, 1])).toBe(0);
    expect(neuronEntropy([], [])).toBe(0);
  });
});

describe('orderColumns', () => {
  const classes = [
    { label: 'cat', samples: 10 },
    { label: 'dog', samples: 20 },
  ];
  const counts = {
    columns: 6,
    channels: false,
    byClass: [
      [0, 10, 9, 1, 8, 5],
      [0, 20, 2, 19, 1, 10],
    ],
  };

  it('keeps neurons that never or always fire apart', () => {
    const { never, always, groups } = orderColumns(counts, classes, 'similarity');
    expect([never, always]).toEqual([[0], [1]]);
    expect(groups.flatMap(({ columns }) => columns).sort()).toEqual([2, 3, 4, 5]);
  });

  it('groups by the class for which a neuron fires most', () => {
    expect(orderColumns(counts, classes, 'class').groups).toEqual([
      { label: 'cat', columns: [2, 5, 4] },
      { label: 'dog', columns: [3] },
    ]);
  });

  it('orders by entropy, the highest first', () => {
    expect(orderColumns(counts, classes, 'entropy').groups[0]?.columns[0]).toBe(5);
  });

  it('says that it grouped by class where there are too many columns to cluster', () => {
    const columns = MOST_CLUSTERED + 1;
    const many = {
      columns,
      channels: false,
      byClass: [new Array<number>(columns).fill(3), new Array<number>(columns).fill(4)],
    };
    expect(orderColumns(many, classes, 'similarity').order).toBe('class');
  });
});

describe('clusterOrder', () => {
  it('puts like beside like: shuffled blocks come out whole', () => {
    const blocks = [0, 1, 2, 0, 2, 1, 1, 0, 2, 0];
    const vectors = blocks.map((block, index) =>
      [0, 1, 2].map((axis) => (axis === block ? 1 : 0) + index * 1e-3),
    );
    const order = clusterOrder(vectors).map((place) => blocks[place] ?? -1);
    const changes = order.filter((block, index) => index > 0 && block !== order[index - 1]).length;
    expect(changes).toBe(2);
  });

  it('keeps every column exactly once, whatever the ties', () => {
    const vectors = Array.from({ length: 50 }, (_, index) => [index % 3, 0]);
    expect([...clusterOrder(vectors)].sort((a, b) => a - b)).toEqual(vectors.map((_, index) => index));
    expect(clusterOrder([])).toEqual([]);
    expect(clusterOrder([[1]])).toEqual([0]);
  });

  it('orders points on a line along the line', () => {
    const at = [3, 0, 5, 1, 4, 2];
    const order = clusterOrder(at.map((x) => [x])).map((place) => at[place] ?? -1);
    const steps = order.slice(1).map((x, index) => Math.abs(x - (order[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(3);
  });
});
