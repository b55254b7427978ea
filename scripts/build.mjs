import { appendFileSync, chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIED_FILES, makeBundles, packageRoot } from './bundles.mjs';
import { packagesOf } from './shipped/packages.mjs';
import { noticesComment } from './shipped/thirdPartyNotices.mjs';

/** `npm run build`: the bundles, and the files that lie beside them, into an empty dist/. */
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const packages = packagesOf(Object.values(await makeBundles({ write: true })));
// Every HTML report that somebody exports holds page.js, and is passed on without the file of notices.
appendFileSync(
  join(out, 'page.js'),
  noticesComment(packages.filter(({ files }) => files.includes('page.js'))),
);
for (const { package: name, path } of COPIED_FILES) {
  const target = join(out, basename(path));
  copyFileSync(join(packageRoot(name), path), target);
  // Packages bring them executable, which they are not.
  chmodSync(target, 0o644);
}
