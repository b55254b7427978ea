import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeCounts } from '../../src/webview/details/decodeCounts.js';
import { clusterOrder, MOST_CLUSTERED } from '../../src/webview/details/clusterOrder.js';
import { orderColumns, selectivity, type FiringOrder } from '../../src/webview/details/firingOrder.js';
import { binaryEntropy, ratesOf, type FiringRates } from '../../src/webview/details/firingRates.js';
import { finish } from '../../src/webview/parts/slices.js';

const packed = (numbers: Uint32Array | Float32Array): string =>
  deflateSync(new Uint8Array(numbers.buffer)).toString('base64');

const packedRows = (rows: readonly (readonly number[])[]): readonly Uint32Array[] =>
  rows.map((row) => Uint32Array.from(row));

describe('decodeCounts', () => {
  it('reads [class][neuron] back from zlib-deflated little-endian numbers', async () => {
    const counts = {
      neurons: 'all',
      channels: false,
      data: packed(Uint32Array.of(1, 2, 3, 4, 5, 70_000)),
    } as const;
    const decoded = await decodeCounts(counts, 2);
    expect(decoded?.map.columns).toBe(3);
    expect(decoded?.map.byClass.map((ofClass) => Array.from(ofClass))).toEqual([
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
    const decoded = await decodeCounts(counts, 1);
    expect(decoded?.map).toMatchObject({ columns: 2, channels: true, byClass: [Float32Array.of(2, 3)] });
    expect(decoded?.neurons).toMatchObject({ columns: 4, channels: false });
  });

  it('refuses counts that do not fit the classes', async () => {
    const counts = { neurons: 'all', channels: false, data: packed(Uint32Array.of(1, 2, 3)) } as const;
    expect(await decodeCounts(counts, 2)).toBeNull();
    expect(await decodeCounts(counts, 0)).toBeNull();
  });
});

describe('ratesOf', () => {
  const rates = (counts: readonly number[][], samples: readonly number[]) =>
    finish(
      ratesOf({ columns: counts[0]?.length ?? 0, channels: false, byClass: packedRows(counts) }, samples),
    );

  it('divides counts by the samples of their class, a column after the other', () => {
    const { values, columns, classes } = rates(
      [
        [5, 0],
        [2, 4],
      ],
      [10, 4],
    );
    expect([columns, classes, [...values]]).toEqual([2, 2, [0.5, 0.5, 0, 1]]);
  });

  it('weighs the entropy by the samples', () => {
    expect([...rates([[1], [0]], [2, 2]).entropy]).toEqual([0.5]);
    expect([...rates([[3], [0]], [6, 2]).entropy]).toEqual([0.75]);
    expect([...rates([[0], [2]], [6, 2]).entropy]).toEqual([0]);
  });

  it('knows the binary entropy', () => {
    expect(binaryEntropy(0.3)).toBeCloseTo(0.8812908992306927, 15);
    expect([binaryEntropy(0), binaryEntropy(1), binaryEntropy(0.5)]).toEqual([0, 0, 1]);
  });
});

describe('orderColumns', () => {
  const labels = ['cat', 'dog'];
  const byClass = [
    [0, 10, 9, 1, 8, 5],
    [0, 20, 2, 19, 1, 10],
  ];
  const rates = finish(ratesOf({ columns: 6, channels: false, byClass: packedRows(byClass) }, [10, 20]));
  const order = (wanted: FiringOrder) => finish(orderColumns(rates, labels, wanted));

  it('keeps neurons that are dead or always on apart', () => {
    const { dead, alwaysOn, groups } = order('similarity');
    expect([dead, alwaysOn]).toEqual([[0], [1]]);
    expect(groups.flatMap(({ columns }) => columns).sort()).toEqual([2, 3, 4, 5]);
  });

  it('groups by the class for which a neuron fires most', () => {
    expect(order('class').groups).toEqual([
      { label: 'cat', columns: [2, 4, 5] },
      { label: 'dog', columns: [3] },
    ]);
  });

  it('orders by entropy, the highest first', () => {
    expect(order('entropy').groups[0]?.columns[0]).toBe(5);
  });

  it('orders by selectivity, the difference of the rates over their sum with two classes', () => {
    expect(selectivity(rates, 2)).toBeCloseTo((0.9 - 0.1) / (0.9 + 0.1), 6);
    expect(selectivity(rates, 5)).toBeCloseTo(0, 6);
    expect(selectivity(rates, 4)).toBeCloseTo((0.8 - 0.05) / 0.85, 6);
    expect(order('selectivity').groups[0]?.columns).toEqual([4, 3, 2, 5]);
  });
});

describe('clusterOrder', () => {
  /** Rates of columns, [column][class]. */
  const ratesFrom = (vectors: readonly (readonly number[])[]): FiringRates => ({
    columns: vectors.length,
    classes: vectors[0]?.length ?? 0,
    values: Float32Array.from(vectors.flat()),
    entropy: new Float64Array(vectors.length),
  });
  const ordered = (vectors: readonly (readonly number[])[]) =>
    finish(
      clusterOrder(
        ratesFrom(vectors),
        vectors.map((_, index) => index),
      ),
    );

  it('puts like beside like: shuffled blocks come out whole', () => {
    const blocks = [0, 1, 2, 0, 2, 1, 1, 0, 2, 0];
    const vectors = blocks.map((block, index) =>
      [0, 1, 2].map((axis) => (axis === block ? 0.9 : 0) + index * 1e-3),
    );
    expect(changesAlong(ordered(vectors).map((place) => blocks[place] ?? -1))).toBe(2);
  });

  it.each([
    ['more columns than are clustered', 5 * MOST_CLUSTERED, 8],
    ['more classes than axes', 300, 200],
  ])('keeps blocks whole and every column once: %s', (_, columns, classes) => {
    const blocks = Array.from({ length: columns }, (__, index) => (index * 7) % 8);
    const vectors = blocks.map((block, index) =>
      Array.from({ length: classes }, (__, axis) => (axis % 8 === block ? 0.9 : 0.05) + (index % 11) * 1e-3),
    );
    const order = ordered(vectors);
    expect(new Set(order).size).toBe(columns);
    expect(changesAlong(order.map((place) => blocks[place] ?? -1))).toBe(7);
  });

  it('keeps every column exactly once, whatever the ties', () => {
    const vectors = Array.from({ length: 50 }, (_, index) => [index % 3, 0]);
    expect([...ordered(vectors)].sort((a, b) => a - b)).toEqual(vectors.map((_, index) => index));
    expect(ordered([])).toEqual([]);
    expect(ordered([[1]])).toEqual([0]);
  });

  it('orders points on a line along the line', () => {
    const at = [3, 0, 5, 1, 4, 2];
    const order = ordered(at.map((x) => [x])).map((place) => at[place] ?? -1);
    const steps = order.slice(1).map((x, index) => Math.abs(x - (order[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(3);
  });

  it('never keeps the page from answering on 40,000 neurons', () => {
    const rates = ratesFrom(
      Array.from({ length: 40_000 }, (_, index) =>
        Array.from({ length: 10 }, (__, c) => ((index * 31 + c * 17) % 101) / 101),
      ),
    );
    const steps = clusterOrder(
      rates,
      Array.from({ length: 40_000 }, (_, index) => index),
    );
    const times: number[] = [];
    for (let done = false; !done;) {
      const start = performance.now();
      done = steps.next().done === true;
      times.push(performance.now() - start);
    }
    // The longest may be the collector's: nearly all must be short.
    times.sort((a, b) => b - a);
    expect(times[Math.ceil(times.length * 0.02)]).toBeLessThan(40);
  });
});

function changesAlong(blocks: readonly number[]): number {
  return blocks.filter((block, index) => index > 0 && block !== blocks[index - 1]).length;
}
