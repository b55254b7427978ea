import { resolve } from 'node:path';
import { countBatch } from '../src/engine/countBatch.js';
import { chooseSamples } from '../src/engine/sampling.js';
import type { ModelRunner } from '../src/engine/tap.js';
import { TapAccumulator } from '../src/engine/tapAccumulator.js';
import { readModelFile } from '../src/models/modelFile.js';
import { openRunner } from '../src/tensorflow/openRunner.js';
import type { BenchDigits } from './benchDigits.js';
import type { BenchModel } from './benchModels.js';
import { median } from './median.js';

const ROUNDS = 9;

export interface OverPredictOptions {
  /** Folder of a project with tfjs-node, whose tensorflow is measured; null: wasm. */
  readonly tensorflowFrom: string | null;
  readonly batch: number;
  readonly batches: number;
}

export interface OverPredict {
  readonly predictMs: number;
  readonly analysisMs: number;
  /** Median over the rounds of analysis / predict of the same round. */
  readonly ratio: number;
}

/**
 * What watching every layer costs over a plain forward pass, in this process: the same batches with and without
 * counting, in turn, so that both meet the same load of the machine.
 */
export async function overPredict(
  modelPath: string,
  model: BenchModel,
  digits: BenchDigits,
  options: OverPredictOptions = { tensorflowFrom: null, batch: 128, batches: 12 },
): Promise<OverPredict> {
  const runner = await openRunner({
    modelFile: await readModelFile(modelPath),
    backend: options.tensorflowFrom === null ? 'wasm' : 'tensorflow',
    tensorflowFrom: options.tensorflowFrom,
    ownTensorflow: resolve('dist'),
    wasmDir: resolve('dist'),
  });
  try {
    return await compare(runner, model, digits, options);
  } finally {
    runner.dispose();
  }
}

async function compare(
  runner: ModelRunner,
  { inputShape }: BenchModel,
  digits: BenchDigits,
  { batch: rows, batches: count }: OverPredictOptions,
): Promise<OverPredict> {
  const size = inputShape.reduce((product, length) => product * length, 1);
  const { pixels, labels } = digits;
  const batches = Array.from({ length: count }, (_, batch) =>
    Float32Array.from(
      { length: rows * size },
      (_unused, i) => (pixels[(batch * rows * size + i) % pixels.length] ?? 0) / 255,
    ),
  );
  const taps = await runner.discover([new Float32Array(2 * size)], [inputShape], 2);
  const wanted = taps.map(({ passThrough }) => !passThrough);
  // One long run: every round goes on where the last one ended.
  const samples = rows * count * (ROUNDS + 1);
  const plan = chooseSamples({
    classOf: Int32Array.from({ length: samples }, (_, i) => labels[i % labels.length] ?? 0),
    labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    include: null,
    samples,
    seed: 1,
  });
  const accumulators = taps.map(
    ({ outputShape }) => new TapAccumulator({ shape: outputShape, plan, threshold: 0, maxNeurons: null }),
  );
  let done = 0;
  const predict = async (): Promise<void> => {
    for (const batch of batches) await runner.run([batch], rows, null, []);
  };
  const analyze = async (): Promise<void> => {
    for (const batch of batches) {
      const position = done;
      done += rows;
      await countBatch(runner, { inputs: [batch], rows, position }, accumulators, wanted);
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
    predictMs: median(predictMs) / count,
    analysisMs: median(analysisMs) / count,
    ratio: median(analysisMs.map((ms, round) => ms / (predictMs[round] ?? NaN))),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
