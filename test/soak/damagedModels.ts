import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { openModel } from '../support/openModel.js';

/**
 * Not among the tests, since it takes minutes: `node scripts/damagedModels.mjs [COUNT]` damages saved models at random,
 * each by its seed, and opens them as an analysis does.
 */
const COUNT = Number(process.env['ENTROSCOPE_DAMAGED_MODELS'] ?? 3000);
const SLOW_MS = 5000;

type Random = () => number;

/** Marsaglia's xorshift, 32 bits: the same damage for the same seed. */
function randomOf(seed: number): Random {
  let state = (seed * 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)];

/** What stands where something else should. */
const WRONG: readonly unknown[] = [null, true, -1, 0, 2 ** 40, 1.5, '', '../x', [], {}, [[1e9, 1e9]], 'NaN'];

/** Every place of a JSON value that can be changed. */
function* places(
  value: unknown,
): Generator<readonly [holder: Record<string, unknown> | unknown[], key: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    yield [value as Record<string, unknown> | unknown[], key];
    yield* places(child);
  }
}

/** Damages a model in its folder; returns what was done. */
async function damage(folder: string, random: Random): Promise<string> {
  const file = join(folder, 'model.json');
  const text = await readFile(file, 'utf8');
  const kind = Math.floor(random() * 5);
  if (kind === 0) {
    const shards = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
    const shard = pick(shards, random);
    if (shard === undefined) return 'nothing';
    const bytes = Math.floor(random() * 1000);
    await truncate(join(folder, shard), bytes);
    return `${shard} has ${bytes} bytes`;
  }
  if (kind === 1) {
    const at = Math.floor(random() * text.length);
    await writeFile(file, text.slice(0, at));
    return `cut at ${at}`;
  }
  if (kind === 2) {
    const at = Math.floor(random() * text.length);
    const letter = String.fromCharCode(32 + Math.floor(random() * 95));
    await writeFile(file, `${text.slice(0, at)}${letter}${text.slice(at + 1)}`);
    return `"${letter}" at ${at}`;
  }
  const model: unknown = JSON.parse(text);
  const place = pick([...places(model)], random);
  if (place === undefined) return 'nothing';
  const [holder, key] = place;
  if (kind === 3) {
    Reflect.deleteProperty(holder, key);
    await writeFile(file, JSON.stringify(model));
    return `without ${key}`;
  }
  const wrong = pick(WRONG, random);
  Reflect.set(holder, key, wrong);
  await writeFile(file, JSON.stringify(model));
  return `${key} is ${JSON.stringify(wrong)}`;
}

it(
  `${COUNT} damaged models open, or are refused in one line, none of them slowly`,
  async () => {
    const fixtures = join(ROOT, 'test', 'fixtures', 'keras3');
    const entries = await readdir(fixtures, { withFileTypes: true });
    const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const counts = { opened: 0, refused: 0 };
    const wrong: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++) {
      const random = randomOf(seed);
      const name = pick(names, random) ?? '';
      const folder = join(temporaryFolder(), 'model');
      await cp(join(fixtures, name), folder, { recursive: true });
      const what = `seed ${seed}: ${name}, ${await damage(folder, random)}`;
      const start = performance.now();
      try {
        const runner = await openModel(join(folder, 'model.json'));
        counts.opened += 1;
        runner.dispose();
      } catch (error) {
        counts.refused += 1;
        const good = error instanceof ExpectedError && /^[^\n]*model\.json[^\n]*$/u.test(error.message);
        if (!good) wrong.push(`${what}: ${String(error)}`);
      }
      const ms = performance.now() - start;
      if (ms > SLOW_MS) wrong.push(`${what}: ${Math.round(ms)} ms`);
      if (seed % 250 === 0) console.log(`${seed} of ${COUNT}: ${JSON.stringify(counts)}`);
    }
    expect(wrong).toEqual([]);
    expect(counts.opened).toBeGreaterThan(COUNT / 20);
    expect(counts.refused).toBeGreaterThan(COUNT / 20);
  },
  60 * 60_000,
);
