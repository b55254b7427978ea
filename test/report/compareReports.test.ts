import { describe, expect, it } from 'vitest';
import { compareReports } from '../../src/report/compareReports.js';
import { renderComparisonText } from '../../src/outputs/terminal/comparisonText.js';
import { displayWidth } from '../../src/outputs/terminal/displayWidth.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

const { entropy, neurons } = layerFixture('x');
const before = reportFixture({
  layers: [layerFixture('fc1'), layerFixture('gone')],
  findings: [{ code: 'near-chance', severity: 'warning', layer: null, message: 'was there' }],
  task: { accuracy: 0.5, chance: 0.5, perClass: [], confusion: [] },
});
const after = reportFixture({
  model: { ...reportFixture().model, fingerprint: 'c'.repeat(64) },
  layers: [
    layerFixture('fc1', {
      entropy: { ...entropy, class: 0.25, gap: 0.5 },
      neurons: { ...neurons, dead: 4 },
      stability: { byClass: [], class: null, modal: 0.5 },
    }),
    layerFixture('added'),
  ],
  settings: { seed: 2, samples: 10000, threshold: { all: null } },
  findings: [{ code: 'dead-neurons', severity: 'warning', layer: 'fc1', message: 'is new' }],
});

describe('the comparison of two reports', () => {
  it('subtracts the old numbers from the new ones, layer by layer', () => {
    const [fc1] = compareReports(before, after).layers;
    expect(fc1).toMatchObject({ id: 'fc1', delta: { all: 0, gap: 0.25, dead: 4, stability: null } });
    expect(fc1?.delta?.['class']).toBeCloseTo(-0.2, 12);
  });

  it('keeps layers that are in one run only', () => {
    const { layers } = compareReports(before, after);
    expect(layers.map(({ id, old, new: next }) => [id, old !== null, next !== null])).toEqual([
      ['fc1', true, true],
      ['added', false, true],
      ['gone', true, false],
    ]);
  });

  it('tells accuracy, findings that came and went, and settings that differ', () => {
    const comparison = compareReports(before, after);
    expect(comparison.accuracy).toEqual({ old: 0.5, new: 0.9, delta: 0.4 });
    expect(comparison.findings.appeared.map(({ code }) => code)).toEqual(['dead-neurons']);
    expect(comparison.findings.gone.map(({ code }) => code)).toEqual(['near-chance']);
    expect(comparison.notes).toEqual(['The setting seed differs: 1, then 2.']);
  });

  it('notes other data, thresholds and widths, and the same model', () => {
    const other = reportFixture({
      dataset: { ...reportFixture().dataset, path: 'other.csv', fingerprint: 'd', samples: 50 },
      layers: [layerFixture('fc1', { threshold: 0.5, neurons: { ...neurons, total: 7 } })],
    });
    expect(compareReports(before, other).notes).toEqual([
      'Both runs saw the same model (same topology and weights).',
      'The data differs: data/test.csv, then other.csv.',
      'The number of samples differs: 100, then 50.',
      'The threshold of fc1 differs: 0, then 0.5.',
      'fc1 had 100 neurons and has 7.',
    ]);
  });

  it('is printed within 80 columns with the signs of the changes', () => {
    const text = renderComparisonText(compareReports(before, after), { columns: 80, color: false });
    expect(text).toMatch(/fc1 +0\.250 +−0\.200 +0\.700 +0\.000 +0\.500 +\+0\.250 +– +– +4 +\+4/u);
    expect(text).toContain('accuracy 0.500 -> 0.900 (+0.400)');
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });
});
