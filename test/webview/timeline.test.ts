import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/protocol/pageMessages.js';
import { commonSpan, lastChange, timelineRows } from '../../src/webview/timeline/timelineRows.js';

const run = (id: string, layers: readonly (readonly [id: string, value: number | null])[]): RunSummary => ({
  id,
  createdAt: '2025-01-01T00:00:00.000Z',
  samples: 10,
  accuracy: null,
  shown: null,
  layers: layers.map(([name, value]) => ({
    id: name,
    dense: true,
    numbers: { class: value, all: value, gap: 0, stability: null },
  })),
});

describe('timelineRows', () => {
  const runs = [
    run('1', [
      ['old', 0.9],
      ['a', 0.5],
    ]),
    run('2', [
      ['a', 0.4],
      ['b', 0.3],
    ]),
  ];

  it('has a row for every layer of any run, those of the newest first', () => {
    expect(timelineRows(runs, { short: 'class' }).map(({ id, values }) => [id, values])).toEqual([
      ['a', [0.5, 0.4]],
      ['b', [null, 0.3]],
      ['old', [0.9, null]],
    ]);
  });

  it('leaves empty what a run does not have', () => {
    expect(timelineRows(runs, { short: 'stability' })[0]?.values).toEqual([null, null]);
  });

  it('tells the change to the last value there is', () => {
    const [a, b] = timelineRows(runs, { short: 'class' });
    expect(lastChange(a!)).toBeCloseTo(-0.1, 12);
    expect(lastChange(b!)).toBeNull();
  });

  it('gives all rows the scale of the one that moves most', () => {
    expect(commonSpan(timelineRows(runs, { short: 'class' }), 0.02)).toBeCloseTo(0.1, 12);
    expect(commonSpan(timelineRows(runs, { short: 'gap' }), 0.02)).toBe(0.02);
  });
});
