/** Features less their means, in float64. */
export interface CenteredFeatures {
  readonly rows: number;
  readonly width: number;
  /** [row][feature]. */
  readonly values: Float64Array;
  readonly means: Float64Array;
}

/**
 * @param features [row][feature]
 * @returns null where one of them is NaN or infinite
 */
export function centered(features: Float32Array, width: number): CenteredFeatures | null {
  const rows = features.length / width;
  const means = new Float64Array(width);
  for (let base = 0; base < features.length; base += width) {
    for (let j = 0; j < width; j++) means[j]! += features[base + j]!;
  }
  for (let j = 0; j < width; j++) means[j]! /= rows;
  // A sum of finite float32 numbers is finite in float64.
  if (!means.every(Number.isFinite)) return null;
  const values = new Float64Array(features.length);
  for (let base = 0; base < features.length; base += width) {
    for (let j = 0; j < width; j++) values[base + j] = features[base + j]! - means[j]!;
  }
  return { rows, width, values, means };
}

/** X'X / n of centred features, row-major. Four rows a turn: measured, it halves the time. */
export function covariance({ rows, width, values }: CenteredFeatures): Float64Array {
  const sums = new Float64Array(width * width);
  const whole = rows & ~3;
  for (let row = 0; row < whole; row += 4) {
    const x0 = row * width;
    const x1 = x0 + width;
    const x2 = x1 + width;
    const x3 = x2 + width;
    for (let i = 0; i < width; i++) {
      const a0 = values[x0 + i]!;
      const a1 = values[x1 + i]!;
      const a2 = values[x2 + i]!;
      const a3 = values[x3 + i]!;
      const line = i * width;
      for (let j = i; j < width; j++) {
        sums[line + j]! +=
          a0 * values[x0 + j]! + a1 * values[x1 + j]! + a2 * values[x2 + j]! + a3 * values[x3 + j]!;
      }
    }
  }
  for (let row = whole; row < rows; row++) {
    const x = row * width;
    for (let i = 0; i < width; i++) {
      const a = values[x + i]!;
      for (let j = i; j < width; j++) sums[i * width + j]! += a * values[x + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      const entry = sums[i * width + j]! / rows;
      sums[i * width + j] = entry;
      sums[j * width + i] = entry;
    }
  }
  return sums;
}
