import { sizeOf } from '../engine/sizeOf.js';
import type { ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';

/** Numbers of one sample: more than any input has, and than a batch could be made of. */
const LARGEST = 2 ** 28;

/**
 * Refuses inputs of impossible sizes before anything is allocated for a batch of them.
 * @throws ExpectedError model-malformed
 */
export function checkInputs(inputs: readonly ModelInput[], path: string): void {
  for (const { name, shape } of inputs) {
    const sizes = shape.map((size) => size ?? 1);
    const possible = sizes.every((size) => Number.isInteger(size) && size > 0);
    if (possible && sizeOf(sizes) <= LARGEST) continue;
    throw new ExpectedError(
      'model-malformed',
      phrase`${file(path)}: input ${name} has the impossible shape ${JSON.stringify(shape)}: save or convert the model again`,
    );
  }
}
