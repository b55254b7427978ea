import { unzipSync } from 'fflate';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countBatch } from '../src/engine/countBatch.js';
import { chooseSamples } from '../src/engine/sampling.js';
import type { ModelRunner } from '../src/engine/tap.js';
import { TapAccumulator } from '../src/engine/tapAccumulator.js';
import { openModel } from '../test/support/openModel.js';
import { readNpy } from '../test/support/kerasFixture.js';
import { largestDifference } from '../test/support/largestDifference.js';

const folder = process.env['ENTROSCOPE_APPLICATIONS'] ?? '';
const RESULTS = join(folder, 'results.md');

interface Facts {
  readonly predict: number;
  readonly rows: number;
}

const done = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort()
  // What was compared before goes on where it ended.
  .filter((name) => !done.includes(`| ${name} |`));

it.each(names)('%s', async (name) => {
  const facts = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Facts;
  const entries = unzipSync(readFileSync(join(folder, `${name}.npz`)));
  const cells: string[] = [];
  for (const suffix of ['keras', 'h5']) {
    const runner = await openModel(join(folder, `${name}.${suffix}`));
    const { compared, missing, worst, worstAt } = await comparison(runner, entries);
    if (suffix === 'keras') {
      const milliseconds = await analysisOf(runner, readNpy(entries['rows.npy']!), facts.rows);
      cells.push(String(compared), worst.toExponential(1), worstAt);
      cells.push(String(Math.round(milliseconds)), String(Math.round(facts.predict)));
    } else cells.splice(2, 0, worst.toExponential(1));
    runner.dispose();
    expect(missing, suffix).toEqual([]);
    expect(worst, `${suffix} ${worstAt}`).toBeLessThan(1e-3);
  }
  const row = `| ${name} | ${cells.join(' | ')} |`;
  console.log(row);
  appendFileSync(RESULTS, `${row}\n`);
});

async function comparison(
  runner: ModelRunner,
  entries: Readonly<Record<string, Uint8Array>>,
): Promise<{
  readonly compared: number;
  readonly missing: readonly string[];
  readonly worst: number;
  readonly worstAt: string;
}> {
  const x = readNpy(entries['x.npy']!);
  const taps = await runner.discover([x.data], [x.shape.slice(1)], 1);
  const missing = new Set(
    Object.keys(entries)
      .filter((key) => key.startsWith('act:'))
      .map((key) => key.slice('act:'.length, -'.npy'.length).replaceAll('|', '/')),
  );
  const compared = missing.size;
  let [worst, worstAt] = [0, ''];
  const wanted = taps.map(() => true);
  await runner.run(
    [x.data],
    1,
    (tap, activations) => {
      const id = taps[tap]?.id ?? '';
      const key = `act:${id.replaceAll('/', '|')}`;
      const bytes = entries[`${key}.npy`];
      if (bytes === undefined) return;
      missing.delete(id);
      const difference = largestDifference(activations, readNpy(bytes).data);
      if (difference > worst) [worst, worstAt] = [difference, id];
    },
    wanted,
  );
  return { compared, missing: [...missing], worst, worstAt };
}

/** Milliseconds in which a batch passes through the model and all that is measured is counted: after one to warm up. */
async function analysisOf(
  runner: ModelRunner,
  { data, shape }: ReturnType<typeof readNpy>,
  rows: number,
): Promise<number> {
  const taps = await runner.discover([data], [shape.slice(1)], rows);
  const wanted = taps.map(({ passThrough }) => !passThrough);
  const rounds = 2;
  const plan = chooseSamples({
    classOf: new Int32Array(rounds * 32),
    labels: ['0'],
    include: null,
    samples: rounds * 32,
    seed: 1,
  });
  const accumulators = taps.map(
    ({ outputShape }) => new TapAccumulator({ shape: outputShape, plan, threshold: 0, maxNeurons: null }),
  );
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const position = round * 32;
    const started = performance.now();
    await countBatch(runner, { inputs: [data], rows, position }, accumulators, wanted);
    times.push(performance.now() - started);
  }
  return Math.min(...times.slice(1));
}

if (!existsSync(folder)) throw new Error('name the folder in ENTROSCOPE_APPLICATIONS');
