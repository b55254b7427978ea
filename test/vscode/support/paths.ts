import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the harness keeps what it installs and builds; ignored by git, may be deleted at any time. */
export const CACHE = join(ROOT, '.cache');
