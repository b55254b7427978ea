import { featureShape } from './featureTable.js';
import { LEAST_SCIENCE_SAMPLES, scienceRows } from './scienceSamples.js';

/** What rank and read-out may cost where nobody asked for them. */
const FREE_SECONDS = 20;
/** Measured on one slow core (docs/performance.md): an eigendecomposition a width³, and a product of two numbers. */
const SECONDS_PER_CUBE = 2.6e-8;
const SECONDS_PER_PRODUCT = 1.5e-9;
/** Strengths that are tried. */
const STRENGTHS = 5;

/**
 * Seconds that rank and read-out of the taps take on one slow core. An estimate by sizes alone, never a measurement: what
 * a report holds must not depend on the machine.
 */
export function scienceSeconds(
  outputShapes: readonly (readonly number[])[],
  classSizes: readonly number[],
): number {
  const { rows } = scienceRows(classSizes);
  return outputShapes.reduce((sum, shape) => {
    const { width } = featureShape(shape);
    const products = rows * width * (1.5 * width + STRENGTHS * (classSizes.length + 1));
    return sum + SECONDS_PER_CUBE * width ** 3 + SECONDS_PER_PRODUCT * products;
  }, 0);
}

/**
 * Are rank and read-out computed in a run?
 * @param asked --science, --no-science, or null where neither was given
 */
export function hasScience(
  asked: boolean | null,
  outputShapes: readonly (readonly number[])[],
  classSizes: readonly number[],
): boolean {
  if (asked === false || scienceRows(classSizes).rows < LEAST_SCIENCE_SAMPLES) return false;
  return asked === true || scienceSeconds(outputShapes, classSizes) < FREE_SECONDS;
}
