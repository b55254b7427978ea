import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';

/**
 * `npm run package`: builds and writes entroscope-VERSION.vsix at the top level, then lists what is in it. Needs no
 * network. `--no-build` takes dist/ as it is, `--out FILE` writes elsewhere.
 *
 * The files that .vscodeignore allows are copied to a stage and packaged there: vsce refuses a folder whose
 * package.json has `files`, which npm needs, and it would walk through .cache.
 *
 * The same files give the same bytes, whenever and by whomever they were written: the entries are sorted, and all have one
 * time, which SOURCE_DATE_EPOCH may name, and one mode.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: { 'no-build': { type: 'boolean' }, out: { type: 'string' } },
});

if (options['no-build'] !== true) run(join(root, 'scripts', 'build.mjs'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (manifest.main === undefined || !existsSync(join(root, manifest.main))) {
  console.error(
    `package.json's main, ${manifest.main ?? 'which is missing'}, is not in dist/: run npm run build`,
  );
  process.exit(1);
}
const files = allowedFiles();

mkdirSync(join(root, '.cache'), { recursive: true });
const stage = mkdtempSync(join(root, '.cache', 'package-'));
process.on('exit', () => rmSync(stage, { recursive: true, force: true }));
for (const file of files) {
  const staged = join(stage, file);
  mkdirSync(dirname(staged), { recursive: true });
  if (file === 'package.json') writeFileSync(staged, `${JSON.stringify(forEditor(manifest), null, 2)}\n`);
  else copyFileSync(join(root, file), staged);
  chmodSync(staged, 0o644);
}
// Without this file vsce asks whether it was forgotten.
writeFileSync(join(stage, '.vscodeignore'), '');

const vsix = resolve(options.out ?? join(root, `${manifest.name}-${manifest.version}.vsix`));
mkdirSync(dirname(vsix), { recursive: true });
run(join(root, 'scripts', 'createVsix.mjs'), [stage, vsix], {
  // With a time, vsce sorts the entries, as the language sorts; the zip holds the time as the clock on the wall shows it.
  SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? String(Date.UTC(2000, 0, 1) / 1000),
  LC_ALL: 'C',
  TZ: 'UTC',
});

for (const file of files) console.log(`${kilobytes(join(stage, file)).padStart(10)}  ${file}`);
console.log(`${kilobytes(vsix).padStart(10)}  ${vsix}`);

function allowedFiles() {
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n');
  const patterns = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1).trim());
  return globSync(patterns, { cwd: root, dot: false }).sort();
}

/** package.json without what concerns the development and the npm package only. */
function forEditor({ scripts, devDependencies, optionalDependencies, files, bin, ...rest }) {
  void [scripts, devDependencies, optionalDependencies, files, bin];
  return rest;
}

function kilobytes(file) {
  return `${(statSync(file).size / 1000).toFixed(1)} kB`;
}

function run(script, args = [], environment = {}) {
  const { status, error } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
