import { openMaybeGzip, orClose, type ByteSource } from '../bytes/byteSource.js';
import { concludeLook } from '../concludeLook.js';
import type { DatasetRequest } from '../dataset.js';
import { decodeElements, elementBytes } from '../elements.js';
import { readLabelFile } from '../fileLabels.js';
import { fingerprintFiles } from '../fingerprint.js';
import { drawPixels } from '../images/drawPixels.js';
import { imageLayout, type ImageLayout } from '../images/imageLayout.js';
import { LabelCollector } from '../labelCollector.js';
import { checkLabelCount } from '../labelCount.js';
import type { DatasetFormat, LookThrough, RowReader } from '../lookThrough.js';
import { labelsBeside } from '../recognize/labelsBeside.js';
import { rowWriter } from '../rowWriter.js';
import { chooseScale } from '../scaling.js';
import { fitShape, onlyInput, sizeOf } from '../shapes.js';
import { readIdxHeader, type IdxHeader } from './idxHeader.js';

/** MNIST's IDX files, plain or packed with gzip. */
export const idxFormat: DatasetFormat = { lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<LookThrough> {
  const { path } = request;
  const source = await openMaybeGzip(path);
  try {
    const header = await readIdxHeader(source, path);
    const labelsPath = request.labels ?? (await labelsBeside(path, 'idx'));
    const { shape } = placing(request, header);
    const labels = await labelsOf(request, labelsPath, header.samples);
    const fingerprint = await fingerprintFiles(labelsPath === null ? [path] : [path, labelsPath]);
    const look = concludeLook(request, { kind: 'idx', fingerprint, labels, shapes: [shape] });
    // Refuses a mean or deviation that does not fit, before anything runs.
    writerOf(request, header);
    return look;
  } finally {
    await source.close();
  }
}

async function labelsOf(
  request: DatasetRequest,
  labelsPath: string | null,
  samples: number,
): Promise<LabelCollector> {
  if (labelsPath !== null) {
    const labels = await readLabelFile(labelsPath, request.labelColumn, {
      path: request.path,
      samples,
    });
    checkLabelCount(labels, { labelsPath, path: request.path, samples });
    return labels;
  }
  const none = new LabelCollector();
  for (let i = 0; i < samples; i++) none.add(null);
  return none;
}

interface Placing {
  readonly shape: readonly number[];
  readonly channels: number;
  /** null: arrays, taken as they are. */
  readonly layout: ImageLayout | null;
}

/** Two axes beside the samples' are a grey picture, a third of 1 or 3 its channels; anything else is an array. */
function placing(request: DatasetRequest, { sampleShape }: IdxHeader): Placing {
  const input = onlyInput(request.inputs, 'idx');
  const [height = 0, width = 0, channels = 1] = sampleShape;
  const picture =
    (sampleShape.length === 2 || sampleShape.length === 3) && (channels === 1 || channels === 3);
  if (!picture || input.shape.length > 3 || input.tokenLimit !== null) {
    const shape = fitShape(input, sampleShape, request.path);
    return { shape, channels: shape.at(-1) ?? 1, layout: null };
  }
  const layout = imageLayout(input, { width, height, channels }, request.path);
  return { shape: layout.shape, channels: layout.channels, layout };
}

function writerOf(request: DatasetRequest, header: IdxHeader): ReturnType<typeof rowWriter> {
  const { shape, channels } = placing(request, header);
  const { scale } = chooseScale(request, 'idx');
  return rowWriter(request, { input: onlyInput(request.inputs, 'idx'), shape, scale, channels });
}

async function openRows(request: DatasetRequest): Promise<RowReader> {
  const source = await openMaybeGzip(request.path);
  return orClose(source, async () => rowsOf(request, await readIdxHeader(source, request.path), source));
}

function rowsOf(request: DatasetRequest, header: IdxHeader, source: ByteSource): RowReader {
  const { layout, shape } = placing(request, header);
  const write = writerOf(request, header);
  const { type, sampleShape, dataOffset } = header;
  const values = new Float64Array(sizeOf(sampleShape));
  const rowBytes = values.length * elementBytes(type);
  const drawn = layout === null ? values : new Float64Array(sizeOf(shape));
  const [height = 0, width = 0] = sampleShape;
  const channels = sampleShape[2] === 3 ? 3 : 1;
  const whole = request.inputs[0]?.dtype === 'int32';
  return {
    async read(row, slot, targets) {
      decodeElements(await source.read(dataOffset + row * rowBytes, rowBytes), type, false, values);
      if (layout !== null) drawPixels({ width, height, channels, data: values }, layout, drawn);
      if (layout !== null && whole) drawn.forEach((value, i) => (drawn[i] = Math.round(value)));
      const [target] = targets;
      if (target !== undefined) write(drawn, target, slot, () => `${request.path}, sample ${row + 1},`);
    },
    close: () => source.close(),
  };
}
