import type { Pixels } from './drawPixels.js';
import { firstWebpFrame } from './webpFrame.js';
import { decodeStillWebp } from './wasmDecoders.js';

/**
 * Decodes a WebP as RGBA; of an animated one the first frame on its canvas, as browsers show it: alpha 0 around it.
 * @throws Error where it is damaged, or the frame lies outside of the canvas
 */
export async function decodeWebp(bytes: Uint8Array): Promise<Pixels> {
  const frame = firstWebpFrame(bytes);
  if (frame === null) return decodeStillWebp(bytes);
  const { canvas, left, top, width, height } = frame;
  if (left + width > canvas.width || top + height > canvas.height)
    throw new Error(
      `its frame of ${width} x ${height} pixels at ${left}, ${top} lies outside of its ${canvas.width} x ${canvas.height}`,
    );
  const still = await decodeStillWebp(frame.still);
  if (still.width !== width || still.height !== height)
    throw new Error(
      `its frame has ${still.width} x ${still.height} pixels where ${width} x ${height} are promised`,
    );
  if (width === canvas.width && height === canvas.height) return still;
  const data = new Uint8Array(canvas.width * canvas.height * 4);
  for (let y = 0; y < height; y++)
    data.set(still.data.subarray(y * width * 4, (y + 1) * width * 4), ((top + y) * canvas.width + left) * 4);
  return { ...canvas, channels: 4, data };
}
