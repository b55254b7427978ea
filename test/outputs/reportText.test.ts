import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/outputs/terminal/displayWidth.js';
import { renderReportText } from '../../src/outputs/terminal/reportText.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

const plain = { columns: 80, color: false };

describe('the report on a terminal', () => {
  it('shows every layer with its numbers, the accuracy with its interval, the data and the backend', () => {
    const text = renderReportText(reportFixture(), { columns: 120, color: false });
    expect(text).toMatch(/fc1 +Dense relu +100 +0\.450 +0\.700 +0\.250 +0\.750 +0 /u);
    expect(text).toContain('accuracy  0.900, 95% interval [0.826, 0.945] · chance 0.500');
    expect(text).toContain('data/test.csv · csv · 100 samples in 2 classes');
    expect(text).toContain('wasm 4.22.0 · 1 worker · batch 32 · 1.2 s');
  });

  it.each([80, 100, 120, 200])('keeps every line within %i columns', (columns) => {
    const names = [
      'short',
      'encoder/block_1/depthwise_convolution_with_a_very_long_name',
      '層名前とても長い名前です層名前とても',
    ];
    const report = reportFixture({
      layers: names.map((id) =>
        layerFixture(id, {
          type: 'DepthwiseConv2D',
          neurons: {
            total: 3_211_264,
            measured: 65_536,
            dead: 12_345,
            alwaysOn: 9,
            dormant: 0,
            apoz: 0,
            nonFinite: 0,
          },
        }),
      ),
      findings: [{ code: 'dead-neurons', severity: 'warning', layer: 'short', message: 'word '.repeat(80) }],
    });
    const lines = renderReportText(report, { columns, color: false }).split('\n');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
  });

  it('says which layers are measured in part', () => {
    const neurons = {
      total: 100_352,
      measured: 65_536,
      dead: 0,
      alwaysOn: 0,
      dormant: 0,
      apoz: 0,
      nonFinite: 0,
    };
    const text = renderReportText(reportFixture({ layers: [layerFixture('conv', { neurons })] }), plain);
    expect(text).toContain('*65.5k/100.4k');
    expect(text).toContain('the numbers describe the measured ones');
  });

  it('draws the class entropy as a solid bar and the gap after it, on a scale of one bit', () => {
    const entropy = { ...layerFixture('x').entropy, class: 0.25, all: 0.5 };
    const text = renderReportText(reportFixture({ layers: [layerFixture('x', { entropy })] }), {
      columns: 200,
      color: false,
    });
    expect(text).toContain(`${'█'.repeat(8)}${'░'.repeat(8)}\n`);
  });

  it('lets no control character or escape sequence of a name through', () => {
    const hostile = 'a\u001b[31mred\u001b[0m\u001b]0;title\u0007\nb\u202ec\u009b2Jd';
    const report = reportFixture({
      layers: [layerFixture(hostile, { type: hostile })],
      findings: [{ code: 'x', severity: 'info', layer: null, message: hostile }],
      dataset: { ...reportFixture().dataset, path: hostile },
    });
    const text = renderReportText(report, { columns: 160, color: false });
    // eslint-disable-next-line no-control-regex -- none may be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    expect(text).toContain('ared b cd');
  });

  it('colors only when told to', () => {
    // eslint-disable-next-line no-control-regex -- colors are escape sequences
    const escapes = /\u001b\[/u;
    expect(renderReportText(reportFixture(), plain)).not.toMatch(escapes);
    expect(renderReportText(reportFixture(), { columns: 80, color: true })).toMatch(escapes);
  });

  it('says that synthetic data is noise', () => {
    const report = reportFixture({ dataset: { ...reportFixture().dataset, kind: 'synthetic' } });
    expect(renderReportText(report, plain)).toContain('seeded noise, no real data');
  });

  it('names a fallback of the backend', () => {
    const runtime = { ...reportFixture().runtime, fallbackReason: 'tfjs-node is not installed' };
    expect(renderReportText(reportFixture({ runtime }), plain)).toContain('tfjs-node is not installed');
  });
});
