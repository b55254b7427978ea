import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinParts } from '../../src/analysis/part/mergeParts.js';
import { partFile, readPart } from '../../src/analysis/part/partFile.js';
import type { AnalysisHeader } from '../../src/analysis/assemble/analysisHeader.js';
import type { WorkerResult } from '../../src/analysis/assemble/workerResult.js';
import { TapAccumulator } from '../../src/engine/tapAccumulator.js';
import { seededUniform } from '../../src/engine/random.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { reportFixture } from '../support/reportFixture.js';
import { mutatedText } from '../support/mutatedText.js';

const SAMPLES = [40, 24];
const NEURONS = 70;

/** The whole run as one part: two layers of 70 neurons, two classes. */
function part(): string {
  const random = seededUniform(3);
  const count = 64;
  const classOf = Int32Array.from({ length: count }, (_, i) => (i < 40 ? 0 : 1));
  const rank = Uint32Array.from({ length: count }, (_, i) => (i < 40 ? i : i - 40));
  const plan = { classOf, rank, classSizes: SAMPLES };
  const taps = ['fc1', 'fc2'].map(() => {
    const tap = new TapAccumulator({ shape: [NEURONS], plan, threshold: 0, maxNeurons: null });
    tap.add(
      Float32Array.from({ length: count * NEURONS }, () => random() - 0.5),
      count,
      0,
    );
    return tap.state();
  });
  const results: WorkerResult[] = [
    {
      taps,
      task: { version: 1, confusion: Uint32Array.of(30, 10, 4, 20), samples: Uint32Array.from(SAMPLES) },
    },
  ];
  const { model, runtime } = reportFixture();
  const header: AnalysisHeader = {
    model,
    dataset: {
      ...{
        path: 'd.csv',
        kind: 'csv',
        fingerprint: 'f',
        labelled: true,
        labels: ['0', '1'],
        classes: [0, 1],
      },
      ...{ classSizes: SAMPLES, skipped: 0, skippedSamples: [], findings: [] },
    },
    settings: { seed: 1, maxNeurons: null },
    taps: ['fc1', 'fc2'].map((id) => ({
      threshold: 0,
      tap: {
        ...{ id, name: id, type: 'Dense', activation: 'relu', outputShape: [NEURONS] },
        ...{ dense: true, parameters: 10, passThrough: false },
      },
    })),
    task: { outputs: 2, activation: 'softmax', cut: null, order: null },
  };
  return JSON.stringify(partFile(header, results, () => runtime, { index: 1, count: 1 }));
}

const whole = part();

/** The part with the value at a path, keys apart by points, replaced. */
function changed(path: string, value: unknown): string {
  const root: unknown = JSON.parse(whole);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((inner, key) => (inner as Record<string, unknown>)[key], root);
  (holder as Record<string, unknown>)[last] = value;
  return JSON.stringify(root);
}

function array(values: Float64Array | Int32Array | Uint8Array | Uint32Array): unknown {
  const bytes = new Uint8Array(values.buffer);
  return {
    array: values.constructor.name,
    length: values.length,
    data: deflateSync(bytes).toString('base64'),
  };
}

function refusal(json: string): ExpectedError {
  try {
    joinParts([readPart(json, 'p.json')], 0).report(null);
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
  throw new Error('it was merged');
}

describe('the part of a run', () => {
  it('is read and merged as it was written', () => {
    const report = joinParts([readPart(whole, 'p.json')], 0).report(null);
    expect(report.layers.map(({ id }) => id)).toEqual(['fc1', 'fc2']);
    expect(report.task?.accuracy).toBeCloseTo(50 / 64);
  });

  const tap = 'results.0.taps.0';
  it.each<[string, string, unknown]>([
    ['repairs that are no list', 'header.model.repairs', 5],
    ['an activation that is a number', 'header.taps.0.tap.activation', 7],
    ['negative sizes of classes', 'header.dataset.classSizes', [-40, 24]],
    ['fractions of samples', 'header.dataset.classSizes', [40.5, 23.5]],
    ['samples beyond all measure', 'header.dataset.classSizes', [1e9, 24]],
    ['classes that are none of the labels', 'header.dataset.classes', [0, 7]],
    ['a class twice', 'header.dataset.classes', [0, 0]],
    ['fewer layers than are counted', 'header.taps', []],
    ['a layer of a billion neurons', 'header.taps.0.tap.outputShape', [1e9]],
    ['a limit of neurons that is a text', 'header.settings.maxNeurons', 'all'],
    ['a limit of neurons below 0', 'header.settings.maxNeurons', -5],
    ['sums that are no numbers', `${tap}.magnitudes`, array(new Float64Array(3 * NEURONS).fill(NaN))],
    ['infinite sums', `${tap}.magnitudes`, array(new Float64Array(3 * NEURONS).fill(Infinity))],
    ['sums of other neurons', `${tap}.magnitudes`, array(new Float64Array(NEURONS))],
    ['marks that are neither 0 nor 1', `${tap}.nonFinite`, array(new Uint8Array(NEURONS).fill(2))],
    ['counters of no class', `${tap}.groupCounts`, array(new Int32Array(0))],
    ['more samples than were chosen', `${tap}.samples`, 1e9],
    ['a negative number of samples', `${tap}.samples`, -64],
    ['answers of other classes', 'results.0.task.samples', array(Uint32Array.of(64))],
    ['shards beyond all measure', 'shard.count', 1e308],
    ['a length that lies', `${tap}.nonFinite.length`, 1e9],
    ['an unknown kind of array', `${tap}.nonFinite.array`, 'Proxy'],
  ])('is refused with %s', (_, path, value) => {
    const { code, message } = refusal(changed(path, value));
    expect(['report-malformed', 'merge-mismatch']).toContain(code);
    expect(message).not.toContain('\n');
  });

  it('is refused within little memory where its arrays unpack to gigabytes', () => {
    const zeros = deflateSync(Buffer.alloc(2 ** 29)).toString('base64');
    const before = process.resourceUsage().maxRSS;
    const bomb = { array: 'Uint8Array', length: 2 ** 29, data: zeros };
    expect(refusal(changed(`${tap}.nonFinite`, bomb)).code).toBe('report-malformed');
    const many = Array.from({ length: 100 }, () => ({ ...bomb, length: 2 ** 26 }));
    expect(refusal(changed('results.0.extra', many)).code).toBe('report-malformed');
    // All in its place: 16 million neurons that never fired, in a text of 250 KB.
    const neurons = 2 ** 24;
    expect(
      refusal(
        changed('results.0.taps.0', {
          ...(JSON.parse(whole) as { results: { taps: object[] }[] }).results[0]?.taps[0],
          nonFinite: array(new Uint8Array(neurons)),
          magnitudes: array(new Float64Array(3 * neurons)),
        }),
      ).code,
    ).toBe('report-malformed');
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(1000);
  });

  it('is merged, or refused with a code, whatever was changed in it', () => {
    const random = seededUniform(17);
    const rounds = Number(process.env['ENTROSCOPE_MUTATIONS'] ?? 400);
    let merged = 0;
    let slowest = 0;
    for (let round = 0; round < rounds; round++) {
      const text = mutatedText(whole, random);
      const start = performance.now();
      try {
        joinParts([readPart(text, 'p.json')], 0).report(null);
        merged++;
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw new Error(`round ${round}: ${text}`, { cause: error });
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(merged).toBeGreaterThan(0);
    expect(merged).toBeLessThan(rounds);
    expect(slowest).toBeLessThan(2000);
    expect(process.resourceUsage().maxRSS / 2 ** 10).toBeLessThan(1500);
  });
});
