import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model as makeModel, sequential } from '@tensorflow/tfjs-layers';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/analysis/client/runJob.js';
import type { Report } from '../../src/report/report.js';
import { slowTap } from '../reference/slowReference.js';
import { analyzeRequest } from '../support/analyzeRequest.js';
import { lasting, ROOT, temporaryFolder } from '../support/cli.js';
import { saveModel } from '../support/saveModel.js';

const CHILD = join(ROOT, 'dist', 'child.js');
const SAMPLES = 320;
const SIZE = 6;
/** The third class comes late: the first partial results have not met it. */
const classOf = (index: number): number => (index < 200 ? index % 2 : index % 3);
const pixel = (index: number, i: number): number => Math.fround(Math.sin(index * 7 + i * 13));

const folder = temporaryFolder();
const partials: Report[] = [];
let whole: Report;
let withPartials: Report;
const model = sequential({
  layers: [
    layers.dense({ units: 20, activation: 'relu', inputShape: [SIZE], name: 'hidden' }),
    layers.dense({ units: 3, activation: 'softmax', name: 'output' }),
  ],
});

beforeAll(async () => {
  const data = join(folder, 'slow.mjs');
  // Reading takes time, so that there is something to tell before the end.
  writeFileSync(
    data,
    `const classOf = ${String(classOf)};
const pixel = ${String(pixel)};
export async function* samples() {
  for (let index = 0; index < ${SAMPLES}; index++) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    yield { x: Array.from({ length: ${SIZE} }, (_, i) => pixel(index, i)), label: classOf(index) };
  }
}`,
  );
  const request = analyzeRequest({
    model: await saveModel(model, join(folder, 'model')),
    data,
    trusted: true,
    backend: 'cpu',
    batch: 32,
    workers: 1,
  });
  const options = { signal: new AbortController().signal, childPath: CHILD };
  const run = async (onPartial?: (report: Report) => void): Promise<Report> => {
    const outcome = await runJob(
      { kind: 'analyze', request },
      { ...options, ...(onPartial === undefined ? {} : { onPartial }) },
    );
    if (outcome.kind !== 'report') throw new Error(outcome.kind);
    return outcome.report;
  };
  whole = await run();
  withPartials = await run((report) => partials.push(report));
});

describe('partial results', () => {
  it('come while the analysis runs, of more and more samples', () => {
    const counted = partials.map(({ dataset }) => dataset.samples);
    expect(counted.length).toBeGreaterThan(0);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    expect(counted[0]).toBeLessThan(SAMPLES);
    expect(counted.every((samples) => samples % 32 === 0)).toBe(true);
  });

  it('are the measures of exactly the samples counted so far, by the classes met', () => {
    for (const partial of partials) {
      const { samples, classes } = partial.dataset;
      const labels = Array.from({ length: samples }, (_, index) => classOf(index));
      expect(classes.map(({ samples: size }) => size)).toEqual(
        classes.map(({ label }) => labels.filter((c) => String(c) === label).length),
      );
      const x = tf.tensor2d(
        Array.from({ length: samples }, (_, index) =>
          Array.from({ length: SIZE }, (__, i) => pixel(index, i)),
        ),
      );
      for (const layer of partial.layers) {
        const output = makeModel({
          inputs: model.inputs,
          outputs: model.getLayer(layer.id).output,
        }).predict(x, { batchSize: samples }) as tf.Tensor2D;
        const slow = slowTap({
          activations: output.arraySync(),
          classOf: labels,
          classes: classes.length,
          threshold: layer.threshold,
          shape: layer.outputShape,
          maxNeurons: null,
        });
        expect(layer.neurons).toMatchObject({ dead: slow.neurons.dead, alwaysOn: slow.neurons.alwaysOn });
        expect(layer.entropy.class).toBeCloseTo(slow.entropy.class, 10);
        expect(layer.entropy.all).toBeCloseTo(slow.entropy.all, 10);
        expect(layer.entropy.gap).toBeCloseTo(slow.entropy.gap, 10);
        expect(layer.stability.class).toBeCloseTo(slow.stability.class ?? NaN, 10);
        expect(layer.patterns.byClass.map(({ distinct }) => distinct)).toEqual(
          slow.patterns.byClass.map(({ distinct }) => distinct),
        );
        expect(layer.entropy.ci95.class).toBeNull();
      }
    }
  });

  it('conclude nothing', () => {
    for (const partial of partials) {
      expect(partial).toMatchObject({ task: null, findings: [] });
      expect(partial.layers.every(({ counts }) => counts === null)).toBe(true);
    }
  });

  it('leave the result as it is, byte for byte', () => {
    expect(JSON.stringify(lasting(withPartials))).toBe(JSON.stringify(lasting(whole)));
  });
});
