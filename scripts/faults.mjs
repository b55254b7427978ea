import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeBundles } from './bundles.mjs';
import { longFaults } from './faults/longRuns.mjs';
import { stageFaults } from './faults/stages.mjs';
import { surroundingFaults } from './faults/surroundings.mjs';
import { smallModel } from './fuzz/seeds.mjs';

/**
 * `npm run faults`: what the built command line does when processes are killed, disks are full, rights are missing and
 * clocks go wrong, with real processes. Prints a table: fault, expected, seen, ok. Ends with status 1 where something
 * else is seen. --quick: a few of each; --only TEXT: faults whose name holds it; --built: dist/ is there and of now.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    built: { type: 'boolean', default: false },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Faults of the editor are scenarios in the real VS Code, which the suite runs where one is installed. */
const ELSEWHERE = [
  ['window reloaded in a run', 'test/vscode/cancelling.test.ts', 'no child is left'],
  ['window reloaded with pages open', 'test/vscode/reports.test.ts', 'panel and side view are there again'],
  ['child of the editor killed', 'test/vscode/failures.test.ts', 'an error with words, the next run works'],
  [
    'extension host killed in a run',
    'test/analysis/childProcess.test.ts',
    'no process is left: a killed parent stands for the host',
  ],
];

if (!options.built) await makeBundles({ write: true });
const folder = mkdtempSync(join(tmpdir(), 'entroscope-faults-'));
chmodSync(folder, 0o755);
let failed = 0;
try {
  const { json, weights } = smallModel();
  const model = join(folder, 'model.json');
  writeFileSync(model, JSON.stringify(json));
  for (const [name, bytes] of weights) writeFileSync(join(folder, name), bytes);
  const given = { model, data: 'synthetic', quick: options.quick };
  const faults = [...stageFaults(given), ...surroundingFaults(given), ...longFaults(given)];
  for (const { fault, expected, run } of faults.filter(({ fault: name }) => name.includes(options.only))) {
    const { seen, ok, skipped } = await run();
    if (skipped === undefined && !ok) failed++;
    print(
      fault,
      expected,
      skipped === undefined ? seen : `skipped: ${skipped}`,
      skipped !== undefined ? '-' : ok ? 'ok' : 'NOT OK',
    );
  }
  for (const [fault, file, expected] of ELSEWHERE) {
    const isThere = existsSync(join(root, file));
    if (!isThere) failed++;
    print(fault, expected, isThere ? `see ${file}` : `${file} is not there`, isThere ? '-' : 'NOT OK');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all as expected' : `${failed} not as expected`);
process.exitCode = failed === 0 ? 0 : 1;

function print(fault, expected, seen, verdict) {
  console.log(`| ${fault} | ${expected} | ${seen} | ${verdict} |`);
}
