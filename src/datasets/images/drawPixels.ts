import type { ImageLayout } from './imageLayout.js';

/** A picture's values 0..255, row-major: grey, colour, or colour and alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray | Float64Array;
}

/**
 * A picture in a layout's size and channels, still 0..255: alpha over black, grey as 0.299 R + 0.587 G + 0.114 B
 * (ITU-R BT.601), grey repeated for colour; of four channels colours as they are and alpha, 255 where there is none;
 * resized bilinearly with half-pixel centres and without antialiasing.
 * @param out width x height x channels numbers
 * @throws RangeError where the picture holds fewer numbers than its size says
 */
export function drawPixels(pixels: Pixels, layout: ImageLayout, out: Float64Array): void {
  if (pixels.width === layout.width && pixels.height === layout.height) {
    toChannels(pixels, layout.channels, out);
    return;
  }
  const converted = new Float64Array(pixels.width * pixels.height * layout.channels);
  toChannels(pixels, layout.channels, converted);
  resize(converted, pixels, layout, out);
}

function toChannels({ width, height, channels, data }: Pixels, wanted: 1 | 3 | 4, out: Float64Array): void {
  const count = width * height;
  if (data.length < count * channels)
    throw new RangeError(`${width} x ${height} pixels have ${data.length} numbers`);
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels;
    let red = data[from]!;
    let green = channels === 1 ? red : data[from + 1]!;
    let blue = channels === 1 ? red : data[from + 2]!;
    const alpha = channels === 4 ? data[from + 3]! : 255;
    if (wanted !== 4) {
      if (alpha !== 255) {
        red = (red * alpha) / 255;
        green = (green * alpha) / 255;
        blue = (blue * alpha) / 255;
      }
    }
    if (wanted !== 1) {
      const to = wanted * pixel;
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
      if (wanted === 4) out[to + 3] = alpha;
    } else {
      // Equal parts stay exactly as they are: a grey picture gives the bits of the same numbers in an array.
      out[pixel] = red === green && green === blue ? red : (299 * red + 587 * green + 114 * blue) / 1000;
    }
  }
}

function resize(
  source: Float64Array,
  from: { readonly width: number; readonly height: number },
  { width, height, channels }: ImageLayout,
  out: Float64Array,
): void {
  const columns = taps(from.width, width);
  const rows = taps(from.height, height);
  let offset = 0;
  for (let y = 0; y < height; y++) {
    const top = rows.low[y]! * from.width;
    const bottom = rows.high[y]! * from.width;
    const down = rows.share[y]!;
    for (let x = 0; x < width; x++) {
      const left = columns.low[x]!;
      const right = columns.high[x]!;
      const across = columns.share[x]!;
      for (let channel = 0; channel < channels; channel++) {
        const a = source[(top + left) * channels + channel]!;
        const b = source[(top + right) * channels + channel]!;
        const c = source[(bottom + left) * channels + channel]!;
        const d = source[(bottom + right) * channels + channel]!;
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
