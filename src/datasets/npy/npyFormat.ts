import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { openMaybeGzip } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { inputWriters } from '../inputWriters.js';
import { givenLabels, type GivenLabels } from '../labels/givenLabels.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { checkLabelCount } from '../labels/labelCount.js';
import { mappingFindings, refuseSplit, type DecidedMapping } from '../mapping/mapping.js';
import { paired } from '../paired.js';
import { RowLook } from '../rowLook.js';
import { samplePlace } from '../samplePlace.js';
import { fitShape, onlyInput } from '../shapes.js';
import { openNpyArray, type NpyArray } from './npyArray.js';
import { openNpzArrays } from './npzArrays.js';

type ArrayKind = 'npy' | 'npz';

/** The arrays of a file, one an input, and the labels in it. */
export interface OpenArrays {
  readonly arrays: readonly NpyArray[];
  /** Read anew at each call; null: the file has none. */
  readonly labels: (() => Promise<LabelCollector>) | null;
  /** Which arrays were taken; null: there is one, without a name. */
  readonly decided: DecidedMapping | null;
}

/** One array of numbers; its labels in a file of their own. */
export const npyFormat = arrayFormat('npy', async (request) => {
  onlyInput(request.inputs, 'npy');
  refuseSplit(request);
  const source = await openMaybeGzip(request.path);
  return { arrays: [await openNpyArray(source, [file(request.path)])], labels: null, decided: null };
});

/** Several arrays by name. */
export const npzFormat = arrayFormat('npz', openNpzArrays);

function arrayFormat(
  kind: ArrayKind,
  open: (request: DatasetRequest) => Promise<OpenArrays>,
): DatasetFormat<null> {
  return {
    kind,
    async lookThrough(request) {
      const opened = await open(request);
      try {
        return await lookThrough(request, kind, opened);
      } finally {
        await closeAll(opened.arrays);
      }
    },
    openRows: async (request, { shapes }) => rowsOf(request, kind, (await open(request)).arrays, shapes),
  };
}

async function lookThrough(
  request: DatasetRequest,
  kind: ArrayKind,
  { arrays, labels, decided }: OpenArrays,
): Promise<Look<null>> {
  const { path, inputs } = request;
  const fed = paired(inputs, arrays);
  const samples = sampleCount(fed, path);
  const shapes = fed.map(([input, { sampleShape }]) => fitShape(input, sampleShape, [file(path)]));
  const given = (await givenLabels(request, samples)) ?? (await labelsWithin(path, samples, labels));
  const look = {
    fingerprint: await fingerprintFiles(request.labels === null ? [path] : [path, request.labels]),
    shapes,
    ...(decided === null ? {} : { findings: mappingFindings(decided), mapping: decided.mapping }),
    index: null,
  };
  const rows = rowsOf(request, kind, arrays, shapes);
  // Only tokens can be wrong within a file of the right size.
  if (inputs.every(({ tokenLimit, dtype }) => tokenLimit === null && dtype !== 'int32'))
    return { ...look, labels: given?.labels ?? LabelCollector.unlabeled(samples) };
  const scratch = shapes.map((shape) => new Float32Array(sizeOf(shape)));
  const good = new RowLook(request, given);
  for (let row = 0; row < samples; row++)
    await good.nextRead(`sample ${row + 1}`, () => rows.read(row, 0, scratch).then(noLabel));
  return { ...look, ...good.finish() };
}

function noLabel(): null {
  return null;
}

/** @throws ExpectedError data-shape where inputs have arrays of different length */
function sampleCount(fed: readonly (readonly [{ readonly name: string }, NpyArray])[], path: string): number {
  const [first] = fed;
  if (first === undefined) throw new RangeError('a model has an input');
  const [{ name }, { samples }] = first;
  for (const [other, array] of fed)
    if (array.samples !== samples)
      throw new ExpectedError(
        'data-shape',
        phrase`${file(path)} holds ${samples} samples for the model's input ${name} and ${array.samples} for ${other.name}: give each the same number`,
      );
  return samples;
}

async function labelsWithin(
  path: string,
  samples: number,
  read: OpenArrays['labels'],
): Promise<GivenLabels | null> {
  if (read === null) return null;
  const labels = await read();
  const source = phrase`y of ${file(path)}`;
  checkLabelCount(labels.length, source, { path, samples });
  return { labels, source };
}

function rowsOf(
  request: DatasetRequest,
  kind: ArrayKind,
  arrays: readonly NpyArray[],
  shapes: readonly (readonly number[])[],
): RowReader {
  const feeds = paired(arrays, inputWriters(request, kind, shapes)).map(([array, write]) => ({
    array,
    write,
    values: new Float64Array(sizeOf(array.sampleShape)),
  }));
  return {
    async read(row, slot, targets) {
      for (const [{ array, write, values }, target] of paired(feeds, targets)) {
        await array.readRow(row, values);
        write(values, target, slot, () => samplePlace(request.path, row));
      }
    },
    close: () => closeAll(arrays),
  };
}

async function closeAll(arrays: readonly NpyArray[]): Promise<void> {
  await Promise.all(arrays.map((array) => array.close()));
}
