import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, option, phrase } from '../vocabulary/phrase.js';
import { batchReader } from './batchReader.js';
import { cifarFormat } from './cifar/cifarFormat.js';
import { concludeLook } from './concludeLook.js';
import { csvFormat } from './csv/csvFormat.js';
import type { Dataset, DatasetRequest } from './dataset.js';
import type { DatasetFormat, LookThrough } from './format.js';
import { idxFormat } from './idx/idxFormat.js';
import { imagesFormat, tarFormat, zipFormat } from './images/imagesFormat.js';
import { jsonFormat } from './json/jsonFormat.js';
import { kindOfText } from './kindOfText.js';
import { moduleFormat } from './module/moduleFormat.js';
import { npyFormat, npzFormat } from './npy/npyFormat.js';
import { DATA_KINDS, dataKind, type DatasetKind } from './recognize/dataKinds.js';
import { recognizeData } from './recognize/recognizeData.js';
import { prepare } from './scaling.js';
import { spriteFormat } from './sprite/spriteFormat.js';
import { syntheticFormat } from './synthetic/syntheticFormat.js';

const OPENERS: Readonly<Record<DatasetKind, Opener>> = {
  idx: opener(idxFormat),
  images: opener(imagesFormat),
  zip: opener(zipFormat),
  tar: opener(tarFormat),
  npy: opener(npyFormat),
  npz: opener(npzFormat),
  cifar: opener(cifarFormat),
  sprite: opener(spriteFormat),
  csv: opener(csvFormat),
  json: opener(jsonFormat),
  module: opener(moduleFormat),
  synthetic: opener(syntheticFormat),
};

/**
 * Recognizes a data set, looks through it once (labels, sizes; every sample with skipBad) and can then open chosen
 * samples of it as batches that fit the model's inputs.
 * @param index another thread's Dataset.index for the same request: the look-through is skipped
 * @throws ExpectedError with a data-... code, naming file, row, cause and remedy
 */
export async function openDataset(request: DatasetRequest, index?: unknown): Promise<Dataset> {
  const earlier = isLookThrough(index) ? index : null;
  const kind = earlier?.kind ?? (await recognizeData(request.path, kindOfText));
  refuseNames(request, kind);
  return OPENERS[kind](request, earlier);
}

/**
 * Names of parts mean something where there are parts with names; the labels' may name those of their own file.
 * @throws ExpectedError data-unrecognised naming the option
 */
function refuseNames({ x, y, drop, labels, path }: DatasetRequest, kind: DatasetKind): void {
  const { named = null } = dataKind(kind);
  if (named !== null) return;
  const given = x !== null ? 'x' : drop !== null ? 'drop' : y !== null && labels === null ? 'y' : null;
  if (given !== null)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} holds no arrays, keys or columns with names: leave ${option(given)} out`,
    );
}

/** @param earlier of another thread; null: the data must be looked through */
type Opener = (request: DatasetRequest, earlier: LookThrough<unknown> | null) => Promise<Dataset>;

function opener<Index>(format: DatasetFormat<Index>): Opener {
  const isOwn = (look: LookThrough<unknown>): look is LookThrough<Index> => look.kind === format.kind;
  return async (request, earlier) => {
    const look =
      earlier !== null && isOwn(earlier)
        ? earlier
        : concludeLook(request, format.kind, await format.lookThrough(request));
    return datasetOf(format, request, look);
  };
}

function datasetOf<Index>(
  format: DatasetFormat<Index>,
  request: DatasetRequest,
  look: LookThrough<Index>,
): Dataset {
  const { rows, index, preparation, ...told } = look;
  const { shapes, classOf } = told;
  const { inputs } = request;
  return {
    ...told,
    size: classOf.length,
    index: look,
    prepared: (how, { findings, reason }) =>
      datasetOf(format, request, {
        ...look,
        preparation: how,
        findings,
        settings: { ...look.settings, ...how, scaleReason: reason },
      }),
    told: (findings) => datasetOf(format, request, { ...look, findings }),
    open: async (chosen) =>
      batchReader(await format.openRows(prepare(request, preparation), { shapes, index }), {
        inputs,
        shapes,
        rows,
        chosen,
      }),
  };
}

/** Is a value that crossed a thread boundary the result of a look-through? */
function isLookThrough(value: unknown): value is LookThrough<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    Object.hasOwn(DATA_KINDS, value.kind) &&
    'classOf' in value &&
    value.classOf instanceof Int32Array &&
    'shapes' in value &&
    Array.isArray(value.shapes)
  );
}
