import { describe, expect, it } from 'vitest';
import { pageStateOf } from '../../src/extension/page/pageStateOf.js';
import type { ModelState } from '../../src/extension/runs/modelStates.js';
import { reportFixture } from '../support/reportFixture.js';

const idle: ModelState = { activity: { kind: 'idle' }, stale: null, notice: null };
const progress = { text: '5 of 10 samples', done: 5, total: 10 };
const [current, previous, partial] = [1, 2, 3].map((second) =>
  reportFixture({ createdAt: `2026-01-01T00:00:0${second}.000Z` }),
) as [ReturnType<typeof reportFixture>, ReturnType<typeof reportFixture>, ReturnType<typeof reportFixture>];

function state(
  model: Partial<ModelState>,
  rest: Partial<Parameters<typeof pageStateOf>[0]> = {},
): ReturnType<typeof pageStateOf> {
  return pageStateOf({
    title: 'm/model.json',
    model: { ...idle, ...model },
    current: null,
    previous: null,
    trusted: true,
    ...rest,
  });
}

describe('what the page shows', () => {
  it('is empty before the first run, and says what to do', () => {
    expect(state({}, { title: null })).toMatchObject({
      kind: 'empty',
      text: expect.stringContaining('Right-click') as string,
    });
    expect(state({}, { trusted: false })).toMatchObject({ text: expect.stringContaining('trust') as string });
  });

  it('is the last run when nothing goes on, stale where the model changed', () => {
    expect(state({}, { current, previous })).toMatchObject({ kind: 'done', data: { report: current } });
    expect(state({ stale: 'changed' }, { current })).toMatchObject({
      kind: 'stale',
      reason: 'changed',
      data: { report: current },
    });
  });

  it('keeps the last run in view until the first part of the new one is there', () => {
    const running = { kind: 'running', progress, partial: null } as const;
    expect(state({ activity: running }, { current })).toMatchObject({
      kind: 'loading',
      progress,
      data: { report: current },
    });
    const later = state({ activity: { ...running, partial } }, { current, previous });
    expect(later).toMatchObject({ kind: 'partial', data: { report: partial } });
    expect('data' in later && later.data?.previous?.createdAt).toBe(current.createdAt);
  });

  it('says a failure without losing the last run', () => {
    const failure = { file: 'm/model.json', code: 'model-weights-missing', message: 'no weights' } as const;
    const failed = {
      kind: 'failed',
      failure: { ...failure, show: null, question: null, example: null },
    } as const;
    expect(state({ activity: failed }, { current })).toMatchObject({
      kind: 'error',
      message: 'no weights',
      code: 'model-weights-missing',
      parts: null,
      title: 'm/model.json',
      data: { report: current },
    });
  });

  it('leaves the counts of single neurons out of the run that is compared with', () => {
    const counts = { neurons: 'all', channels: false, data: 'AA==' } as const;
    const counted = { ...previous, layers: previous.layers.map((layer) => ({ ...layer, counts })) };
    const shown = state({}, { current, previous: counted });
    expect('data' in shown && shown.data?.previous?.layers.every((layer) => layer.counts === null)).toBe(
      true,
    );
  });
});
