import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';

const MEMORY =
  /memory access out of bounds|out of memory|Array buffer allocation failed|Cannot enlarge memory|Invalid typed array length|ENOMEM|RESOURCE_EXHAUSTED|OOM when allocating|offset is out of bounds|unreachable/i;
const MISSING_KERNEL =
  /Kernel '([^']+)' not registered|'?(\w+)'? not (?:yet )?implemented|has not been implemented|Unsupported|not supported/i;

/** The first line of whatever was thrown. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? text).slice(0, 400);
}

/** Did a backend run out of memory? On wasm every later call fails, too: the process is spent. */
export function isOutOfMemory(error: unknown): boolean {
  return MEMORY.test(messageOf(error));
}

/** Says whose memory it was: there may be several models, and nobody else names this one. */
export function outOfMemory(error: unknown, path: string): ExpectedError {
  return new ExpectedError('out-of-memory', phrase`${file(path)}: ${messageOf(error)}`, { cause: error });
}

/** Does a backend lack an operation that another has? */
export function isMissingKernel(error: unknown): boolean {
  return MISSING_KERNEL.test(messageOf(error));
}

/** What went wrong in a forward pass, for people. */
export function runFailure(error: unknown, path: string, backend: string): ExpectedError {
  if (error instanceof ExpectedError) return error;
  if (isOutOfMemory(error)) return outOfMemory(error, path);
  const unknown = /Unknown op '([^']+)'/.exec(messageOf(error));
  if (unknown !== null) {
    return new ExpectedError(
      'model-unknown-layer',
      phrase`${file(path)} has the op ${unknown[1] ?? ''} that TensorFlow.js does not know: replace it before exporting`,
      { cause: error },
    );
  }
  return new ExpectedError(
    'backend-failed',
    phrase`${file(path)} does not run on the ${backend} backend: ${messageOf(error)}`,
    { cause: error },
  );
}
