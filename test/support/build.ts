import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The tests run the real bundles: builds dist once before any test. */
export default function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}
