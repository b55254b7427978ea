import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinParts } from '../../src/analysis/part/mergeParts.ts';
import { readPart } from '../../src/analysis/part/partFile.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { openDataset } from '../../src/datasets/openDataset.ts';
import { tapScience } from '../../src/engine/science/tapScience.ts';
import { readModelFile } from '../../src/models/modelFile.ts';
import { compareReports } from '../../src/report/compareReports.ts';
import { parseReportText } from '../../src/report/parseReport.ts';
import { codeCells } from '../../src/source/codeCells.ts';
import { findLayersInCells } from '../../src/source/findLayers.ts';
import { matchLayers } from '../../src/source/match/matchLayers.ts';
import { inspectModel } from '../../src/tensorflow/inspectModel.ts';
import { REQUEST_OPTIONS, specOf } from '../../src/vocabulary/options.ts';

/** Every option of a request as it is where nobody says anything. */
const DEFAULTS = Object.fromEntries(REQUEST_OPTIONS.map((name) => [name, specOf(name).default ?? null]));

/** Entroscope's own readers, by kind: what a run does with a file, up to the point where its numbers begin. */
export const READERS = {
  models: readModel,
  keras: readModel,
  h5: readModel,
  npy: readData,
  npz: readData,
  idx: readData,
  csv: readData,
  json: readData,
  pictures: readData,
  settings: (path) => parseConfig(readFileSync(path, 'utf8'), path),
  reports: (path) => {
    const report = parseReportText(readFileSync(path, 'utf8'), path);
    compareReports(report, report);
  },
  parts: (path, folder, files) => {
    const { science, report } = joinParts(
      files.map((file) => readPart(readFileSync(join(folder, file), 'utf8'), join(folder, file))),
      Date.now(),
    );
    const taps = Array.from({ length: science?.taps ?? 0 }, (_, index) =>
      tapScience(science.featuresOf(index)),
    );
    report(science === null ? null : { taps, answers: science.answers });
  },
  scripts: (path) => {
    const { layers } = readScript(path);
    matchLayers(layers, readScript(path).program, {});
  },
};

/** Looks through a data set as a run does, and reads its samples for a network of four numbers, or of small pictures. */
async function readData(path) {
  const isPictures = path.endsWith('pictures');
  const input = { name: 'x', shape: isPictures ? [4, 4, 3] : [4], dtype: 'float32', tokenLimit: null };
  const dataset = await openDataset({
    ...DEFAULTS,
    path,
    trusted: false,
    seed: 1,
    syntheticSamples: 4,
    inputs: [input],
    beginsWithScaling: false,
  });
  const count = Math.min(dataset.size, 64);
  const reader = await dataset.open(Uint32Array.from({ length: count }, (_, index) => index));
  try {
    await reader.read(0, count, new AbortController().signal);
  } finally {
    await reader.close();
  }
}

/** A script's layers, and the same as those of the model that it might have made. */
function readScript(path) {
  const program = findLayersInCells(codeCells(path, readFileSync(path, 'utf8')));
  const layers = program.layers.slice(0, 50).map(({ type, name, sizes }, index) => ({
    id: name ?? `layer_${index}`, name: name ?? `layer_${index}`, type, activation: sizes.activation, outputShape: [sizes.units ?? 8], parameters: 8,
  })); // prettier-ignore
  return { program, layers };
}

async function readModel(path) {
  const modelFile = await readModelFile(path);
  await inspectModel({ modelFile, backend: 'cpu', tensorflowFrom: null, ownTensorflow: '', wasmDir: '' });
}
