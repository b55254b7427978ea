import { resolve } from 'node:path';
import { chooseSamples } from '../src/engine/sampling.js';
import type { ModelRunner } from '../src/engine/tap.js';
import { TapAccumulator } from '../src/engine/tapAccumulator.js';
import { readModelFile } from '../src/models/modelFile.js';
import { openRunner } from '../src/tensorflow/openRunner.js';
import { PIXELS, type BenchDigits } from './benchDigits.js';
import type { BenchModel } from './benchModels.js';
import { median } from './median.js';

const BATCH = 128;
const BATCHES = 12;
const ROUNDS = 9;

export interface OverPredict {
  readonly predictMs: number;
  readonly analysisMs: number;
  /** Median over the rounds of analysis / predict of the same round. */
  readonly ratio: number;
}

/**
 * What watching every layer costs over a plain forward pass, on wasm in this process: the same batches with and without
 * counting, in turn, so that both meet the same load of the machine.
 */
export async function overPredict(
  modelPath: string,
  model: BenchModel,
  digits: BenchDigits,
): Promise<OverPredict> {
  const runner = await openRunner({
    modelFile: await readModelFile(modelPath),
    backend: 'wasm',
    tensorflowFrom: null,
    ownTensorflow: resolve('dist'),
    wasmDir: resolve('dist'),
  });
  try {
    return await compare(runner, model, digits);
  } finally {
    runner.dispose();
  }
}

async function compare(
  runner: ModelRunner,
  { inputShape }: BenchModel,
  digits: BenchDigits,
): Promise<OverPredict> {
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    Float32Array.from(
      digits.pixels.subarray(batch * BATCH * PIXELS, (batch + 1) * BATCH * PIXELS),
      (byte) => byte / 255,
    ),
  );
  const taps = await runner.discover([new Float32Array(2 * PIXELS)], [inputShape], 2);
  const wanted = taps.map(({ passThrough }) => !passThrough);
  const plan = chooseSamples({
    classOf: Int32Array.from(digits.labels.subarray(0, BATCH * BATCHES)),
    labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    include: null,
    samples: BATCH * BATCHES,
    seed: 1,
  });
  const predict = async (): Promise<void> => {
    for (const batch of batches) await runner.run([batch], BATCH, null, []);
  };
  const analyze = async (): Promise<void> => {
    const accumulators = taps.map(
      ({ outputShape }) => new TapAccumulator({ shape: outputShape, plan, threshold: 0, maxNeurons: null }),
    );
    for (const [index, batch] of batches.entries()) {
      await runner.run(
        [batch],
        BATCH,
        (tap, activations) => accumulators[tap]?.add(activations, BATCH, index * BATCH),
        wanted,
      );
    }
  };
  // Once each for the compilers.
  await predict();
  await analyze();
  const predictMs: number[] = [];
  const analysisMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    predictMs.push(await timed(predict));
    analysisMs.push(await timed(analyze));
  }
  return {
    predictMs: median(predictMs) / BATCHES,
    analysisMs: median(analysisMs) / BATCHES,
    ratio: median(analysisMs.map((ms, round) => ms / (predictMs[round] ?? NaN))),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
