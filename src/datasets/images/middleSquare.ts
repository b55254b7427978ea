import type { Pixels } from './drawPixels.js';

/** The largest square in the middle of a picture, the upper or left one of two; a square picture as it is. */
export function middleSquare(pixels: Pixels): Pixels {
  const { width, height, channels, data } = pixels;
  if (width === height) return pixels;
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  const cut = new Float64Array(side * side * channels);
  for (let row = 0; row < side; row++) {
    const from = ((top + row) * width + left) * channels;
    cut.set(data.subarray(from, from + side * channels), row * side * channels);
  }
  return { width: side, height: side, channels, data: cut };
}
