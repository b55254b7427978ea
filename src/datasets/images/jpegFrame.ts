import { MOST_JPEG_SCANS, MOST_JPEG_WORK } from './pictureLimits.js';

/** What a JPEG's frame header says (ITU-T T.81, B.2.2). */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 3 color, 4 inks. */
  readonly components: number;
  readonly progressive: boolean;
  /** Numbers a pixel, all components together: 3, or fewer where color is stored coarser. */
  readonly samples: number;
}

/** @returns null where there is no frame header, which stands behind segments of any length */
export function jpegFrame(view: DataView): JpegFrame | null {
  for (let offset = 2; offset + 10 <= view.byteLength;) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset++;
      continue;
    }
    // Frame headers are C0 to CF, but for the tables C4, C8 and CC.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const components = view.getUint8(offset + 9);
      return {
        height: view.getUint16(offset + 5, false),
        width: view.getUint16(offset + 7, false),
        components,
        progressive: (marker & 3) === 2,
        samples: samplesOf(view, offset + 10, components),
      };
    }
    offset += 2 + view.getUint16(offset + 2, false);
  }
  return null;
}

function samplesOf(view: DataView, start: number, components: number): number {
  let sum = 0;
  let most = 1;
  for (let offset = start; offset < start + 3 * components && offset + 1 < view.byteLength; offset += 3) {
    const factors = view.getUint8(offset + 1);
    const area = (factors >> 4) * (factors & 15);
    sum += area;
    most = Math.max(most, area);
  }
  return sum / most;
}

/** The codec's RGBA and a copy; a progressive one's coefficients, of two bytes each; of inks, see decodeCmykJpeg. */
export function jpegDecodingBytes({ width, height, components, progressive, samples }: JpegFrame): number {
  const perPixel = components === 4 ? CMYK_BYTES : 9 + (progressive ? 2.4 * samples : 0);
  return width * height * perPixel;
}

/** As measured: blocks of 64 numbers of four bytes, lines of bytes, RGBA. */
const CMYK_BYTES = 42;
/** Their decoder, in JavaScript, is so many times slower. */
const CMYK_WORK = 8;

const START_OF_SCAN = Buffer.from([0xff, 0xda]);

/**
 * Refuses what no writer writes, and what would keep a decoder busy for long: each block of 8 x 8 takes at least a bit,
 * and each scan of a progressive picture goes over all of it.
 * @throws Error saying which
 */
export function refuseJpegBomb(
  bytes: Uint8Array,
  { width, height, components, progressive }: JpegFrame,
): void {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  if (blocks > bytes.length * 8) throw new Error('it holds fewer pixels than its header promises');
  if (!progressive) return;
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let scans = 0;
  for (
    let offset = jpeg.indexOf(START_OF_SCAN);
    offset >= 0;
    offset = jpeg.indexOf(START_OF_SCAN, offset + 2)
  )
    scans++;
  const work = scans * width * height * (components === 4 ? CMYK_WORK : 1);
  if (scans > MOST_JPEG_SCANS || work > MOST_JPEG_WORK)
    throw new Error(`its ${scans} scans of ${width} x ${height} pixels would take too long: save it again`);
}
