import { ExpectedError } from '../../vocabulary/expectedError.js';
import { finding } from '../../vocabulary/findings/finding.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { openPlain, wholeRange, type ByteSource } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { pixelWriter } from '../images/pixelRows.js';
import { givenLabels } from '../labels/givenLabels.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { CIFAR_PIXELS } from '../recognize/cifarFiles.js';
import { samplePlace } from '../samplePlace.js';
import { cifarBatches, classNames, type CifarBatch } from './cifarBatches.js';

type Batches = readonly CifarBatch[];

/** CIFAR-10's and CIFAR-100's binary form: a file, or the files of a part in a folder. */
export const cifarFormat: DatasetFormat<Batches> = { kind: 'cifar', lookThrough, openRows };

const SIZE = { width: 32, height: 32, channels: 3 } as const;
const COARSE = 'coarse';
const FINE = 'fine';

async function lookThrough(request: DatasetRequest): Promise<Look<Batches>> {
  const { batches, split, otherSplits } = await cifarBatches(request);
  const which = labelsAsked(request, batches);
  const { shape } = pixelWriter(request, 'cifar', SIZE);
  const samples = batches.reduce((sum, { rows }) => sum + rows, 0);
  const given = await givenLabels(request, samples);
  const paths = batches.map(({ path }) => path);
  return {
    fingerprint: await fingerprintFiles(request.labels === null ? paths : [...paths, request.labels]),
    labels: given?.labels ?? (await labelsOf(batches, which)),
    shapes: [shape],
    findings: split === null ? [] : [finding('split-taken', { split, others: otherSplits })],
    mapping: { x: [], y: given === null ? [which] : [], dropped: [], split },
    index: batches,
  };
}

/** @throws ExpectedError data-labels for labels that there are not */
function labelsAsked({ path, y, labels, x, drop }: DatasetRequest, batches: Batches): 'fine' | 'coarse' {
  const asked = labels === null ? (y?.join(',').toLowerCase() ?? null) : null;
  const hundred = batches[0]?.labelBytes === 2;
  if (x !== null || drop !== null)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} holds no arrays, keys or columns with names: leave ${option(x === null ? 'drop' : 'x')} out`,
    );
  if (asked === null || asked === FINE) return FINE;
  if (asked === COARSE && hundred) return COARSE;
  throw new ExpectedError(
    'data-labels',
    phrase`${file(path)} has no labels ${asked}${hundred ? ' (it has fine, coarse)' : ''}: correct ${option('y')}`,
  );
}

async function labelsOf(batches: Batches, which: 'fine' | 'coarse'): Promise<LabelCollector> {
  const numbers: number[] = [];
  for (const { path, rows, labelBytes } of batches) {
    const source = await openPlain(path);
    try {
      for (let row = 0; row < rows; row++) {
        const place = row * (labelBytes + CIFAR_PIXELS) + (which === FINE ? labelBytes - 1 : 0);
        numbers.push(wholeRange(await source.read(place, 1), 1, [file(path)])[0]!);
      }
    } finally {
      await source.close();
    }
  }
  const [first] = batches;
  const names = first === undefined ? null : await classNames(first, which);
  // Names tell an output only where every class is there: else the numbers do.
  const named = names !== null && new Set(numbers).size === names.length ? names : null;
  const labels = new LabelCollector();
  for (const number of numbers) labels.add(named?.[number] ?? number);
  return labels;
}

async function openRows(
  request: DatasetRequest,
  { index: batches }: Pick<Look<Batches>, 'index'>,
): Promise<RowReader> {
  const writer = pixelWriter(request, 'cifar', SIZE);
  const pixels = new Uint8Array(CIFAR_PIXELS);
  let open: { readonly path: string; readonly source: ByteSource } | null = null;
  return Promise.resolve({
    async read(row, slot, targets) {
      const { batch, inner } = placeOf(batches, row);
      const { path, labelBytes } = batch;
      if (open?.path !== path) {
        await open?.source.close();
        open = { path, source: await openPlain(path) };
      }
      const from = inner * (labelBytes + CIFAR_PIXELS) + labelBytes;
      interleave(wholeRange(await open.source.read(from, CIFAR_PIXELS), CIFAR_PIXELS, [file(path)]), pixels);
      const [target] = targets;
      if (target !== undefined) writer.write(pixels, target, slot, () => samplePlace(path, inner));
    },
    close: async () => {
      await open?.source.close();
      open = null;
    },
  });
}

function placeOf(batches: Batches, row: number): { readonly batch: CifarBatch; readonly inner: number } {
  let inner = row;
  for (const batch of batches) {
    if (inner < batch.rows) return { batch, inner };
    inner -= batch.rows;
  }
  throw new RangeError(`there is no row ${row} in ${batches.length} batches`);
}

/** Planes of red, green and blue as the three numbers of each pixel. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  const plane = CIFAR_PIXELS / 3;
  for (let pixel = 0; pixel < plane; pixel++)
    for (let channel = 0; channel < 3; channel++)
      pixels[3 * pixel + channel] = planes[channel * plane + pixel]!;
}
