import { ExpectedError } from '../vocabulary/expectedError.js';
import { writeWhole } from './writeWhole.js';

/**
 * As writeWhole, for a place that a person named.
 * @throws ExpectedError output-failed, with the path, the cause and what to look at
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWhole(path, content);
  } catch (cause) {
    throw new ExpectedError(
      'output-failed',
      `${path} cannot be written (${cause instanceof Error ? cause.message : String(cause)}): check the space and the rights of its folder`,
      { cause },
    );
  }
}
