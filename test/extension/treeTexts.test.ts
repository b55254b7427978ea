import { expect, it } from 'vitest';
import type { KeptRun } from '../../src/extension/runs/keptRun.js';
import { runDescription, runIcon, runLabel, timeText } from '../../src/extension/tree/treeTexts.js';

const run = (overrides: Partial<KeptRun> = {}): KeptRun => ({
  id: 'r',
  createdAt: '2026-01-02T03:04:05.000Z',
  samples: 2000,
  accuracy: 0.973,
  data: 'test.csv',
  stamp: '{}',
  layers: [],
  ...overrides,
});

it('a run is told by what differs: its name or its accuracy and the change, then the time', () => {
  const time = timeText(run().createdAt);
  const worse = run({ accuracy: 0.97 });
  expect(runLabel(worse, run())).toBe('0.970 ▼0.003');
  expect(runLabel(run(), worse)).toBe('0.973 ▲0.003');
  expect(runLabel(run(), run())).toBe('0.973');
  expect(runLabel(run(), run({ data: 'other.csv', accuracy: 0.1 }))).toBe('0.973');
  expect(runDescription(worse, run(), [run(), worse])).toBe(time);
  expect(runDescription(worse, run(), [run({ samples: 300 }), worse])).toBe(`${time} · 2,000 samples`);
  expect(runLabel(run({ name: 'wide', starred: true }), worse)).toBe('★ wide');
  expect(runDescription(run({ name: 'wide' }), worse, [])).toBe(`0.973 ▲0.003 · ${time}`);
  expect(runLabel(run({ accuracy: null }), null)).toBe(time);
  expect(runDescription(run({ accuracy: null, data: 'synthetic' }), null, [run()])).toBe(
    '2,000 samples of noise',
  );
});

it('a tick is never given: a run is grave, or it merely ran', () => {
  expect(runIcon(run({ gravest: 'error' })).icon).toBe('error');
  expect(runIcon(run({ gravest: 'warning' })).icon).toBe('warning');
  expect(runIcon(run({ gravest: null })).icon).toBe('graph-line');
  expect(runIcon(run()).icon).toBe('graph-line');
});
