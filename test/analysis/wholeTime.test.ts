import { layers, sequential } from '@tensorflow/tfjs-layers';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/analysis/client/runJob.js';
import type { AnalyzeRequest } from '../../src/protocol/analysisRequest.js';
import type { Job, Outcome } from '../../src/protocol/childMessages.js';
import { analyzeRequest } from '../support/analyzeRequest.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { saveModel } from '../support/saveModel.js';

const CHILD = join(ROOT, 'dist', 'child.js');
const CLASSES = 32;
/** Clocks of two processes agree but for this. */
const CLOCKS_MS = 50;
const folder = temporaryFolder();
let request: AnalyzeRequest;

/** 12 layers of 65,536 neurons and a sample a class: counting is little work, measuring 32 counts a neuron is much. */
beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  const relu = Array.from({ length: 12 }, (_, index) =>
    layers.activation({ activation: 'relu', name: `relu${index}` }),
  );
  const model = sequential({
    layers: [layers.upSampling2d({ size: [16, 16], inputShape: [16, 16, 1] }), ...relu],
  });
  const xs = Array.from({ length: CLASSES }, (_, sample) =>
    Array.from({ length: 256 }, (_unused, i) => Math.sin(sample * 256 + i)),
  );
  const data = join(folder, 'data.json');
  writeFileSync(data, JSON.stringify({ xs, ys: xs.map((_, sample) => sample) }));
  request = analyzeRequest({
    model: await saveModel(model, join(folder, 'wide')),
    data,
    backend: 'wasm',
    workers: 1,
    counts: false,
  });
});

interface Timed {
  readonly outcome: Outcome;
  /** From the child's first word to "measuring", from there to the answer, and all together, as the client sees it. */
  readonly beforeMs: number;
  readonly measuringMs: number;
  readonly wholeMs: number;
}

async function timed(job: Job): Promise<Timed> {
  let [started, measuring] = [NaN, NaN];
  const outcome = await runJob(job, {
    signal: new AbortController().signal,
    childPath: CHILD,
    onStart: () => (started = performance.now()),
    onProgress: ({ stage }) => {
      if (stage === 'measuring') measuring = performance.now();
    },
  });
  const ended = performance.now();
  return {
    outcome,
    beforeMs: measuring - started,
    measuringMs: ended - measuring,
    wholeMs: ended - started,
  };
}

/** What is not told: saying the answer, and ending the process. It is less than three quarters of the measuring. */
function expectWholeTime(totalMs: unknown, { beforeMs, measuringMs, wholeMs }: Timed): void {
  expect(totalMs).toBeGreaterThan(beforeMs + measuringMs / 4);
  expect(totalMs).toBeLessThan(wholeMs + CLOCKS_MS);
}

describe('the total time', () => {
  it('of a report is that up to the finished report, measuring included', async () => {
    const run = await timed({ kind: 'analyze', request });
    if (run.outcome.kind !== 'report') throw new Error('a report was asked for');
    const { totalMs, loadMs, analyzeMs } = run.outcome.report.runtime;
    expectWholeTime(totalMs, run);
    expect(totalMs).toBeGreaterThan(loadMs + analyzeMs);
  });

  it('of a part is that up to the finished part, and merging adds its own', async () => {
    const run = await timed({ kind: 'analyze', request: { ...request, shard: { index: 1, count: 1 } } });
    if (run.outcome.kind !== 'part') throw new Error('a part was asked for');
    const { totalMs } = run.outcome.part['runtime'] as { readonly totalMs: number };
    expectWholeTime(totalMs, run);
    const path = join(folder, 'part.json');
    writeFileSync(path, JSON.stringify(run.outcome.part));
    const merged = await timed({ kind: 'merge', request: { parts: [path] } });
    if (merged.outcome.kind !== 'report') throw new Error('a report was asked for');
    const added = merged.outcome.report.runtime.totalMs - totalMs;
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThan(merged.wholeMs + CLOCKS_MS);
  });
});
