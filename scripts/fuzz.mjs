import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CHILD_BUNDLE, makeBundles } from './bundles.mjs';
import { CaseProcess } from './fuzz/childProcess.mjs';
import { KINDS, makeCase } from './fuzz/kinds.mjs';
import { readSeeds } from './fuzz/seeds.mjs';

/**
 * `npm run fuzz`: reads files that are nearly right with Entroscope's own readers, in processes with limits of time and
 * memory. Every case must end in an answer or in an expected error that names the file. A case that does not is run
 * again by itself in a fresh process, then printed, and written to .cache/fuzz/findings. Ends with status 1 where there
 * was one.
 *   --seed TEXT     same seed, same cases [the day]
 *   --cases N       how many [2,000]
 *   --kind A,B      only these kinds
 *   --time SECONDS  ends earlier than after all cases
 *   --jobs N        processes [one a core]
 *   --scripts DIR   more training scripts to change
 *   --replay FILE   one finding again; --built: dist/ is there and of now
 */
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    cases: { type: 'string', default: '2000' },
    kind: { type: 'string' },
    time: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    scripts: { type: 'string', multiple: true, default: [] },
    replay: { type: 'string' },
    built: { type: 'boolean', default: false },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, '.cache', 'fuzz');
const script = join(out, 'child.mjs');

mkdirSync(join(out, 'findings'), { recursive: true });
await bundleChild();
process.exitCode = options.replay === undefined ? await fuzz() : await replay(options.replay);

/** The readers of src, as they are: bundled as the child of an analysis is. */
async function bundleChild() {
  await build({
    ...CHILD_BUNDLE,
    entryPoints: ['scripts/fuzz/child.mjs'],
    outfile: script,
    minify: false,
    logLevel: 'error',
  });
}

async function fuzz() {
  const kinds = options.kind?.split(',') ?? Object.keys(KINDS);
  const unknown = kinds.filter((kind) => !Object.hasOwn(KINDS, kind));
  if (unknown.length > 0)
    throw new Error(`no kind ${unknown.join(', ')}: there are ${Object.keys(KINDS).join(', ')}`);
  if (!options.built) await makeBundles({ write: true });
  const seeds = readSeeds(options.scripts);
  const total = Number(options.cases);
  const weights = kinds.reduce((sum, kind) => sum + KINDS[kind].weight, 0);
  const until = options.time === undefined ? Infinity : performance.now() + 1000 * Number(options.time);
  const tally = new Map(
    kinds.map((kind) => [
      kind,
      { cases: 0, accepted: 0, refused: 0, cpuMs: 0, peak: 0, findings: 0, codes: new Map() },
    ]),
  );
  const tasks = kinds.flatMap((kind) => {
    const count = Math.max(1, Math.round((total * KINDS[kind].weight) / weights));
    return Array.from({ length: count }, (_, index) => ({
      seed: options.seed,
      kind,
      index,
      place: index / count,
    }));
  });
  // All kinds at once, so that --time cuts none.
  tasks.sort((a, b) => a.place - b.place);
  const left = tasks.values();
  const work = async () => {
    const reader = new CaseProcess(script);
    for (const task of left) {
      if (performance.now() > until) break;
      note(tally.get(task.kind), await judge(reader, makeCase(task, seeds)));
    }
    await reader.end();
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.jobs)) }, work));
  for (const [kind, { cases, accepted, refused, cpuMs, peak, findings, codes }] of tally)
    console.log(
      `${kind.padEnd(9)} ${cases} cases: ${accepted} accepted, ${refused} refused, ${findings} findings; most ${Math.round(cpuMs)} ms, ${Math.round(peak / 2 ** 20)} MB; ${[
        ...codes,
      ]
        .sort((a, b) => b[1] - a[1])
        .map(([code, count]) => `${code} ${count}`)
        .join(', ')}`,
    );
  const found = [...tally.values()].reduce((sum, { findings }) => sum + findings, 0);
  const done = [...tally.values()].reduce((sum, { cases }) => sum + cases, 0);
  console.log(`seed ${options.seed}: ${done} cases, ${found} findings`);
  return found === 0 ? 0 : 1;
}

function note(row, { answer, cpuMs = 0, peak }) {
  row.cases++;
  if (answer === 'accepted') row.accepted++;
  else if (answer === undefined) row.findings++;
  else {
    row.refused++;
    row.codes.set(answer, (row.codes.get(answer) ?? 0) + 1);
  }
  row.cpuMs = Math.max(row.cpuMs, cpuMs);
  row.peak = Math.max(row.peak, peak);
}

/** What came of a case; a problem counts only where it shows in a fresh process, too. */
async function judge(reader, task) {
  const outcome = await reader.run(task, KINDS[task.kind]);
  if (outcome.problem === undefined) return outcome;
  const again = await alone(task);
  if (again.problem === undefined) return again;
  const file = write(task, again.problem);
  console.log(
    `${task.kind} ${task.seed} ${task.index}: ${again.problem.split('\n').slice(0, 4).join('\n    ')}\n  npm run fuzz -- --replay ${file}`,
  );
  return again;
}

async function alone(task) {
  const reader = new CaseProcess(script);
  try {
    return await reader.run(task, KINDS[task.kind]);
  } finally {
    await reader.end();
  }
}

function write({ files, ...task }, problem) {
  const text = JSON.stringify({
    ...task,
    problem,
    files: files.map(({ path, bytes }) => ({ path, base64: bytes.toString('base64') })),
  });
  const file = join(
    out,
    'findings',
    `${task.kind}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`,
  );
  writeFileSync(file, text);
  return file;
}

async function replay(file) {
  const { kind, data, files } = JSON.parse(readFileSync(file, 'utf8'));
  const task = {
    kind,
    data,
    files: files.map(({ path, base64 }) => ({ path, bytes: Buffer.from(base64, 'base64') })),
  };
  const { answer, problem, cpuMs, peak } = await alone(task);
  console.log(
    `${kind}: ${problem ?? answer} (${Math.round(cpuMs ?? 0)} ms, ${Math.round(peak / 2 ** 20)} MB)`,
  );
  return problem === undefined ? 0 : 1;
}
