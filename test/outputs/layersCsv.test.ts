import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { layersCsv } from '../../src/outputs/csv/layersCsv.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';
import { withEvidence } from '../support/withEvidence.js';

function rowsOf(text: string): Record<string, string>[] {
  return parse<Record<string, string>>(text, { columns: true });
}

describe('the CSV file', () => {
  it('has a row a layer and columns named by the report’s field paths', () => {
    const rows = rowsOf(layersCsv(reportFixture()));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      id: 'fc1',
      'entropy.class': '0.45',
      'entropy.byClass[0]': '0.4',
      'entropy.byClass[1]': '0.5',
      'entropy.corrected.gap': '0.247',
      'entropy.ci95.class.lo': '0.44',
      'entropy.ci95.class.hi': '0.47',
      'stability.class': '0.75',
      'patterns.byClass[1].estimate': '4.5',
      'neurons.nonFinite': '0',
      outputShape: '[100]',
      dense: 'true',
    });
  });

  it('leaves null empty and keeps full precision', () => {
    const { entropy } = layerFixture('a');
    const value = 0.1 + 0.2;
    const layer = layerFixture('a', {
      entropy: { ...entropy, class: value, ci95: { ...entropy.ci95, class: null } },
    });
    const [row] = rowsOf(layersCsv(reportFixture({ layers: [layer] })));
    expect(Number(row?.['entropy.class'])).toBe(value);
    expect(row).toMatchObject({ 'entropy.ci95.class.lo': '', 'entropy.ci95.class.hi': '' });
    expect(Object.keys(row ?? {}).filter((name) => /^(rank|probe|baseline|counts)/u.test(name))).toEqual([]);
  });

  it('has the baseline and the read-outs where they were computed, and no replicates', () => {
    const report = withEvidence(reportFixture());
    const [layer] = report.layers;
    const jackknife = { class: [0.1, -0.1], gap: [0.1, -0.1] };
    const layers = report.layers.map((one) => ({
      ...one,
      entropy: { ...one.entropy, share: 0.3, jackknife },
    }));
    const [row = {}] = rowsOf(layersCsv({ ...report, layers }));
    expect(Number(row['baseline.gap.max'])).toBe(layer?.baseline?.gap.max);
    expect(row).toMatchObject({
      'baseline.kind': 'initialised',
      'baseline.seeds': '5',
      'entropy.share': '0.3',
    });
    expect(Number(row['probe.accuracy'])).toBe(layer?.probe?.accuracy);
    expect(Object.keys(row).filter((name) => name.includes('jackknife'))).toEqual([]);
  });

  it('survives quotes, commas and line breaks in names and labels', () => {
    const name = 'a"b,c\r\nd';
    const { dataset } = reportFixture();
    const classes = [
      { label: name, samples: 50 },
      { label: '$&', samples: 50 },
    ];
    const text = layersCsv(reportFixture({ layers: [layerFixture(name)], dataset: { ...dataset, classes } }));
    const [row] = rowsOf(text);
    expect(row?.['id']).toBe(name);
    expect(row?.[`entropy.byClass[${name}]`]).toBe('0.4');
    expect(row?.['entropy.byClass[$&]']).toBe('0.5');
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it('keeps texts that a spreadsheet would take for formulas as texts', () => {
    const [row] = rowsOf(layersCsv(reportFixture({ layers: [layerFixture('=SUM(A1)')] })));
    expect(row?.['id']).toBe("'=SUM(A1)");
  });

  it('keeps columns in their places where a layer of another version has a field more', () => {
    const more = { ...layerFixture('b'), extra: 7 };
    const rows = rowsOf(layersCsv(reportFixture({ layers: [layerFixture('a'), more, layerFixture('c')] })));
    expect(rows.map(({ id, extra }) => [id, extra])).toEqual([
      ['a', ''],
      ['b', '7'],
      ['c', ''],
    ]);
  });
});
