import { extname } from 'node:path';

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'bmp' | 'gif';

/** Endings of pictures' names. */
export const PICTURE_ENDINGS = ['.png', '.jpg', '.jpeg', '.jfif', '.webp', '.bmp', '.dib', '.gif'];

/** Bytes with which the formats can be told apart. */
export const SNIFFED_BYTES = 16;

/** Does a file's name say that it is a picture? */
export function hasPictureName(name: string): boolean {
  return PICTURE_ENDINGS.includes(extname(name).toLowerCase());
}

/** The format by a file's first bytes; null: no picture that is known. */
export function pictureFormat(start: Uint8Array): PictureFormat | null {
  const text = Buffer.from(start.subarray(0, SNIFFED_BYTES)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  // BM alone begins many a text: the reserved bytes are zero in every picture.
  return text.startsWith('BM') && text.startsWith('\0\0\0\0', 6) ? 'bmp' : null;
}
