import { checkHeader, decodeImage } from './decodeImage.js';
import { readImageHeader } from './imageHeader.js';
import type { OwnSize } from './imageLayout.js';
import type { PictureFile } from './pictureFiles.js';

/** Most headers lie in the first kilobytes; a JPEG's may lie behind a preview. */
const HEADER_BYTES = 4096;

type Size = Pick<OwnSize, 'width' | 'height'>;

/**
 * The size of a picture.
 * @param how decoded: all of it is looked at; header: only what tells its size
 * @throws ExpectedError data-malformed naming the file, where it is no picture that can be read
 */
export async function checkPicture(picture: PictureFile, how: 'decoded' | 'header'): Promise<Size> {
  const { path } = picture;
  if (how === 'decoded') return decodeImage(await picture.bytes(), path);
  const start = await picture.head(HEADER_BYTES);
  const header = readImageHeader(start);
  if (header !== null) return checkHeader(header, start, path);
  const bytes = await picture.bytes();
  return checkHeader(readImageHeader(bytes), bytes, path);
}

/** The size that pictures share. */
export class SharedSize {
  #first: Size | null = null;
  #differ = false;

  add({ width, height }: Size): void {
    this.#first ??= { width, height };
    if (this.#first.width !== width || this.#first.height !== height) this.#differ = true;
  }

  /** null where the pictures differ, or none was measured. */
  get size(): OwnSize | null {
    return this.#first === null || this.#differ ? null : { ...this.#first, channels: 3 };
  }
}
