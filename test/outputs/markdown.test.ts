import { describe, expect, it } from 'vitest';
import { evaluateGate, parseGate } from '../../src/report/gates.js';
import { renderMarkdown } from '../../src/outputs/markdown/markdown.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

describe('the Markdown summary', () => {
  it('holds accuracy, findings, gates and a row a layer', () => {
    const report = reportFixture({
      findings: [{ code: 'few-samples', severity: 'warning', layer: null, message: 'cat (3)' }],
    });
    const text = renderMarkdown(report, {
      previous: null,
      gates: [evaluateGate(parseGate('gap<1'), report, null)],
    });
    expect(text).toContain(
      'Accuracy: **0.900** (95 % interval \\[0.826, 0.945\\], chance 0.500)'.replaceAll('\\', ''),
    );
    expect(text).toContain('- **warning** (few-samples): cat \\(3\\)');
    expect(text).toContain('- **failed**: gap&lt;1 holds: fc1 0.250, fc2 0.250');
    expect(text).toContain(
      '| fc1 | Dense relu | 100 | 0.450 | 0.700 | 0.250 | [0.230, 0.270] | 0.750 | 0 | 0 |',
    );
  });

  it('shows changes where there is a report to compare with', () => {
    const { entropy } = layerFixture('x');
    const previous = reportFixture({ layers: [layerFixture('fc1', { entropy: { ...entropy, gap: 0.2 } })] });
    expect(renderMarkdown(reportFixture(), { previous, gates: [] })).toContain('0.250 (+0.050)');
  });

  it('keeps hostile names inside their cells', () => {
    const hostile = 'a|b\n# c <img src=x> [d](https://x.test) `e` @everyone \u001b[31m';
    const report = reportFixture({ layers: [layerFixture(hostile, { type: hostile })] });
    const text = renderMarkdown(report, { previous: null, gates: [] });
    const row = text.split('\n').find((line) => line.includes('a\\|b')) ?? '';
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(12);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('[d](');
    expect(text).not.toContain('https://');
    expect(text).not.toContain('@everyone');
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^# c/mu);
  });
});
