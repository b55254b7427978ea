import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { checkCalls } from './checkCalls.js';
import { checkSizes } from './checkSizes.js';
import { everyLayer, readContainer, type Container, type Malformed } from './layerEntries.js';
import type { ModelFile } from './modelFile.js';

/**
 * Checks a layers-model before it is built: tfjs-layers loops forever on inputs that never come, and allocates whatever
 * a config asks for.
 * @throws ExpectedError model-malformed
 */
export function checkTopology({
  path,
  topology,
  groups,
}: Pick<ModelFile, 'path' | 'topology' | 'groups'>): void {
  const malformed = malformedIn(path);
  const model = readContainer(topology, malformed);
  const layers = everyLayer(model);
  const nested = layers.flatMap((layer) => layer.nested ?? []);
  for (const container of [model, ...nested]) if (isGraph(container)) checkCalls(container, malformed);
  checkSizes(layers, groups, malformed);
}

/** What a damaged topology throws, for the model at a path. */
export function malformedIn(path: string): Malformed {
  return (what) =>
    new ExpectedError('model-malformed', phrase`${file(path)}: ${what}: save or convert the model again`);
}

/** Everything but a Sequential, whose layers stand in the order of their calls, says which call reads which. */
function isGraph({ type }: Container): boolean {
  return type !== 'Sequential';
}
