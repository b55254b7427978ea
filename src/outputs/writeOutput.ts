import { dirname } from 'node:path';
import { writeFailure } from '../files/fileProblem.js';
import { removeLeftovers } from '../files/temporaryName.js';
import { writeWhole } from '../files/writeWhole.js';

/**
 * As writeWhole, for a place that a person named.
 * @throws ExpectedError output-failed, with the path, the cause and what to look at
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  await removeLeftovers(dirname(path));
  try {
    await writeWhole(path, content);
  } catch (error) {
    throw writeFailure(error, path);
  }
}
