import { batchReader } from './batchReader.js';
import type { Dataset, DatasetRequest } from './dataset.js';
import { csvFormat } from './csv/csvFormat.js';
import { idxFormat } from './idx/idxFormat.js';
import { imagesFormat } from './images/imagesFormat.js';
import { jsonFormat } from './json/jsonFormat.js';
import { isLookThrough, type DatasetFormat } from './lookThrough.js';
import { moduleFormat } from './module/moduleFormat.js';
import { npyFormat, npzFormat } from './npy/npyFormat.js';
import type { DatasetKind } from './recognize/dataKinds.js';
import { recognizeData } from './recognize/recognizeData.js';
import { syntheticFormat } from './synthetic/syntheticFormat.js';

const FORMATS: Readonly<Record<DatasetKind, DatasetFormat>> = {
  idx: idxFormat,
  npy: npyFormat,
  npz: npzFormat,
  images: imagesFormat,
  csv: csvFormat,
  json: jsonFormat,
  module: moduleFormat,
  synthetic: syntheticFormat,
};

/**
 * Recognises a data set, looks through it once (labels, sizes; every sample with skipBad) and can then open chosen
 * samples of it as batches that fit the model's inputs.
 * @param index another thread's Dataset.index for the same request: the look-through is skipped
 * @throws ExpectedError with a data-... code, naming file, row, cause and remedy
 */
export async function openDataset(request: DatasetRequest, index?: unknown): Promise<Dataset> {
  const known = isLookThrough(index) ? index : null;
  const format = FORMATS[known?.kind ?? (await recognizeData(request.path))];
  const found = known ?? (await format.lookThrough(request));
  const { kind, fingerprint, classes, classOf, labelled, shapes, skipped, findings, settings, rows } = found;
  return {
    kind,
    fingerprint,
    size: classOf.length,
    classes,
    classOf,
    labelled,
    shapes,
    skipped,
    findings,
    settings,
    index: found,
    open: async (chosen) =>
      batchReader(await format.openRows(request, found), { inputs: request.inputs, shapes, rows, chosen }),
  };
}
