import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { concludeLook } from '../concludeLook.js';
import type { DatasetFinding, DatasetRequest } from '../dataset.js';
import { fingerprintFolder } from '../fingerprint.js';
import { orderClasses } from '../labelCollector.js';
import type { DatasetFormat, LookThrough, RowReader } from '../lookThrough.js';
import { RowLook } from '../rowLook.js';
import { rowWriter } from '../rowWriter.js';
import { chooseScale } from '../scaling.js';
import { onlyInput, sizeOf } from '../shapes.js';
import { checkHeader, decodeImage } from './decodeImage.js';
import { drawPixels } from './drawPixels.js';
import { readImageHeader } from './imageHeader.js';
import { imageLayout, needsOwnSize, type ImageLayout, type OwnSize } from './imageLayout.js';
import { listImages } from './listImages.js';

/** A folder of pictures, one sub-folder a class, or flat. */
export const imagesFormat: DatasetFormat = { lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<LookThrough> {
  const { path, labels, skipBad } = request;
  const input = onlyInput(request.inputs, 'images');
  const { files, folders, emptyClasses, ignored } = await listImages(path, skipBad);
  const look = await RowLook.open(request, files.length);
  const sizes = new OwnSizes();
  const measured = needsOwnSize(input);
  for (const [row, file] of files.entries()) {
    const fault = skipBad || measured ? await faultOf(join(path, file.path), sizes, skipBad) : null;
    if (fault === null) look.next(file.path, () => folders?.[row] ?? null);
    else look.fail(file.path, fault);
  }
  const kept = look.finish();
  const layout = imageLayout(input, sizes.shared, path);
  writerOf(request, layout);
  return concludeLook(request, {
    kind: 'images',
    fingerprint: await fingerprintFolder(files, labels),
    ...kept,
    keepLabelText: labels === null,
    shapes: [layout.shape],
    files: files.map((file) => file.path),
    findings: [
      ...(ignored === 0 ? [] : [ignoredFiles(ignored, path)]),
      ...leftOut([...emptyClasses, ...(labels === null ? classesLost(folders, kept.rows) : [])]),
    ],
  });
}

/** Classes all of whose pictures were skipped. */
function classesLost(folders: readonly string[] | null, rows: Uint32Array | null): readonly string[] {
  if (folders === null || rows === null) return [];
  const left = new Set(Array.from(rows, (row) => folders[row]));
  return [...new Set(folders)].filter((name) => !left.has(name));
}

function leftOut(classes: readonly string[]): readonly DatasetFinding[] {
  if (classes.length === 0) return [];
  return [
    {
      code: 'classes-left-out',
      severity: 'warning',
      message: `${classes.length === 1 ? 'a class has' : `${classes.length} classes have`} no picture that can be read, and ${classes.length === 1 ? 'was' : 'were'} left out: ${orderClasses(classes).join(', ')}`,
    },
  ];
}

function ignoredFiles(count: number, path: string): DatasetFinding {
  return {
    code: 'files-ignored',
    severity: 'info',
    message: `${count} ${count === 1 ? 'file' : 'files'} in ${path} ${count === 1 ? 'is' : 'are'} no picture of a class and ${count === 1 ? 'was' : 'were'} ignored`,
  };
}

/** What is wrong with a picture; whole: it is decoded, else only its header is read. */
async function faultOf(path: string, sizes: OwnSizes, whole: boolean): Promise<ExpectedError | null> {
  try {
    if (whole) sizes.add(await decodeImage(await readFile(path), path));
    else sizes.add(checkHeader(await headerOf(path), path));
    return null;
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

/** Most headers lie in the first kilobytes; a JPEG's may lie behind a preview. */
const HEADER_BYTES = 4096;

async function headerOf(path: string): ReturnType<typeof peek> {
  return (await peek(path)) ?? readImageHeader(await readFile(path));
}

async function peek(path: string): Promise<ReturnType<typeof readImageHeader>> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return readImageHeader(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Gathers the pictures' sizes. */
class OwnSizes {
  #first: { readonly width: number; readonly height: number } | null = null;
  #differ = false;

  add({ width, height }: { readonly width: number; readonly height: number }): void {
    this.#first ??= { width, height };
    if (this.#first.width !== width || this.#first.height !== height) this.#differ = true;
  }

  /** The size that all of them have; null where they differ, or none was measured. */
  get shared(): OwnSize | null {
    return this.#first === null || this.#differ ? null : { ...this.#first, channels: 3 };
  }
}

function writerOf(request: DatasetRequest, { shape, channels }: ImageLayout): ReturnType<typeof rowWriter> {
  const { scale } = chooseScale(request, 'images');
  return rowWriter(request, { input: onlyInput(request.inputs, 'images'), shape, scale, channels });
}

function openRows(request: DatasetRequest, { files, shapes }: LookThrough): Promise<RowReader> {
  const [shape = []] = shapes;
  const input = onlyInput(request.inputs, 'images');
  const fixed = shape.length === 3 ? imageLayout({ ...input, shape }, null, request.path) : null;
  const drawn = new Float64Array(sizeOf(shape));
  const whole = input.dtype === 'int32';
  let write: ReturnType<typeof rowWriter> | null = null;
  return Promise.resolve({
    async read(row, slot, targets) {
      const path = join(request.path, files?.[row] ?? '');
      const pixels = await decodeImage(await readImage(path), path);
      // A flat input's channels follow from a picture's size; another size than the first's is refused there.
      const layout =
        fixed ??
        imageLayout({ ...input, shape }, { width: pixels.width, height: pixels.height, channels: 3 }, path);
      write ??= writerOf(request, layout);
      drawPixels(pixels, layout, drawn);
      if (whole) for (let i = 0; i < drawn.length; i++) drawn[i] = Math.round(drawn[i] ?? 0);
      const [target] = targets;
      if (target !== undefined) write(drawn, target, slot, () => path);
    },
    close: () => Promise.resolve(),
  });
}

async function readImage(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ExpectedError(
      'data-malformed',
      `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}): check it, or run again`,
      { cause },
    );
  }
}
