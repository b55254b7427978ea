/**
 * What a picture may cost, in one place (docs/datasets.md tells it). Everything here is known from a picture's first bytes
 * and its file's size, so that one which costs more is refused before anything is decoded.
 */

/** More is no picture that a model was trained on, and takes seconds. */
export const MOST_PIXELS = 100_000_000;

/**
 * Bytes that one picture may take while it is decoded, its file and all that the decoder holds included: with the
 * runtime and a model of ordinary size, the process stays below 400 MB, since there is one such picture at a time.
 */
export const MOST_DECODING_BYTES = 256 * 2 ** 20;

/** Pictures that take more are read one at a time in the whole process (largePictureTurn.ts). */
export const LARGE_BYTES = 32 * 2 ** 20;

/** Files above it are not even read. */
export const MOST_FILE_BYTES = 96 * 2 ** 20;

/** A progressive JPEG's scans each go over the whole picture; writers use about 10, the most thrifty 25. */
export const MOST_JPEG_SCANS = 100;

/** Pixels times scans: about 2 s. */
export const MOST_JPEG_WORK = 1_000_000_000;

/** @throws Error where decoding a picture would take more bytes than any may */
export function refuseCost(bytes: number): void {
  if (bytes <= MOST_DECODING_BYTES) return;
  const [takes, most] = [bytes, MOST_DECODING_BYTES].map((value) => Math.ceil(value / 2 ** 20));
  throw new Error(`decoding it would take ${takes} MB, and at most ${most} are taken: make it smaller`);
}
