import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIED_FILES, makeBundles, packageRoot } from './bundles.mjs';

/** `npm run build`: the bundles, and the files that lie beside them, into an empty dist/. */
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await makeBundles({ write: true });
for (const { package: name, path } of COPIED_FILES) {
  const target = join(out, basename(path));
  copyFileSync(join(packageRoot(name), path), target);
  // Packages bring them executable, which they are not.
  chmodSync(target, 0o644);
}
