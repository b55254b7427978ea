import { describe, expect, it } from 'vitest';
import { changeFindings } from '../../src/report/changeFindings.js';
import type { LayerReport, Report } from '../../src/report/report.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

function withGap(id: string, gap: number, half: number | null = 0.01): LayerReport {
  const { entropy } = layerFixture(id);
  const range = half === null ? null : ([gap - half, gap + half] as const);
  return layerFixture(id, {
    entropy: {
      ...entropy,
      gap,
      corrected: { ...entropy.corrected, gap },
      ci95: { ...entropy.ci95, gap: range },
    },
  });
}

const run = (...layers: LayerReport[]): Report => reportFixture({ layers });

function withJackknife(layer: LayerReport, changes: readonly number[]): LayerReport {
  return { ...layer, entropy: { ...layer.entropy, jackknife: { class: changes, gap: changes } } };
}

describe('changeFindings', () => {
  it('names the dense layers whose gap changed by more than the samples and a new seed explain, the largest first', () => {
    const before = run(withGap('a', 0.3), withGap('b', 0.3), withGap('c', 0.4));
    const after = run(withGap('a', 0.15), withGap('b', 0.1), withGap('c', 0.55));
    expect(changeFindings(before, after)).toMatchObject([
      {
        code: 'gap-fell',
        severity: 'warning',
        layer: 'b',
        message:
          'Since the run before, the gap fell beyond its interval in 2 dense layers: b from 0.300 bit (95% interval [0.290, 0.310]) to 0.100 bit [0.090, 0.110], a −0.150. That is more than a new seed alone does (up to 0.100 bit): training, data or settings changed.',
      },
      {
        code: 'gap-rose',
        severity: 'info',
        layer: 'c',
        message:
          'Since the run before, the gap rose beyond its interval in 1 dense layer: c from 0.400 bit (95% interval [0.390, 0.410]) to 0.550 bit [0.540, 0.560]. That is more than a new seed alone does (up to 0.100 bit): training, data or settings changed.',
      },
    ]);
  });

  it('calls nothing better or worse that a new seed alone does', () => {
    const before = run(withGap('a', 0.2), withGap('b', 0.3));
    const after = run(withGap('a', 0.25), withGap('b', 0.21));
    expect(changeFindings(before, after)).toMatchObject([
      {
        code: 'gap-moved',
        severity: 'info',
        layer: 'b',
        message:
          'Since the run before, the gap moved beyond its interval in 2 dense layers: b from 0.300 bit (95% interval [0.290, 0.310]) to 0.210 bit [0.200, 0.220], a +0.050. A new seed alone does this. The same network trained again differed by up to 0.100 bit: it is no sign of a better or a worse model.',
      },
    ]);
  });

  it('compares the same samples in pairs: what both runs share is no doubt about their difference', () => {
    const shared = Array.from({ length: 16 }, (_, group) => (group % 2 === 0 ? 0.02 : -0.02));
    const before = run(withJackknife(withGap('a', 0.2, 0.3), shared));
    const after = run(withJackknife(withGap('a', 0.4, 0.3), shared));
    expect(changeFindings(before, after)).toMatchObject([{ code: 'gap-rose' }]);
    expect(changeFindings(before, after)[0]?.message).toContain(
      'a from 0.200 to 0.400 bit (95% interval of the difference [0.200, 0.200])',
    );
    // Another seed chose other samples: only the intervals are left, and they overlap.
    const reseeded = { ...after, settings: { ...after.settings, seed: 2 } };
    expect(changeFindings(before, reseeded)).toEqual([]);
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
