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

  it('few-samples names the classes below 10', () => {
    const classes = [
      { label: 'cat', samples: 9 },
      { label: 'dog', samples: 10 },
    ];
    expect(message({ dataset: { ...dataset, classes } }, 'few-samples')).toContain(
      '1 class has fewer than 10 samples: cat (9).',
    );
  });

  it('says that a layer has too few neurons for its intervals', () => {
    const narrow = (measured: number): readonly string[] =>
      codes({ layers: [withNeurons('a', { total: measured, measured })] });
    expect(narrow(3)).toEqual(['few-neurons']);
    expect(narrow(4)).toEqual([]);
  });

  it('says of neurons that never fire, or never rest, nothing from fewer than 100 samples', () => {
    const { byClass } = layerFixture('a').patterns;
    const of = (samples: number): LayerReport => ({
      ...withNeurons('a', { dead: 50, alwaysOn: 50 }),
      patterns: { byClass: byClass.map((numbers) => ({ ...numbers, samples })) },
    });
    expect(codes({ layers: [of(50)] })).toEqual(['dead-neurons', 'always-on']);
    expect(codes({ layers: [of(49)] })).toEqual([]);
  });

  describe('of the output', () => {
    const output = (dead: number): LayerReport => ({
      ...withNeurons('probs', { total: 2, measured: 2, dead }),
      ...{ activation: 'softmax', threshold: 0.5 },
    });
    const answers = (confusion: number[][]): Partial<FindingsInput> => {
      const perClass = confusion.map((row, index) => (row[index] ?? 0) / 50);
      const accuracy = perClass.reduce((sum, share) => sum + share / 2, 0);
      return { task: { accuracy, chance: 0.5, perClass, confusion }, outputs: ['0', '1'] };
    };

    it('an output that never rises above 0.5 tells of its class, and is no dead neuron', () => {
      const layers = [layerFixture('fc'), output(1)];
      const sure = answers([
        [45, 5],
        [5, 45],
      ]);
      expect(codes({ layers, ...sure })).toContain('class-never-named');
      expect(codes({ layers, ...sure })).not.toContain('dead-neurons');
      expect(message({ layers, ...sure }, 'class-never-named')).toBe(
        'probs: 1 of 2 outputs never rise above 0.500 in 100 samples: the model is never sure of that class.',
      );
    });

    it('names the class that no sample is answered with, unless another finding names it', () => {
      const never = answers([
        [50, 0],
        [50, 0],
      ]);
      const layers = [layerFixture('fc'), output(1)];
      expect(codes({ layers, ...never })).toEqual(expect.arrayContaining(['near-chance']));
      expect(message({ layers, ...never }, 'class-never-named')).toContain('for none of 100 samples: 1.');
    });

    it('has nothing to say of classes that are not in the data', () => {
      const wide = answers([
        [45, 5, 0],
        [5, 45, 0],
      ]);
      const layer = { ...output(1), ...withNeurons('probs', { total: 3, measured: 3, dead: 1 }) };
      const found = codes({ layers: [layerFixture('fc'), layer], ...wide });
      expect(found).not.toContain('class-never-named');
      expect(found).not.toContain('dead-neurons');
    });
  });

  it('tells whether class information grows over the hidden dense layers, never over the output', () => {
    const last = (gap: number, half: number | null): readonly string[] =>
      codes({
        layers: [withGap('a', 0.2, 0.05), withGap('b', gap, half), withGap('output', 0.01, 0.001)],
      });
    expect(last(0.31, 0.05)).toEqual(['gap-grows']);
    expect(last(0.29, 0.05)).toEqual(['gap-flat']);
    expect(last(0.09, 0.05)).toEqual(['gap-falls']);
    expect(last(0.5, null)).toEqual(['gap-unclear']);
    const layers = [withGap('a', 0.2, 0.05), withGap('b', 0.09, 0.05), withGap('output', 0.6, 0.01)];
    expect(message({ layers }, 'gap-falls')).toContain(
      'over the 2 hidden dense layers: 0.200 bit (95% interval [0.150, 0.250]) at a, 0.090 bit [0.040, 0.140] at b',
    );
    // A network with one hidden dense layer has no course to tell of: its output is another matter.
    expect(codes({ layers: [withGap('a', 0.9, 0.01), withGap('output', 0.1, 0.01)] })).toEqual([]);
  });

  it('compares layers by what leaving out the same samples changes, where that is known', () => {
    // Both move together when a group is left out: of the difference nothing is unsure.
    const jackknife = Array.from({ length: 16 }, (_, group) => (group % 2 === 0 ? 0.01 : -0.01));
    const paired = (id: string, gap: number): LayerReport => {
      const layer = withGap(id, gap, 0.2);
      return { ...layer, entropy: { ...layer.entropy, jackknife: { class: jackknife, gap: jackknife } } };
    };
    expect(codes({ layers: [paired('a', 0.2), paired('b', 0.21), withGap('output', 0.5, 0.1)] })).toEqual([
      'gap-grows',
    ]);
    expect(
      codes({ layers: [withGap('a', 0.2, 0.2), withGap('b', 0.21, 0.2), withGap('output', 0.5, 0.1)] }),
    ).toEqual(['gap-flat']);
  });

  it('holds the last hidden dense layer against its fresh weights, its interval included', () => {
    const baseline = {
      kind: 'initialised',
      seeds: 5,
      class: null,
      gap: { mean: 0.05, min: 0.04, max: 0.06 },
    } as const;
    const layers = (gap: number, half: number): readonly LayerReport[] => [
      withGap('a', 0.2, 0.05),
      { ...withGap('b', gap, half), baseline },
      { ...withGap('output', 0.9, 0.01), baseline },
    ];
    expect(codes({ layers: layers(0.35, 0.05) })).toContain('learned');
    expect(message({ layers: layers(0.35, 0.05) }, 'learned')).toBe(
      'b, the last hidden dense layer, has learned about the classes: its gap is 0.350 bit (95% interval [0.300, 0.400]), 7.0 times what chance weights give, that of 5 copies with fresh weights 0.040 to 0.060 bit. This holds for data that was not trained on: on its training data a network that only remembers looks the same.',
    );
    expect(codes({ layers: layers(0.1, 0.05) })).toContain('not-learned');
    expect(found({ layers: layers(0.1, 0.05) })[0]).toMatchObject({ severity: 'warning', layer: 'b' });
    expect(codes({ layers: layers(0.35, 0.05), labelled: false })).not.toContain('learned');
  });

  it('judges the gap of dense layers only, and only with labels', () => {
    const conv = { ...withGap('a', 0.2, 0.05), dense: false };
    const output = withGap('output', 0.5, 0.01);
    expect(codes({ layers: [conv, withGap('b', 0.5, 0.01), output] })).toEqual([]);
    const layers = [withGap('a', 0.2, 0.05), withGap('b', 0.5, 0.01), output];
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
