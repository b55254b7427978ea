/** Bytes by which a picture of a kind that is not read can be told. */
export const FOREIGN_BYTES = 512;

/** Names of the first kinds of content in a file of the ISO base media form (ISO/IEC 23008-12, AV1 image file format). */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['avif', 'an AVIF'],
  ['avis', 'an AVIF'],
  ['heic', 'a HEIC'],
  ['heix', 'a HEIC'],
  ['heim', 'a HEIC'],
  ['heis', 'a HEIC'],
  ['hevc', 'a HEIC'],
  ['hevx', 'a HEIC'],
  ['mif1', 'a HEIF'],
  ['msf1', 'a HEIF'],
]);

const STARTS: readonly (readonly [start: string, kind: string])[] = [
  ['II*\0', 'a TIFF'],
  ['MM\0*', 'a TIFF'],
  ['II+\0', 'a TIFF'],
  ['MM\0+', 'a TIFF'],
  ['8BPS', 'a Photoshop'],
  ['\xff\x0a', 'a JPEG XL'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000'],
];

/** Blanks, declarations and comments may stand before an SVG's root. */
const SVG = /^(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE\s[^>]*>)*<svg[\s>]/i;

/**
 * What a file is, by its first FOREIGN_BYTES, that is a picture of a kind which is not read: "an AVIF"; null: anything
 * else.
 */
export function foreignPicture(start: Uint8Array): string | null {
  const text = Buffer.from(start.subarray(0, FOREIGN_BYTES)).toString('latin1');
  if (text.startsWith('ftyp', 4)) return BRANDS.get(text.slice(8, 12)) ?? null;
  const known = STARTS.find(([begin]) => text.startsWith(begin));
  if (known !== undefined) return known[1];
  return SVG.test(text) ? 'an SVG' : null;
}
