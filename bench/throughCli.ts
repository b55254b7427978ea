import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseReportText } from '../src/report/parseReport.js';
import type { Report } from '../src/report/report.js';
import { median } from './median.js';

const ROUNDS = 3;

/** Runs the built command line to its end and returns what the report says of the run. */
function analyze(model: string, data: string, options: readonly string[]): Report['runtime'] {
  const output = execFileSync(
    process.execPath,
    [
      join('dist', 'cli.js'),
      'analyze',
      model,
      '--data',
      data,
      '--backend',
      'wasm',
      '--json',
      '-',
      ...options,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return parseReportText(output, 'the bench run').runtime;
}

export interface Workers {
  readonly oneMs: number;
  readonly twoMs: number;
  /** Median over the rounds of one / two: 2 would be perfect. */
  readonly speedup: number;
}

/** How much two workers gain over one, starting the second included. */
export function twoWorkers(model: string, data: string, samples: number): Workers {
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [workers, times] of [
      ['1', one],
      ['2', two],
    ] as const) {
      times.push(analyze(model, data, ['--samples', String(samples), '--workers', workers]).analyzeMs);
    }
  }
  return {
    oneMs: median(one),
    twoMs: median(two),
    speedup: median(one.map((ms, round) => ms / (two[round] ?? NaN))),
  };
}

/** Peak memory of the child, in bytes, with one worker. */
export function peakMemory(model: string, data: string, samples: number): number {
  const peaks = Array.from(
    { length: ROUNDS },
    () => analyze(model, data, ['--samples', String(samples), '--workers', '1']).peakRssBytes,
  );
  return median(peaks);
}
