import { basename } from 'node:path';
import { readBytes } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { decodeImage } from '../images/decodeImage.js';
import type { Pixels } from '../images/drawPixels.js';
import { pixelWriter } from '../images/pixelRows.js';
import { readPicture } from '../images/readPicture.js';
import { givenLabels } from '../labels/givenLabels.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { SPRITE_WIDTH, spriteLabels } from '../recognize/sprites.js';
import { samplePlace } from '../samplePlace.js';

/** All samples' gray bytes, in memory that threads share, so that the picture is decoded once. */
interface SpriteIndex {
  readonly gray: SharedArrayBuffer;
}

/** The form of tfjs-examples' MNIST: one picture, a row of 784 pixels a sample of 28 x 28. */
export const spriteFormat: DatasetFormat<SpriteIndex> = { kind: 'sprite', lookThrough, openRows };

const SIDE = 28;
const SIZE = { width: SIDE, height: SIDE, channels: 1 } as const;
/** Of labels: a byte a class a sample. */
const MOST_LABEL_BYTES = 2 ** 28;

async function lookThrough(request: DatasetRequest): Promise<Look<SpriteIndex>> {
  const { path } = request;
  const { shape } = pixelWriter(request, 'sprite', SIZE);
  const pixels = await decodeImage(await readPicture(path), path);
  if (pixels.width !== SPRITE_WIDTH)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} is one picture of ${pixels.width} x ${pixels.height} pixels, and no sprite of samples (a row of ${SPRITE_WIDTH} pixels each): give the folder that holds it`,
    );
  const samples = pixels.height;
  const labelsPath = request.labels ?? (await spriteLabels(path));
  const labels =
    labelsPath === null
      ? LabelCollector.unlabeled(samples)
      : ((await rawLabels(labelsPath, samples)) ??
        (await givenLabels({ ...request, labels: labelsPath }, samples))?.labels ??
        LabelCollector.unlabeled(samples));
  return {
    fingerprint: await fingerprintFiles(labelsPath === null ? [path] : [path, labelsPath]),
    labels,
    shapes: [shape],
    index: { gray: grayOf(pixels) },
  };
}

/** Labels as tfjs-examples has them: a byte a class, of which one is 1; or a byte a sample. null: the file is another. */
async function rawLabels(path: string, samples: number): Promise<LabelCollector | null> {
  if (!/uint8$/iu.test(basename(path))) return null;
  const use = { code: 'data-missing', subject: phrase`the labels' file ${file(path)}` } as const;
  const bytes = await readBytes(path, use, MOST_LABEL_BYTES);
  const width = bytes.length / samples;
  if (!Number.isInteger(width) || width === 0)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} holds ${bytes.length} bytes, which is not as many for each of ${samples} samples: give the labels of this data`,
    );
  const labels = new LabelCollector();
  for (let sample = 0; sample < samples; sample++) {
    const row = bytes.subarray(sample * width, (sample + 1) * width);
    const hot = width === 1 ? row[0]! : row.indexOf(1);
    if (width > 1 && (hot < 0 || row.some((byte, place) => byte !== Number(place === hot))))
      throw new ExpectedError(
        'data-labels',
        phrase`${file(path)} has no one-hot label for sample ${sample + 1} (${width} bytes, of which one is 1): give the labels of this data`,
      );
    labels.add(hot);
  }
  return labels;
}

/** The first channel, as tfjs-examples takes it. */
function grayOf({ data, width, height, channels }: Pixels): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(width * height);
  const gray = new Uint8Array(buffer);
  for (let i = 0; i < gray.length; i++) gray[i] = data[i * channels]!;
  return buffer;
}

function openRows(request: DatasetRequest, { index }: Pick<Look<SpriteIndex>, 'index'>): Promise<RowReader> {
  const writer = pixelWriter(request, 'sprite', SIZE);
  const gray = new Uint8Array(index.gray);
  return Promise.resolve({
    read(row, slot, targets) {
      const pixels = gray.subarray(row * SPRITE_WIDTH, (row + 1) * SPRITE_WIDTH);
      const [target] = targets;
      if (target !== undefined) writer.write(pixels, target, slot, () => samplePlace(request.path, row));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}
