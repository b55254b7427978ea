import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { finding } from '../../vocabulary/findings/finding.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFolder } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { orderClasses } from '../labels/classOrder.js';
import { givenLabels } from '../labels/givenLabels.js';
import type { Mapping } from '../mapping/mapping.js';
import { RowLook } from '../rowLook.js';
import { rowWriter, type RowWriter } from '../rowWriter.js';
import { chooseScale } from '../scaling.js';
import { onlyInput } from '../shapes.js';
import { openTree, type TreeKind } from '../trees/openTree.js';
import { checkPicture, SharedSize } from './checkPicture.js';
import { decodeImage, decodingCost } from './decodeImage.js';
import { drawPixels } from './drawPixels.js';
import { imageLayout, needsOwnSize, type ImageLayout } from './imageLayout.js';
import { inTurn } from './largePictureTurn.js';
import { asTheyLie, listPictures, type ListedImages, type ListedPicture } from './listImages.js';
import { middleSquare } from './middleSquare.js';
import { PictureFiles, type PictureFile, type PicturePlace } from './pictureFiles.js';
import { pictureLabels } from './pictureLabels.js';
import { LARGE_BYTES } from './pictureLimits.js';

/** Where the picture of each row lies. */
type Places = readonly PicturePlace[];

/** Pictures in a folder, one sub-folder a class, or flat. */
export const imagesFormat = pictureFormat('images');
/** As a folder, in a zip archive. */
export const zipFormat = pictureFormat('zip');
/** As a folder, in a tar archive, packed with gzip or not. */
export const tarFormat = pictureFormat('tar');

function pictureFormat(kind: TreeKind): DatasetFormat<Places> {
  return {
    kind,
    lookThrough: (request) => lookThrough(request, kind),
    openRows: (request, look) => openRows(request, kind, look),
  };
}

async function lookThrough(request: DatasetRequest, kind: TreeKind): Promise<Look<Places>> {
  const { path, labels, skipBad } = request;
  const input = onlyInput(request.inputs, 'images');
  const { pictures, listed, ownLabel, given, labelFile, findings } = await labeledPictures(request, kind);
  const how = skipBad ? 'decoded' : needsOwnSize(input) ? 'header' : null;
  const look = new RowLook(request, given);
  const sizes = new SharedSize();
  /** Classes of which no picture was read yet. */
  const unread = new Set(pictures.map((picture) => picture.folder).filter((folder) => folder !== null));
  const files = new PictureFiles(path);
  try {
    for (const picture of pictures)
      await look.nextRead(picture.path, async () => {
        const label = ownLabel(picture);
        if (how !== null) sizes.add(await checkPicture(files.at(picture), how));
        if (picture.folder !== null) unread.delete(picture.folder);
        return label;
      });
  } finally {
    await files.close();
  }
  const layout = imageLayout(input, sizes.size, path);
  // Refuses a mean or a deviation that does not fit, before anything runs.
  writerOf(request, kind, layout);
  const { emptyClasses, ignored, split, otherSplits } = listed;
  const named = labels === null && labelFile === null;
  const leftOut = orderClasses([...emptyClasses, ...(named ? unread : [])]);
  const mapping: Mapping = { x: [], y: [], dropped: [], split };
  return {
    fingerprint: await fingerprintFolder(pictures, labelFile),
    ...look.finish(),
    keepLabelText: named,
    shapes: [layout.shape],
    findings: [
      ...(split === null ? [] : [finding('split-taken', { split, others: otherSplits })]),
      ...findings,
      ...(ignored === 0 ? [] : [finding('files-ignored', { files: ignored, folder: path })]),
      ...(leftOut.length === 0 ? [] : [finding('classes-left-out', { classes: leftOut })]),
    ],
    ...(split === null ? {} : { mapping }),
    index: pictures.map(({ path: inner, bytes, place }) => ({ path: inner, bytes, place })),
  };
}

interface LabeledPictures {
  readonly listed: ListedImages;
  /** In the rows' order. */
  readonly pictures: readonly ListedPicture[];
  readonly ownLabel: (picture: ListedPicture) => string | null;
  readonly given: Awaited<ReturnType<typeof givenLabels>>;
  /** On disk; null: the folders' names are the labels, or an archive holds them. */
  readonly labelFile: string | null;
  readonly findings: Look<Places>['findings'] & {};
}

/** Pictures with their labels: by a table that names them, by a file with one a line, or by their folders. */
async function labeledPictures(request: DatasetRequest, kind: TreeKind): Promise<LabeledPictures> {
  const { labels: path, split, skipBad } = request;
  const tree = await openTree(kind, request);
  const listed = await listPictures(tree, { skipBad, split, labeled: path !== null });
  const { pictures } = listed;
  const inRows = tree.anyOrder ? pictures : asTheyLie(pictures);
  const byFolder = { listed, pictures: inRows, ownLabel: ({ folder }: ListedPicture) => folder, given: null };
  const joined = await pictureLabels(request, tree, listed);
  if (joined !== null) {
    const byPath = new Map(pictures.map((picture, i) => [picture.path, joined.table.labels[i] ?? null]));
    const ownLabel = (picture: ListedPicture): string => {
      const label = byPath.get(picture.path) ?? null;
      if (label !== null) return label;
      throw new ExpectedError(
        'data-labels',
        phrase`${file(joined.path)} has no label for ${picture.path}: add it`,
      );
    };
    return { ...byFolder, ownLabel, labelFile: joined.file, findings: joined.findings };
  }
  const given = await givenLabels(request, pictures.length);
  if (given === null || inRows === pictures) return { ...byFolder, given, labelFile: path, findings: [] };
  // Lines follow the names as people count, rows the archive.
  const byPath = new Map(pictures.map((picture, i) => [picture.path, given.labels.at(i)]));
  return {
    ...byFolder,
    ownLabel: ({ path: inner }) => byPath.get(inner) ?? null,
    labelFile: path,
    findings: [],
  };
}

/**
 * The fingerprint of a folder's pictures and their labels as they are now.
 * @throws ExpectedError as looking through does
 */
export async function fingerprintPictures(
  request: Pick<DatasetRequest, 'path' | 'labels' | 'labelColumn' | 'y' | 'skipBad' | 'split'>,
): Promise<string> {
  const { labels, skipBad, split } = request;
  const tree = await openTree('images', request);
  const listed = await listPictures(tree, { skipBad, split, labeled: labels !== null });
  const joined = labels === null ? await pictureLabels(request, tree, listed) : null;
  return fingerprintFolder(listed.pictures, labels ?? joined?.file ?? null);
}

function writerOf(request: DatasetRequest, kind: TreeKind, { shape, channels }: ImageLayout): RowWriter {
  const { scale } = chooseScale(request, kind);
  return rowWriter(request, { input: onlyInput(request.inputs, 'images'), shape, scale, channels });
}

function openRows(
  request: DatasetRequest,
  kind: TreeKind,
  { index: places, shapes }: Pick<Look<Places>, 'index' | 'shapes'>,
): Promise<RowReader> {
  const [shape] = shapes;
  if (shape === undefined) throw new RangeError('pictures have a shape');
  const input = { ...onlyInput(request.inputs, 'images'), shape };
  const fixed = shape.length === 3 ? imageLayout(input, null, request.path) : null;
  const drawn = new Float64Array(sizeOf(shape));
  const whole = input.dtype === 'int32';
  const files = new PictureFiles(request.path);
  let write: RowWriter | null = null;
  const draw = async (bytes: Uint8Array, path: string): Promise<RowWriter> => {
    const picture = await decodeImage(bytes, path);
    const pixels = request.crop === 'square' ? middleSquare(picture) : picture;
    // A flat input's channels follow from a picture's size; another size than the first's is refused there.
    const layout =
      fixed ?? imageLayout(input, { width: pixels.width, height: pixels.height, channels: 3 }, path);
    drawPixels(pixels, layout, drawn);
    if (whole) drawn.forEach((value, i) => (drawn[i] = Math.round(value)));
    return (write ??= writerOf(request, kind, layout));
  };
  return Promise.resolve({
    async read(row, slot, targets) {
      const place = places[row];
      if (place === undefined) throw new RangeError(`row ${row} of ${places.length} pictures was asked for`);
      const stored = files.at(place);
      const { path } = stored;
      const writeRow = await drawStored(stored, place.bytes, draw);
      const [target] = targets;
      if (target !== undefined) writeRow(drawn, target, slot, () => [file(path)]);
    },
    close: () => files.close(),
  });
}

/** Reads and draws a picture, a large one when no other thread does. */
async function drawStored<T>(
  stored: PictureFile,
  size: number,
  draw: (bytes: Uint8Array, path: string) => Promise<T>,
): Promise<T> {
  if (size > LARGE_BYTES) return inTurn(async () => draw(await stored.bytes(), stored.path));
  const bytes = await stored.bytes();
  return decodingCost(bytes) > LARGE_BYTES
    ? inTurn(() => draw(bytes, stored.path))
    : draw(bytes, stored.path);
}
