import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedAdvisories } from './shipped/advisories.mjs';
import { shippedPackages } from './shipped/packages.mjs';

/**
 * `npm run audit`: the advisories for the packages that ship, as the registry of npm knows them; what only builds and tests
 * is not asked for. Ends with status 1 where there are some. Where the registry has no advisories or does not answer, it says
 * so and ends with 0, since that is no property of the packages. Libraries in .wasm files have no versions to ask for.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = realpathSync(join(root, 'node_modules'));
const packages = await shippedPackages();
const places = packages.map(({ folder }) => `node_modules/${relative(modules, folder).replaceAll(sep, '/')}`);

const result = shippedAdvisories(npmAudit(), new Set(places));
if (result.kind === 'none') {
  console.log(`not audited: ${result.reason.trim()}`);
} else {
  for (const advisory of result.advisories) console.log(advisory);
  console.log(`${packages.length} packages ship, ${result.advisories.length} advisories`);
  if (result.advisories.length > 0) process.exitCode = 1;
}

/** The report, or an object with a message of why there is none. */
function npmAudit() {
  const npm = process.env.npm_execpath;
  if (npm === undefined) return { message: 'npm says where it lies only to what it runs: npm run audit' };
  const { stdout, error } = spawnSync(
    process.execPath,
    [npm, 'audit', '--json', '--package-lock-only', '--include=dev', '--fetch-retries=0'],
    { cwd: root, encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 28 },
  );
  if (error !== undefined) return { message: error.message };
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: 'npm audit gave no report' };
  }
}
