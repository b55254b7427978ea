import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Prints what the trial finds for each model of test/fixtures/trial, whose scale and order are known. Needs the build.
 *
 *   node scripts/trialTable.mjs
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'test', 'fixtures', 'trial');
const models = JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8'));

console.log('| model | trained with | found | accuracy, with the default | does as well | order |');
console.log('|---|---|---|---|---|---|');
for (const { name, data, way, order, trained } of models) {
  const axes = data === 'pictures' ? 4 : 3;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      join(root, 'dist', 'cli.js'),
      'inspect',
      join(folder, name, 'model.json'),
      '--data',
      join(folder, `${data}-images-idx${axes}-ubyte.gz`),
      '--json',
      '-',
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  const { findings, trial, classOrder } = JSON.parse(stdout).meeting;
  const told = findings.find(({ code }) => code === 'scale-found')?.message ?? '';
  const found = /^Scale (.*?) was /u.exec(told)?.[1] ?? '';
  const rivals = /\. ([^.]*(?:\.\.[^.]*)*) cannot be told/u.exec(told)?.[1] ?? '';
  const row = trial.find((one) => one.name === found) ?? trial[0];
  const ordered = findings.find(({ code }) => code === 'class-order-found');
  const cells = [
    name,
    trained ? way : `${way} (untrained)`,
    found,
    `${row.accuracy.toFixed(3)}, ${trial[0].accuracy.toFixed(3)}`,
    rivals,
    `${order}: ${ordered === undefined ? 'as given' : classOrder === null ? 'offered' : 'taken'}`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
