import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIED_FILES, makeBundles, packageRoot } from '../bundles.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} license as its package.json says: an SPDX expression, '' where it says none
 * @property {string} author as its package.json says, '' where it says none
 * @property {string} folder where it lies
 * @property {readonly string[]} files what is in dist that holds some of it, sorted
 * @property {readonly string[]} sources its files of which something is in a bundle, sorted
 */

/**
 * Which packages ship, as the metafiles of the bundles tell and the list of copied files. One of which nothing is left
 * in a bundle is not in it.
 * @returns {Promise<readonly ShippedPackage[]>} sorted by name and version; two versions of a package are two
 */
export async function shippedPackages() {
  return packagesOf(Object.values(await makeBundles({ write: false })));
}

/**
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @returns {readonly ShippedPackage[]}
 */
export function packagesOf(metafiles) {
  const parts = new Map();
  const note = (folder, file, source) => {
    const part = parts.get(folder) ?? { files: new Set(), sources: new Set() };
    part.files.add(file);
    if (source !== undefined) part.sources.add(source);
    parts.set(folder, part);
  };
  for (const { outputs } of metafiles) {
    for (const [output, { inputs }] of Object.entries(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
        if (folder !== undefined && bytesInOutput > 0) {
          note(resolve(root, folder), fileName(output), resolve(root, input));
        }
      }
    }
  }
  for (const { package: name, path } of COPIED_FILES) note(packageRoot(name), fileName(path));

  return [...parts]
    .map(([folder, { files, sources }]) => {
      const { name, version, license, author } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      return {
        name,
        version,
        license: typeof license === 'string' ? license : '',
        author: (typeof author === 'string' ? author : author?.name) ?? '',
        folder,
        files: [...files].sort(),
        sources: [...sources].sort(),
      };
    })
    .sort((a, b) => order(`${a.name} ${a.version}`, `${b.name} ${b.version}`));
}

/** Order by code units: the same in every language. */
function order(a, b) {
  return a < b ? -1 : Number(a > b);
}

function fileName(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
