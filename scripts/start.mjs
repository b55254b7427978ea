import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm start`: builds, analyses the example's digit classifier, and says where the report is. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const html = join('out', 'mnist.html');
const json = join('out', 'mnist.entroscope.json');

run(join('scripts', 'build.mjs'));
mkdirSync(join(root, 'out'), { recursive: true });
run(
  join('dist', 'cli.js'),
  'analyze',
  join('examples', 'mnist', 'model', 'model.json'),
  '--html',
  html,
  '--json',
  json,
);

console.log(`
The report with charts: open ${join(root, html)} in a browser.
The same as data:       ${join(root, json)}

Your own model: node dist/cli.js analyze path/to/model.json --data path/to/data --html report.html
All options:    node dist/cli.js analyze --help, and docs/cli.md`);

/** Runs one of our scripts to its end; where it fails it has said why, and its status becomes ours. */
function run(script, ...args) {
  const { status, signal, error } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    if (signal !== null) console.error(`${script} was ended by ${signal}`);
    process.exit(status ?? 1);
  }
}
