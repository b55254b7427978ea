import { join } from 'node:path';
import { readBytes } from '../../files/openFile.js';
import { finding } from '../../vocabulary/findings/finding.js';
import { file } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFolder } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { orderClasses } from '../labels/classOrder.js';
import { RowLook } from '../rowLook.js';
import { rowWriter, type RowWriter } from '../rowWriter.js';
import { chooseScale } from '../scaling.js';
import { onlyInput, sizeOf } from '../shapes.js';
import { checkPicture, SharedSize } from './checkPicture.js';
import { decodeImage } from './decodeImage.js';
import { drawPixels } from './drawPixels.js';
import { imageLayout, needsOwnSize, type ImageLayout } from './imageLayout.js';
import { listImages } from './listImages.js';

/** A picture's path a row, relative to the folder, with /. */
type Paths = readonly string[];

/** A folder of pictures, one sub-folder a class, or flat. */
export const imagesFormat: DatasetFormat<Paths> = { kind: 'images', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<Paths>> {
  const { path, labels, skipBad } = request;
  const input = onlyInput(request.inputs, 'images');
  const { pictures, emptyClasses, ignored } = await listImages(path, skipBad);
  const how = skipBad ? 'decoded' : needsOwnSize(input) ? 'header' : null;
  const look = await RowLook.open(request, pictures.length);
  const sizes = new SharedSize();
  /** Classes of which no picture was read yet. */
  const unread = new Set(pictures.map((picture) => picture.folder).filter((folder) => folder !== null));
  for (const picture of pictures)
    await look.nextRead(picture.path, async () => {
      if (how !== null) sizes.add(await checkPicture(join(path, picture.path), how));
      if (picture.folder !== null) unread.delete(picture.folder);
      return picture.folder;
    });
  const layout = imageLayout(input, sizes.size, path);
  // Refuses a mean or a deviation that does not fit, before anything runs.
  writerOf(request, layout);
  const leftOut = orderClasses([...emptyClasses, ...(labels === null ? unread : [])]);
  return {
    fingerprint: await fingerprintFolder(pictures, labels),
    ...look.finish(),
    keepLabelText: labels === null,
    shapes: [layout.shape],
    findings: [
      ...(ignored === 0 ? [] : [finding('files-ignored', { files: ignored, folder: path })]),
      ...(leftOut.length === 0 ? [] : [finding('classes-left-out', { classes: leftOut })]),
    ],
    index: pictures.map((picture) => picture.path),
  };
}

function writerOf(request: DatasetRequest, { shape, channels }: ImageLayout): RowWriter {
  const { scale } = chooseScale(request, 'images');
  return rowWriter(request, { input: onlyInput(request.inputs, 'images'), shape, scale, channels });
}

function openRows(
  request: DatasetRequest,
  { index: paths, shapes }: Pick<Look<Paths>, 'index' | 'shapes'>,
): Promise<RowReader> {
  const [shape] = shapes;
  if (shape === undefined) throw new RangeError('pictures have a shape');
  const input = { ...onlyInput(request.inputs, 'images'), shape };
  const fixed = shape.length === 3 ? imageLayout(input, null, request.path) : null;
  const drawn = new Float64Array(sizeOf(shape));
  const whole = input.dtype === 'int32';
  let write: RowWriter | null = null;
  return Promise.resolve({
    async read(row, slot, targets) {
      const name = paths[row];
      if (name === undefined) throw new RangeError(`row ${row} of ${paths.length} pictures was asked for`);
      const path = join(request.path, name);
      const pixels = await decodeImage(await readBytes(path, { code: 'data-malformed' }), path);
      // A flat input's channels follow from a picture's size; another size than the first's is refused there.
      const layout =
        fixed ?? imageLayout(input, { width: pixels.width, height: pixels.height, channels: 3 }, path);
      write ??= writerOf(request, layout);
      drawPixels(pixels, layout, drawn);
      if (whole) drawn.forEach((value, i) => (drawn[i] = Math.round(value)));
      const [target] = targets;
      if (target !== undefined) write(drawn, target, slot, () => [file(path)]);
    },
    close: () => Promise.resolve(),
  });
}
