import type { ElementType } from '../bytes/elements.js';

/** The number types of IDX by their code, the third byte. */
export const IDX_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [0x08, 'u1'],
  [0x09, 'i1'],
  [0x0b, 'i2'],
  [0x0c, 'i4'],
  [0x0d, 'f4'],
  [0x0e, 'f8'],
]);
/** More axes than any data set has: a text file that begins with zeros, not IDX. */
const MOST_AXES = 8;

/** Does a file begin as IDX does: two zeros, a type, a number of axes? */
export function isIdx([first, second, type, axes]: Uint8Array): boolean {
  if (first !== 0 || second !== 0 || type === undefined || axes === undefined) return false;
  return IDX_TYPES.has(type) && axes >= 1 && axes <= MOST_AXES;
}

/** Does a file begin as .npy does? */
export function isNpy(start: Uint8Array): boolean {
  return start[0] === 0x93 && Buffer.from(start.subarray(1, 6)).toString('latin1') === 'NUMPY';
}

/** Does a file begin as a zip archive does? */
export function isZip([first, second, third, fourth]: Uint8Array): boolean {
  // A text may begin with PK; an empty archive begins with its directory's end.
  return (
    first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))
  );
}
