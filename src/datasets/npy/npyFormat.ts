import { ExpectedError } from '../../vocabulary/expectedError.js';
import { openMaybeGzip } from '../bytes/byteSource.js';
import { concludeLook } from '../concludeLook.js';
import type { DatasetRequest } from '../dataset.js';
import type { DatasetKind } from '../recognize/dataKinds.js';
import { readLabelFile } from '../fileLabels.js';
import { fingerprintFiles } from '../fingerprint.js';
import { inputWriters } from '../inputWriters.js';
import { LabelCollector } from '../labelCollector.js';
import { checkLabelCount } from '../labelCount.js';
import type { DatasetFormat, LookThrough, RowReader } from '../lookThrough.js';
import { RowLook } from '../rowLook.js';
import { fitShape, onlyInput, sizeOf } from '../shapes.js';
import { openNpyArray, type NpyArray } from './npyArray.js';
import { openNpzArrays } from './npzArrays.js';

/** The arrays of a file, one an input, and the labels in it. */
export interface OpenArrays {
  readonly arrays: readonly NpyArray[];
  /** Read anew at each call; null: the file has none. */
  readonly labels: (() => Promise<LabelCollector>) | null;
}

/** One array of numbers; its labels in a file of their own. */
export const npyFormat = format('npy', async (request) => {
  onlyInput(request.inputs, 'npy');
  const source = await openMaybeGzip(request.path);
  return { arrays: [await openNpyArray(source, request.path)], labels: null };
});

/** Several arrays by name. */
export const npzFormat = format('npz', openNpzArrays);

function format(kind: DatasetKind, open: (request: DatasetRequest) => Promise<OpenArrays>): DatasetFormat {
  return {
    async lookThrough(request) {
      const opened = await open(request);
      try {
        return await lookThrough(request, kind, opened);
      } finally {
        await closeAll(opened.arrays);
      }
    },
    openRows: async (request, found) => rowsOf(request, kind, (await open(request)).arrays, found),
  };
}

async function lookThrough(
  request: DatasetRequest,
  kind: DatasetKind,
  { arrays, labels }: OpenArrays,
): Promise<LookThrough> {
  const { path, inputs } = request;
  const samples = arrays[0]?.samples ?? 0;
  const uneven = arrays.findIndex((array) => array.samples !== samples);
  if (uneven >= 0)
    throw new ExpectedError(
      'data-shape',
      `${path} holds ${samples} samples for the model's input ${inputs[0]?.name ?? ''} and ${arrays[uneven]?.samples ?? 0} for ${inputs[uneven]?.name ?? ''}: give each the same number`,
    );
  const shapes = inputs.map((input, place) => fitShape(input, arrays[place]?.sampleShape ?? [], path));
  const given =
    request.labels === null
      ? await labels?.()
      : await readLabelFile(request.labels, request.labelColumn, { path, samples });
  const labelsPath = request.labels ?? `y of ${path}`;
  if (given !== undefined) checkLabelCount(given, { labelsPath, path, samples });
  const look = {
    kind,
    fingerprint: await fingerprintFiles(request.labels === null ? [path] : [path, request.labels]),
    shapes,
  };
  // Only tokens can be wrong within a file of the right size.
  if (inputs.every(({ tokenLimit, dtype }) => tokenLimit === null && dtype !== 'int32')) {
    inputWriters(request, kind, shapes);
    return concludeLook(request, { ...look, labels: given ?? unlabelled(samples) });
  }
  const rows = rowsOf(request, kind, arrays, { shapes });
  const scratch = shapes.map((shape) => new Float32Array(sizeOf(shape)));
  const good = await RowLook.open({ ...request, labels: null }, samples);
  for (let row = 0; row < samples; row++) {
    const fault = await faultOf(() => rows.read(row, 0, scratch));
    if (fault !== null) good.fail(`sample ${row + 1}`, fault);
    else good.next(`sample ${row + 1}`, () => given?.at(row) ?? null);
  }
  const finished = good.finish();
  if (given?.tooMany === true) finished.labels.giveUp();
  return concludeLook(request, { ...look, ...finished });
}

async function faultOf(act: () => Promise<void>): Promise<ExpectedError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

function unlabelled(samples: number): LabelCollector {
  const none = new LabelCollector();
  for (let i = 0; i < samples; i++) none.add(null);
  return none;
}

function rowsOf(
  request: DatasetRequest,
  kind: DatasetKind,
  arrays: readonly NpyArray[],
  { shapes }: Pick<LookThrough, 'shapes'>,
): RowReader {
  const writers = inputWriters(request, kind, shapes);
  const values = shapes.map((shape) => new Float64Array(sizeOf(shape)));
  return {
    async read(row, slot, targets) {
      for (const [place, write] of writers.entries()) {
        const target = targets[place];
        const numbers = values[place];
        if (target === undefined || numbers === undefined) continue;
        await arrays[place]?.readRow(row, numbers);
        write(numbers, target, slot, () => `${request.path}, sample ${row + 1},`);
      }
    },
    close: () => closeAll(arrays),
  };
}

async function closeAll(arrays: readonly NpyArray[]): Promise<void> {
  await Promise.all(arrays.map((array) => array.close()));
}
