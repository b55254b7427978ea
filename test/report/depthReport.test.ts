import { describe, expect, it } from 'vitest';
import { enoughByProbe } from '../../src/engine/depthHint.js';
import { depthReport, type DepthInput } from '../../src/report/depthReport.js';
import { evaluateGate, GateSyntaxError, parseGate } from '../../src/report/gates.js';
import { parseReport } from '../../src/report/parseReport.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';
import { withEvidence } from '../support/withEvidence.js';

const SAMPLES = 1000;

/** Right but for the first so many samples: errors of a better layer are among those of a worse one. */
function probe(wrong: number, samples = SAMPLES): { readonly accuracy: number; readonly right: Uint8Array } {
  const right = Uint8Array.from({ length: samples }, (_, i) => Number(i >= wrong));
  return { accuracy: 1 - wrong / samples, right };
}

const layers = ['fc1', 'fc2', 'fc3', 'output'].map((id) => layerFixture(id));
const full: DepthInput = {
  task: { accuracy: 0.95, chance: 0.5, perClass: [0.95, 0.95], confusion: [] },
  labelled: true,
  probes: [probe(120), probe(60), probe(50), probe(49)],
  right: probe(50).right,
};

describe('how many hidden layers may be enough', () => {
  it('is the first whose read-out is at most 2 points behind the best, paired standard error included', () => {
    // fc2 is 1.0 points behind fc3; d is 1 in 10 of 1,000: SE = sqrt(10 - 0.1) / 1000 = 0.315 points.
    const { enough, evidence } = enoughByProbe([
      { layer: 'fc1', ...probe(120) },
      { layer: 'fc2', ...probe(60) },
      { layer: 'fc3', ...probe(50) },
    ]);
    expect(enough).toBe(2);
    expect(evidence).toEqual({
      samples: SAMPLES,
      best: { layer: 'fc3', accuracy: 0.95 },
      enough: {
        layer: 'fc2',
        accuracy: 0.94,
        behind: expect.closeTo(0.01, 12) as number,
        se: expect.closeTo(0.0031464, 6) as number,
      },
    });
  });

  it('counts the standard error against a layer: 1.8 points behind are too many with an error of 0.4', () => {
    const hidden = [
      { layer: 'fc1', ...probe(68) },
      { layer: 'fc2', ...probe(50) },
    ];
    expect(enoughByProbe(hidden).enough).toBe(2);
    expect(
      enoughByProbe(hidden.map((one) => ({ ...one, ...probe(one.layer === 'fc1' ? 64 : 50) }))).enough,
    ).toBe(1);
  });

  it('stands in the report with its layers and evidence', () => {
    expect(depthReport(layers, full)).toMatchObject({
      hidden: ['fc1', 'fc2', 'fc3'],
      enoughByProbe: 2,
      enoughByFold: null,
      reason: null,
      hint: {
        text: '2 of 3 hidden layers may be enough: a linear read-out of fc2 is 1.0 points behind the best [SE 0.3]. Retrain with 2 and analyze again.',
      },
    });
  });

  it('says so where no layer can be seen to be one too many', () => {
    const growing = { ...full, probes: [probe(300), probe(200), probe(100), probe(90)] };
    expect(depthReport(layers, growing)).toMatchObject({
      enoughByProbe: 3,
      hint: {
        text: 'No layer can be seen to be one too many: of 3 hidden layers a linear read-out still gains up to fc3.',
      },
    });
  });

  it.each<[string, string, Partial<DepthInput>, readonly string[]]>([
    ['one hidden layer', 'fewer than two hidden', {}, ['fc1', 'output']],
    ['no labels', 'no labels', { labelled: false }, ['fc1', 'fc2', 'fc3', 'output']],
    ['no read-outs', 'no linear read-outs', { probes: null }, ['fc1', 'fc2', 'fc3', 'output']],
    ['no accuracy', 'no accuracy', { task: null }, ['fc1', 'fc2', 'fc3', 'output']],
    [
      'few samples',
      'fewer than 400 samples',
      { probes: [1, 2, 3, 4].map(() => probe(20, 399)), right: probe(20, 399).right },
      ['fc1', 'fc2', 'fc3', 'output'],
    ],
    [
      'a model near chance',
      'no better than chance',
      { right: probe(480).right },
      ['fc1', 'fc2', 'fc3', 'output'],
    ],
    [
      'a layer without read-out',
      'has no linear read-out',
      { probes: [probe(120), null, probe(50), probe(49)] },
      ['fc1', 'fc2', 'fc3', 'output'],
    ],
  ])('is not said of %s, and why', (_, reason, change, ids) => {
    const depth = depthReport(
      ids.map((id) => layerFixture(id)),
      { ...full, ...change },
    );
    expect(depth).toMatchObject({ enoughByProbe: null, hint: null });
    expect(depth.reason).toContain(reason);
  });

  it('may be a gate', () => {
    const report = withEvidence(reportFixture({ layers }));
    const { hidden = [], enoughByProbe: enough } = report.depth;
    expect([hidden.length, enough]).toEqual([3, 3]);
    const state = (expression: string, of = report): string =>
      evaluateGate(parseGate(expression), of, null).state;
    expect(state('depth.hidden>depth.enough')).toBe('passed');
    expect(state('depth.hidden>=depth.enough')).toBe('failed');
    expect(state('depth.enough<3')).toBe('passed');
    const shallow = { ...report, depth: { ...report.depth, enoughByProbe: 2 } };
    expect(state('depth.hidden > depth.enough', shallow)).toBe('failed');
    // A fold that was tried names a bound of its own: the lower one counts.
    expect(state('depth.enough<=1', { ...shallow, depth: { ...shallow.depth, enoughByFold: 1 } })).toBe(
      'failed',
    );
    const unknown = reportFixture();
    expect(state('depth.hidden>depth.enough', unknown)).toBe('unknown');
    expect(() => parseGate('depth.hidden>gap')).toThrow(GateSyntaxError);
  });

  it('is read back from a report file, and so are reports without it', () => {
    const report = withEvidence(reportFixture({ layers }));
    expect(parseReport(structuredClone(report), 'a.json')).toEqual(report);
    expect(parseReport(reportFixture(), 'old.json').depth.hidden).toBeUndefined();
  });
});
