import { describe, expect, it } from 'vitest';
import { findFindings } from '../../src/report/findings.js';
import type { FindingsInput } from '../../src/report/findingsInput.js';
import type { LayerReport } from '../../src/report/report.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import { accuracyInterval } from '../../src/report/accuracyInterval.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

const { dataset, task, depth } = reportFixture();
const quiet: FindingsInput = {
  layers: [layerFixture('only')],
  dataset,
  task,
  depth: { ...depth, monotone: null },
  labelled: true,
  repairs: [],
  datasetFindings: [],
};

function found(change: Partial<FindingsInput>): ReturnType<typeof findFindings> {
  return findFindings({ ...quiet, ...change });
}

function codes(change: Partial<FindingsInput>): readonly string[] {
  return found(change).map(({ code }) => code);
}

function message(change: Partial<FindingsInput>, code: string): string {
  return found(change).find((finding) => finding.code === code)?.message ?? `no ${code}`;
}

function withNeurons(id: string, change: Partial<LayerReport['neurons']>): LayerReport {
  return layerFixture(id, { neurons: { ...layerFixture(id).neurons, ...change } });
}

function withGap(id: string, gap: number, half: number | null): LayerReport {
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

describe('findings', () => {
  it('has nothing to say of a healthy layer', () => {
    expect(found({})).toEqual([]);
  });

  it('non-finite names the first layer with NaN or infinite numbers only', () => {
    const layers = [
      layerFixture('a'),
      withNeurons('b', { nonFinite: 3 }),
      withNeurons('c', { nonFinite: 100 }),
    ];
    const findings = found({ layers }).filter(({ code }) => code === 'non-finite');
    expect(findings).toMatchObject([{ severity: 'error', layer: 'b' }]);
    expect(findings[0]?.message).toContain('3 of 100 neurons (3.0%). 1 later layer has them too.');
  });

  it('dead-neurons begins at a tenth of the measured neurons and bounds what was not seen', () => {
    expect(codes({ layers: [withNeurons('a', { dead: 9 })] })).toEqual([]);
    // Known answer: 1 - 0.05^(1/100) = 0.0295.
    expect(message({ layers: [withNeurons('a', { dead: 10 })] }, 'dead-neurons')).toBe(
      'a: 10 of 100 neurons (10.0%) never rise above the threshold 0 in 100 samples. A neuron that fires in up to 3.0% of all inputs could look the same (95% bound).',
    );
  });

  it('always-on and dormant-neurons begin at a quarter', () => {
    expect(codes({ layers: [withNeurons('a', { alwaysOn: 24, dormant: 24 })] })).toEqual([]);
    expect(codes({ layers: [withNeurons('a', { alwaysOn: 25, dormant: 25 })] })).toEqual([
      'dormant-neurons',
      'always-on',
    ]);
  });

  it('near-chance begins two standard errors above chance', () => {
    // Chance 0.5 with 100 samples: the standard error is 0.05.
    const at = (accuracy: number): readonly string[] =>
      codes({ task: { accuracy, chance: 0.5, perClass: [accuracy, accuracy], confusion: [] } });
    expect(at(0.3)).toEqual(['near-chance']);
    expect(at(0.6)).toEqual(['near-chance']);
    expect(at(0.61)).toEqual([]);
  });

  it('class-never-right names classes without one right answer', () => {
    const change = { task: { accuracy: 0.7, chance: 0.5, perClass: [1, 0], confusion: [] } };
    expect(message(change, 'class-never-right')).toContain('1 (0 of 50)');
  });

  it('few-samples names the classes below 20', () => {
    const classes = [
      { label: 'cat', samples: 19 },
      { label: 'dog', samples: 20 },
    ];
    expect(message({ dataset: { ...dataset, classes } }, 'few-samples')).toContain(
      '1 class has fewer than 20 samples: cat (19).',
    );
  });

  it('tells whether class information grows by intervals that do not touch', () => {
    const last = (gap: number, half: number | null): readonly string[] =>
      codes({ layers: [withGap('a', 0.2, 0.05), withGap('b', gap, half)] });
    expect(last(0.31, 0.05)).toEqual(['gap-grows']);
    expect(last(0.29, 0.05)).toEqual(['gap-flat']);
    expect(last(0.09, 0.05)).toEqual(['gap-falls']);
    expect(last(0.5, null)).toEqual(['gap-unclear']);
    expect(message({ layers: [withGap('a', 0.2, 0.05), withGap('b', 0.09, 0.05)] }, 'gap-falls')).toContain(
      '0.200 bit (95% interval [0.150, 0.250]) at a, 0.090 bit [0.040, 0.140] at b',
    );
  });

  it('gap-plateau names the longest stretch of hidden dense layers that adds no class information', () => {
    const layers = [0.1, 0.2, 0.3, 0.301, 0.305, 0.31, 0.5].map((gap, index) =>
      withGap(`fc${index + 1}`, gap, 0.01),
    );
    expect(message({ layers }, 'gap-plateau')).toContain(
      'fc3 to fc6 (4 dense layers) add no class information: the gap is 0.300 bit (95% interval [0.290, 0.310]) at fc3, 0.310 bit [0.300, 0.320] at fc6.',
    );
  });

  it('gap-plateau is silent where two layers are alike, where all are, and without intervals', () => {
    const of = (gaps: readonly number[], half: number | null): readonly string[] =>
      codes({ layers: gaps.map((gap, index) => withGap(`fc${index + 1}`, gap, half)) });
    expect(of([0.1, 0.2, 0.3, 0.301, 0.5], 0.01)).not.toContain('gap-plateau');
    expect(of([0.3, 0.3, 0.3, 0.3, 0.5], 0.01)).not.toContain('gap-plateau');
    expect(of([0.1, 0.3, 0.3, 0.3, 0.5], null)).not.toContain('gap-plateau');
    expect(of([0.1, 0.3, 0.3, 0.3, 0.5], 0.01)).toContain('gap-plateau');
  });

  it('judges the gap of dense layers only, and only with labels', () => {
    const conv = { ...withGap('a', 0.2, 0.05), dense: false };
    expect(codes({ layers: [conv, withGap('b', 0.5, 0.01)] })).toEqual([]);
    const layers = [withGap('a', 0.2, 0.05), withGap('b', 0.5, 0.01)];
    expect(codes({ layers, labelled: false })).toEqual(['no-labels']);
  });

  it('not-monotone names each rise, entropy-falls both ends', () => {
    const layers = [withGap('a', 0.2, 0.5), withGap('b', 0.2, 0.5)];
    const rises = { monotone: false, exceptions: [{ layer: 'b', rise: 0.03 }], hint: null };
    expect(message({ layers, depth: rises }, 'not-monotone')).toContain('b +0.030 to 0.450 bit');
    expect(message({ layers, depth }, 'entropy-falls')).toContain('each of the 2 dense layers: 0.450 bit');
  });

  it('says what was measured in part, skipped, repaired, and that noise is noise', () => {
    const change = {
      layers: [withNeurons('wide', { total: 100_352, measured: 65_536 })],
      dataset: {
        ...dataset,
        kind: 'synthetic',
        skipped: 2,
        skippedSamples: [{ where: 'cat/1.png', reason: 'truncated' }],
      },
      repairs: [{ code: 'keras3-inbound', detail: '...' }],
    };
    expect(codes(change)).toEqual([
      'synthetic-noise',
      'samples-skipped',
      'measured-partly',
      'model-repaired',
    ]);
    expect(message(change, 'measured-partly')).toContain('wide 65,536 of 100,352');
    expect(message(change, 'samples-skipped')).toContain('cat/1.png (truncated)');
  });

  it('counts saturated patterns', () => {
    const { byClass } = layerFixture('a').patterns;
    const saturated = byClass.map((numbers, index) => ({ ...numbers, saturated: index === 0 }));
    expect(
      message({ layers: [layerFixture('a', { patterns: { byClass: saturated } })] }, 'saturated-patterns'),
    ).toContain('below 0.5 in 1 of 2 pairs');
  });

  it('says once, of the samples that were run, what the reader of the data said too, and puts the gravest first', () => {
    const findings = found({
      layers: [withNeurons('a', { nonFinite: 1 })],
      labelled: false,
      datasetFindings: [finding('no-labels', { samples: 7 })],
    });
    expect(findings.map(({ code, message: text }) => [code, text.slice(0, 41)])).toEqual([
      ['non-finite', 'a is the first layer with NaN or infinite'],
      ['no-labels', 'The data has no usable labels: all 100 sa'],
    ]);
  });

  it('uses Wilson’s interval for shares', () => {
    // Newcombe 1998, table I: 81 of 263 and 0 of 20.
    const [lo, hi] = accuracyInterval(81 / 263, 263);
    expect([lo, hi]).toEqual([expect.closeTo(0.2553, 4), expect.closeTo(0.3662, 4)]);
    expect(accuracyInterval(0, 20)).toEqual([0, expect.closeTo(0.1611, 4)]);
  });
});
