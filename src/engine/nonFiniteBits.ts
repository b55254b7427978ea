/** Of a number of 32 bits that is NaN or infinite the exponent is all ones. */
export const EXPONENT_32 = 0x7f80_0000;
/** The same of 16 bits. */
export const EXPONENT_16 = 0x7c00;
const LAST_EXPONENT_BIT = 0x80_0000;

/**
 * How many of these floating-point numbers of 32 bits are NaN or infinite; about 2 GB a second where none is.
 * @param bits signed: V8 makes floating-point numbers of unsigned ones, which takes three times as long
 */
export function countNonFinite32(bits: Int32Array): number {
  // One added to an exponent of ones alone carries into the sign: one look at all of them tells that all is well.
  let carried = 0;
  for (let i = 0; i < bits.length; i++) carried |= (bits[i]! & EXPONENT_32) + LAST_EXPONENT_BIT;
  if (carried >= 0) return 0;
  let found = 0;
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & EXPONENT_32) === EXPONENT_32) found++;
  return found;
}

/** The same of numbers of 16 bits. */
export function countNonFinite16(bits: Uint16Array): number {
  let found = 0;
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & EXPONENT_16) === EXPONENT_16) found++;
  return found;
}
