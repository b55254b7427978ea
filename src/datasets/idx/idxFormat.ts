import { sizeOf } from '../../engine/sizeOf.js';
import { file } from '../../vocabulary/phrase.js';
import { openMaybeGzip, orClose, wholeRange, type ByteSource } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import { decodeElements, elementBytes } from '../bytes/elements.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { drawPixels } from '../images/drawPixels.js';
import { imageLayout, type ImageLayout, type OwnSize } from '../images/imageLayout.js';
import { givenLabels } from '../labels/givenLabels.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { labelsBeside } from '../recognize/labelsBeside.js';
import { rowWriter, type RowWriter } from '../rowWriter.js';
import { samplePlace } from '../samplePlace.js';
import { chooseScale } from '../scaling.js';
import { fitShape, onlyInput } from '../shapes.js';
import { readIdxHeader, type IdxHeader } from './idxHeader.js';

/** MNIST's IDX files, plain or packed with gzip. */
export const idxFormat: DatasetFormat<null> = { kind: 'idx', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<null>> {
  const { path } = request;
  const source = await openMaybeGzip(path);
  try {
    const header = await readIdxHeader(source, path);
    const labelsPath = request.labels ?? (await labelsBeside(path, 'idx'));
    // Refuses a shape, a mean or a deviation that does not fit, before anything else is read.
    const { shape } = placing(request, header);
    const given = await givenLabels({ ...request, labels: labelsPath }, header.samples);
    return {
      fingerprint: await fingerprintFiles(labelsPath === null ? [path] : [path, labelsPath]),
      labels: given?.labels ?? LabelCollector.unlabeled(header.samples),
      shapes: [shape],
      index: null,
    };
  } finally {
    await source.close();
  }
}

/** How a file's samples fill the model's input. */
interface Placing {
  readonly shape: readonly number[];
  /** null: samples are arrays, taken as they are. */
  readonly picture: { readonly size: OwnSize; readonly layout: ImageLayout } | null;
  readonly write: RowWriter;
}

/** Two axes beside the samples' are a grey picture, a third of 1 or 3 its channels; anything else is an array. */
function placing(request: DatasetRequest, { sampleShape }: IdxHeader): Placing {
  const input = onlyInput(request.inputs, 'idx');
  const { scale } = chooseScale(request, 'idx');
  const size = input.shape.length > 3 || input.tokenLimit !== null ? null : pictureSize(sampleShape);
  if (size === null) {
    const shape = fitShape(input, sampleShape, [file(request.path)]);
    const channels = shape.at(-1) ?? 1;
    return { shape, picture: null, write: rowWriter(request, { input, shape, scale, channels }) };
  }
  const layout = imageLayout(input, size, request.path);
  const { shape, channels } = layout;
  return { shape, picture: { size, layout }, write: rowWriter(request, { input, shape, scale, channels }) };
}

function pictureSize([height, width, channels = 1, ...rest]: readonly number[]): OwnSize | null {
  if (height === undefined || width === undefined || rest.length > 0) return null;
  return channels === 1 || channels === 3 ? { width, height, channels } : null;
}

async function openRows(request: DatasetRequest): Promise<RowReader> {
  const source = await openMaybeGzip(request.path);
  return orClose(source, async () => rowsOf(request, await readIdxHeader(source, request.path), source));
}

function rowsOf(request: DatasetRequest, header: IdxHeader, source: ByteSource): RowReader {
  const { picture, shape, write } = placing(request, header);
  const { type, sampleShape, dataOffset } = header;
  const values = new Float64Array(sizeOf(sampleShape));
  const rowBytes = values.length * elementBytes(type);
  const name = [file(request.path)];
  const pixels = picture === null ? null : { ...picture.size, data: values };
  const drawn = picture === null ? values : new Float64Array(sizeOf(shape));
  const whole = request.inputs[0]?.dtype === 'int32';
  return {
    async read(row, slot, targets) {
      const bytes = wholeRange(await source.read(dataOffset + row * rowBytes, rowBytes), rowBytes, name);
      decodeElements(bytes, type, false, values);
      if (picture !== null && pixels !== null) {
        drawPixels(pixels, picture.layout, drawn);
        if (whole) drawn.forEach((value, i) => (drawn[i] = Math.round(value)));
      }
      const [target] = targets;
      if (target !== undefined) write(drawn, target, slot, () => samplePlace(request.path, row));
    },
    close: () => source.close(),
  };
}
