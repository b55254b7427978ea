import type { ImageLayout } from './imageLayout.js';

/** A picture's values 0..255, row-major: gray, color, or color and alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray | Float64Array;
}

/**
 * A picture in a layout's size and channels, still 0..255: alpha over black, gray as 0.299 R + 0.587 G + 0.114 B
 * (ITU-R BT.601), gray repeated for color, resized bilinearly with half-pixel centres and without antialiasing. Of four
 * channels the fourth is the alpha, 255 where the picture has none, and the others are as they are stored.
 * @param out width x height x channels numbers
 * @throws RangeError where the picture holds fewer numbers than its size says
 */
export function drawPixels(pixels: Pixels, layout: ImageLayout, out: Float64Array): void {
  const count = pixels.width * pixels.height;
  if (pixels.data.length < count * pixels.channels)
    throw new RangeError(`${pixels.width} x ${pixels.height} pixels have ${pixels.data.length} numbers`);
  if (pixels.width === layout.width && pixels.height === layout.height) {
    for (let pixel = 0; pixel < count; pixel++) convert(pixels, pixel, layout.channels, out, pixel);
    return;
  }
  resize(pixels, layout, out);
}

/** Writes a pixel in another number of channels, as pixel `to` of out. */
function convert(
  { channels, data }: Pixels,
  pixel: number,
  wanted: ImageLayout['channels'],
  out: Float64Array,
  to: number,
): void {
  const from = pixel * channels;
  let red = data[from]!;
  let green = channels === 1 ? red : data[from + 1]!;
  let blue = channels === 1 ? red : data[from + 2]!;
  const alpha = channels === 4 ? data[from + 3]! : 255;
  if (wanted !== 4 && alpha !== 255) {
    red = (red * alpha) / 255;
    green = (green * alpha) / 255;
    blue = (blue * alpha) / 255;
  }
  if (wanted === 1) {
    // Equal parts stay exactly as they are: a gray picture gives the bits of the same numbers in an array.
    out[to] = red === green && green === blue ? red : (299 * red + 587 * green + 114 * blue) / 1000;
    return;
  }
  out[wanted * to] = red;
  out[wanted * to + 1] = green;
  out[wanted * to + 2] = blue;
  if (wanted === 4) out[wanted * to + 3] = alpha;
}

/** Converts the four pixels around each that is drawn: a large picture never stands in memory as float64. */
function resize(source: Pixels, { width, height, channels }: ImageLayout, out: Float64Array): void {
  const columns = taps(source.width, width);
  const rows = taps(source.height, height);
  const around = new Float64Array(4 * channels);
  let offset = 0;
  for (let y = 0; y < height; y++) {
    const top = rows.low[y]! * source.width;
    const bottom = rows.high[y]! * source.width;
    const down = rows.share[y]!;
    for (let x = 0; x < width; x++) {
      const left = columns.low[x]!;
      const right = columns.high[x]!;
      const across = columns.share[x]!;
      convert(source, top + left, channels, around, 0);
      convert(source, top + right, channels, around, 1);
      convert(source, bottom + left, channels, around, 2);
      convert(source, bottom + right, channels, around, 3);
      for (let channel = 0; channel < channels; channel++) {
        const a = around[channel]!;
        const b = around[channels + channel]!;
        const c = around[2 * channels + channel]!;
        const d = around[3 * channels + channel]!;
        const upper = a + (b - a) * across;
        out[offset++] = upper + (c + (d - c) * across - upper) * down;
      }
    }
  }
}

interface AxisTaps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float64Array;
}

/** Pixel i of `to` lies at (i + 0.5) from / to - 0.5 of the source, held at its edges. */
function taps(from: number, to: number): AxisTaps {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const below = Math.floor(place);
    low[i] = below;
    high[i] = Math.min(below + 1, from - 1);
    share[i] = place - below;
  }
  return { low, high, share };
}
