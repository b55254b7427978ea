import { describe, expect, it } from 'vitest';
import { changeFindings } from '../../src/report/changeFindings.js';
import type { LayerReport, Report } from '../../src/report/report.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

function withGap(id: string, gap: number, half: number | null = 0.01): LayerReport {
  const { entropy } = layerFixture(id);
  const range = half === null ? null : ([gap - half, gap + half] as const);
  return layerFixture(id, { entropy: { ...entropy, gap, ci95: { ...entropy.ci95, gap: range } } });
}

const run = (...layers: LayerReport[]): Report => reportFixture({ layers });

describe('changeFindings', () => {
  it('names the dense layers whose gap changed beyond the intervals, the largest change first', () => {
    const before = run(withGap('a', 0.2), withGap('b', 0.3), withGap('c', 0.4));
    const after = run(withGap('a', 0.15), withGap('b', 0.1), withGap('c', 0.5));
    expect(changeFindings(before, after)).toMatchObject([
      {
        code: 'gap-fell',
        severity: 'warning',
        layer: 'b',
        message:
          'Since the run before, the gap fell beyond its interval in 2 dense layers: b from 0.300 bit (95% interval [0.290, 0.310]) to 0.100 bit [0.090, 0.110], a −0.050.',
      },
      {
        code: 'gap-rose',
        severity: 'info',
        layer: 'c',
        message:
          'Since the run before, the gap rose beyond its interval in 1 dense layer: c from 0.400 bit (95% interval [0.390, 0.410]) to 0.500 bit [0.490, 0.510].',
      },
    ]);
  });

  it('is silent about what the intervals allow, about other layers, and about runs over other data', () => {
    const before = run(withGap('a', 0.2), withGap('gone', 0.3), { ...withGap('conv', 0.1), dense: false });
    const after = run(withGap('a', 0.215), withGap('new', 0.5), { ...withGap('conv', 0.9), dense: false });
    expect(changeFindings(before, after)).toMatchObject([]);
    expect(changeFindings(run(withGap('a', 0.2, null)), run(withGap('a', 0.9)))).toEqual([]);
    const other = run(withGap('a', 0.9));
    const elsewhere = { ...other, dataset: { ...other.dataset, fingerprint: 'f'.repeat(64) } };
    expect(changeFindings(run(withGap('a', 0.2)), elsewhere)).toEqual([]);
  });
});
