import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';

/**
 * Compares the places that weights were matched by with the names that a .keras file gives beside them (since Keras 3.4).
 * @param owners by group of weights: the layer that the file says they are of
 * @param places by group of weights: the layer that stands there by its class and place
 * @throws ExpectedError model-unsupported where they differ: every number would be another layer's
 */
export function checkOwners(
  path: string,
  owners: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, string>,
): void {
  for (const [place, name] of places) {
    const owner = owners.get(place);
    if (owner === undefined || owner === name) continue;
    throw new ExpectedError(
      'model-unsupported',
      phrase`${file(path)} keeps weights of the layer ${owner} where those of ${name} must be (${place}), so that they cannot be told apart: save it again with the newest Keras, or as .h5`,
    );
  }
}
