import { layers, sequential } from '@tensorflow/tfjs-layers';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/analysis/client/runJob.js';
import type { Job, Outcome } from '../../src/protocol/childMessages.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { phraseText } from '../../src/vocabulary/phrase.js';
import { analyzeRequest } from '../support/analyzeRequest.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { saveModel } from '../support/saveModel.js';
import { smallModel } from '../support/smallModel.js';

const CHILD = join(ROOT, 'dist', 'child.js');
const folder = temporaryFolder();

const run = (job: Job): Promise<Outcome> =>
  runJob(job, { signal: new AbortController().signal, childPath: CHILD });

async function failureOf(job: Job): Promise<ExpectedError> {
  const failure: unknown = await run(job).catch((error: unknown) => error);
  if (!(failure instanceof ExpectedError)) throw new Error('an expected failure was expected');
  return failure;
}

describe('a failure of the child', () => {
  it('comes with the places of its words: file and options', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    const model = await saveModel(
      sequential({ layers: [layers.flatten({ inputShape: [2, 2] })] }),
      join(folder, 'flat'),
    );
    const request = analyzeRequest({ model, modelAsGiven: 'flat/model.json', data: 'synthetic' });
    const failure = await failureOf({ kind: 'analyze', request });
    expect(failure.code).toBe('model-unsupported');
    expect(failure.message).toBe(
      'flat/model.json has no layer to measure: every layer only passes numbers on (--all-layers measures those, too)',
    );
    expect(failure.file).toEqual({ path: 'flat/model.json', line: null });
    expect(phraseText(failure.words, 'editor')).toContain(
      '("allLayers" in entroscope.json measures those, too)',
    );
  });
});

describe('a failure that asks', () => {
  it('comes with its question: what the data hold', async () => {
    const model = await smallModel(join(folder, 'asks'), { seed: 1, shards: 1 });
    const data = join(folder, 'unclear.csv');
    writeFileSync(data, '1.5,2,3,4,0\n5.5,6,7,8,1\n');
    const failure = await failureOf({ kind: 'analyze', request: analyzeRequest({ model, data }) });
    expect(failure.code).toBe('data-shape');
    expect(failure.question).toMatchObject({ parts: 'columns', asks: ['y', 'x'], width: 4 });
    expect(failure.question?.choices.map(({ shown }) => shown)).toEqual([
      '1.5, 5.5',
      '2, 6',
      '3, 7',
      '4, 8',
      '0, 1',
    ]);
  });
});

describe('a part', () => {
  let whole: Record<string, unknown>;
  beforeAll(async () => {
    const model = await smallModel(join(folder, 'small'), { seed: 1, shards: 1 });
    const threshold = { all: null, byActivation: {}, byLayer: { nowhere: 1 } };
    const outcome = await run({
      kind: 'analyze',
      request: analyzeRequest({
        ...{ model, data: 'synthetic', samples: 40, threshold },
        shard: { index: 1, count: 1 },
      }),
    });
    if (outcome.kind !== 'part') throw new Error('a part was asked for');
    whole = { ...outcome.part };
  });

  const merge = (part: unknown): Job => {
    const path = join(folder, 'part.json');
    writeFileSync(path, JSON.stringify(part));
    return { kind: 'merge', request: { parts: [path] } };
  };
  /** The part with one field, named by its path, set to another value. */
  const changed = (path: string, value: unknown): unknown => {
    const part = structuredClone(whole);
    const names = path.split('.');
    const last = names.pop() ?? '';
    const place = names.reduce<Record<string, unknown>>(
      (fields, name) => fields[name] as Record<string, unknown>,
      part,
    );
    place[last] = value;
    return part;
  };

  it('is read back whole, with the values of its findings', async () => {
    const outcome = await run(merge(whole));
    if (outcome.kind !== 'report') throw new Error('a report was asked for');
    expect(outcome.report.findings).toContainEqual(
      expect.objectContaining({ code: 'threshold-unused', values: { name: 'nowhere' } }),
    );
    expect(JSON.parse(readFileSync(join(folder, 'part.json'), 'utf8'))).toEqual(whole);
  });

  it.each<[string, unknown]>([
    ['shard.index', 2],
    ['runtime.totalMs', 'long'],
    ['header.model.fingerprint', null],
    ['header.dataset.classSizes', [0]],
    [
      'header.dataset.findings',
      [{ code: 'threshold-unused', severity: 'warning', layer: null, message: 'x', values: {} }],
    ],
    ['header.dataset.findings', [{ code: 'threshold-unused', severity: 'grave', layer: null, message: 'x' }]],
    ['header.taps.0.tap.outputShape', [1e9, 1e9]],
    ['header.taps.0.threshold', null],
    ['results.0.taps.0.version', 2],
    ['results.0.taps.0.classCounts', []],
    ['results.0.task', {}],
  ])('is damaged where %s is %j', async (path, value) => {
    const failure = await failureOf(merge(changed(path, value)));
    expect(failure.code).toBe('report-malformed');
    expect(failure.message).toBe(`${join(folder, 'part.json')} is damaged: write this shard again`);
    expect(failure.file?.path).toBe(join(folder, 'part.json'));
  });

  it.each<[string, unknown]>([
    ['header.dataset.classSizes', [39]],
    ['header.dataset.classes', [1]],
    ['header.dataset.classes', [0, 1]],
  ])('does not add up where %s is %j', async (path, value) => {
    const failure = await failureOf(merge(changed(path, value)));
    expect(failure.code).toBe('report-malformed');
    expect(failure.message).toMatch(/part\.json is damaged \(.+\): write this shard again/u);
  });
});
