import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Prints what the trial finds for each model of test/fixtures/trial, or of another folder that scripts/trialModels.mjs
 * filled, whose scale and order are known. Needs the build.
 *
 *   node scripts/trialTable.mjs [FOLDER]
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'test', 'fixtures', 'trial'));
const models = JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8'));
/** What the trial calls the ways that trialModels.mjs calls otherwise. */
const NAMES = {
  torch: 'ImageNet (torch)',
  caffe: 'ImageNet (Caffe, BGR)',
  'bgr 0..1': '0..1 BGR',
  'bgr -1..1': '-1..1 BGR',
  '1..0': '1..0 (inverted)',
  '1..-1': '1..-1 (inverted)',
};
const run = promisify(execFile);

async function meeting({ name, data }) {
  const axes = data === 'digits' || data === 'pair' ? 3 : 4;
  const model = join(folder, name, 'model.json');
  const images = join(folder, `${data}-images-idx${axes}-ubyte.gz`);
  const args = [
    join(root, 'dist', 'cli.js'),
    'inspect',
    model,
    '--data',
    images,
    '--backend',
    'cpu',
    '--json',
    '-',
  ];
  return JSON.parse((await run(process.execPath, args)).stdout).meeting;
}

/** Is it what the model was trained with, or is that named among what does as well? */
function judged({ way, order, trained }, { found, told, ordered, classOrder }) {
  if (!trained) return /no way of scaling|nothing better/u.test(told) ? 'ok: nothing claimed' : 'WRONG';
  const name = NAMES[way] ?? way;
  const rivals = /accuracy .*?\. (.*) cannot be told/u.exec(told)?.[1] ?? '';
  if (found !== name) return rivals.includes(name) ? 'doubt: both are named' : 'WRONG';
  const wanted = order === 'number' ? 'as given' : order === 'turned' ? 'offered' : 'taken';
  const is = ordered === undefined ? 'as given' : classOrder === null ? 'offered' : 'taken';
  return is === wanted ? 'ok' : `WRONG: ${is}`;
}

console.log(
  '| model | trained with | order | found | accuracy (with the default) | order of the outputs | |',
);
console.log('|---|---|---|---|---|---|---|');
for (const model of models) {
  const { findings, trial, classOrder } = await meeting(model);
  const told = findings.find(({ code }) => code === 'scale-found')?.message ?? '';
  const found = /^Scale (.*?) was /u.exec(told)?.[1] ?? '';
  const ordered = findings.find(({ code }) => code === 'class-order-found');
  const row = trial.find((one) => one.name === found) ?? trial[0];
  const cells = [
    model.name,
    model.trained ? model.way : `${model.way}, untrained`,
    model.order,
    found,
    `${row.accuracy.toFixed(3)} (${trial[0].accuracy.toFixed(3)})`,
    ordered === undefined ? 'as given' : (/order (.*?): accuracy/u.exec(ordered.message)?.[1] ?? ''),
    judged(model, { found, told, ordered, classOrder }),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
