import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { optionsTable } from './optionsTable.mjs';
import { settingsSchema } from './settingsSchema.mjs';
import { billOfMaterials } from './shipped/billOfMaterials.mjs';
import { compiledLibraries } from './shipped/compiledLibraries.mjs';
import { shippedPackages } from './shipped/packages.mjs';
import { thirdPartyNotices } from './shipped/thirdPartyNotices.mjs';

/**
 * `npm run generate`: writes the files, and parts of files, that follow from tables in src, and from what is in the bundles.
 * `--check` writes nothing, names those that are stale, and then ends with status 1.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packages = await shippedPackages();
const libraries = compiledLibraries();
const GENERATED = {
  'media/entroscope.schema.json': () => JSON.stringify(settingsSchema()),
  'docs/cli.md': (before) => withPart(before, 'analyze', optionsTable()),
  'THIRD_PARTY_NOTICES.txt': () => thirdPartyNotices(packages, libraries),
  'sbom.cdx.json': () => billOfMaterials(packages, libraries),
};

const { values: options } = parseArgs({ options: { check: { type: 'boolean' } } });
for (const [path, textFrom] of Object.entries(GENERATED)) {
  const file = join(root, path);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = await formatted(file, textFrom(before));
  if (after === before) continue;
  if (options.check === true) {
    console.error(`${path} is stale: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, after);
    console.log(path);
  }
}

/** Documents are written by hand, in lines as long as their paragraphs, and texts have no format. */
async function formatted(file, text) {
  return /\.(md|txt)$/.test(file) ? text : format(text, { ...(await resolveConfig(file)), filepath: file });
}

/** Replaces what stands between the comments <!-- NAME --> and <!-- end -->. */
function withPart(text, name, part) {
  const start = `<!-- ${name} -->\n`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`no comments <!-- ${name} --> and <!-- end -->`);
  return text.slice(0, from + start.length) + part + text.slice(to);
}
