import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDigits, writeDigits } from './benchDigits.js';
import { LENET, MLP, writeBenchModel } from './benchModels.js';
import { coldRuns, longRun, projectWithTensorflow, pythonWithKeras, VGG, writeArrays } from './native.js';
import { overPredict } from './overPredict.js';
import { sourceTimes } from './source.js';
import { peakMemory, twoWorkers } from './throughCli.js';

/** Prints the ratios of docs/performance.md; run by scripts/bench.mjs from the top folder, after a build. */
const folder = mkdtempSync(join(tmpdir(), 'entroscope-bench-'));
try {
  const digits = readDigits();
  const models = [MLP, LENET].map((model, index) => ({
    model,
    path: writeBenchModel(join(folder, `model${index}`), model),
  }));
  console.log(`Node ${process.versions.node}, ${process.arch}, ${availableParallelism()} cores, wasm`);

  console.log('\nanalysis over plain predict, batch 128:');
  for (const { model, path } of models) {
    const { predictMs, analysisMs, ratio } = await overPredict(path, model, digits);
    console.log(
      `  ${model.name}: ${predictMs.toFixed(1)} -> ${analysisMs.toFixed(1)} ms a batch, ${ratio.toFixed(2)}x`,
    );
  }

  const samples = 20_000;
  const data = writeDigits(join(folder, 'data'), digits, samples);
  console.log(`\ntwo workers over one, ${samples} samples through the command line:`);
  for (const { model, path } of models) {
    const { oneMs, twoMs, speedup } = twoWorkers(path, data, samples);
    console.log(
      `  ${model.name}: ${oneMs.toFixed(0)} -> ${twoMs.toFixed(0)} ms, ${speedup.toFixed(2)}x as fast`,
    );
  }

  console.log('\nlayers of a training script of 2,000 lines found and matched:');
  for (const language of ['javascript', 'typescript', 'python'] as const) {
    const { firstMs, editMs, worstEditMs, withoutLayersMs } = sourceTimes(language);
    console.log(
      `  ${language}: first ${firstMs.toFixed(0)} ms, after an edit ${editMs.toFixed(1)} ms (worst ${worstEditMs.toFixed(1)}), a file without layers ${withoutLayersMs.toFixed(2)} ms`,
    );
  }

  console.log('\npeak memory of the child at 1,000 and 10,000 samples, one worker:');
  for (const { model, path } of models) {
    const small = peakMemory(path, data, 1000) / 2 ** 20;
    const large = peakMemory(path, data, 10_000) / 2 ** 20;
    console.log(
      `  ${model.name}: ${small.toFixed(0)} -> ${large.toFixed(0)} MiB, ${(large / small).toFixed(2)}x`,
    );
  }

  console.log('\ntensorflow (tfjs-node), analysis with labels over plain predict:');
  const project = projectWithTensorflow();
  const [mlp] = models;
  if (project === null || mlp === undefined) {
    console.log('  skipped: no working @tensorflow/tfjs-node here, nor in .cache/tfjs-node');
  } else {
    for (const { model, path, batch, batches, samples } of [
      { ...mlp, batch: 128, batches: 12, samples: 100_000 },
      { model: VGG, path: writeBenchModel(join(folder, 'vgg'), VGG), batch: 32, batches: 2, samples: 3200 },
    ]) {
      const options = { tensorflowFrom: project, batch, batches };
      const { predictMs, analysisMs, ratio } = await overPredict(path, model, digits, options);
      const arrays = writeArrays(join(folder, 'arrays'), digits, model.inputShape, samples);
      const { msABatch, workers } = longRun(project, path, arrays, { samples, batch });
      console.log(
        `  ${model.name}, batch ${batch}: ${predictMs.toFixed(1)} -> ${analysisMs.toFixed(1)} ms a batch, ${ratio.toFixed(2)}x; ` +
          `${samples} samples through the command line, ${workers} workers: ${msABatch.toFixed(1)} ms a batch, ${(msABatch / predictMs).toFixed(2)}x`,
      );
    }
    const python = pythonWithKeras();
    console.log(
      '\nfrom cold, 10,000 labelled samples, against a script of Keras and NumPy that does the same:',
    );
    if (python === null) console.log('  skipped: no Python with keras and tensorflow');
    else {
      const ten = writeDigits(join(folder, 'ten'), digits, 10_000);
      const { oursMs, kerasMs } = coldRuns({ project, python, folder }, mlp.path, ten);
      console.log(`  ${mlp.model.name}: ${kerasMs.toFixed(0)} ms there, ${oursMs.toFixed(0)} ms here`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
