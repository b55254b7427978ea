import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunStore } from '../../src/extension/runs/runStore.js';
import { MACHINE } from '../../src/files/temporaryName.js';
import type { Report } from '../../src/report/report.js';
import { reportFixture } from '../support/reportFixture.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-runs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const MODEL = '/project/model.json';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const keep = { stamp: '{}', limit: 3 };

/** A run of a model that was trained anew. */
function trained(second: number, weights = second): Report {
  const report = reportFixture({ createdAt: at(second) });
  return { ...report, model: { ...report.model, fingerprint: String(weights).padStart(64, '0') } };
}

/** The files of the one model in the store. */
function files(): readonly string[] {
  return readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)));
}

describe('the kept runs', () => {
  it('are there again in the next window, the oldest first, with their reports', async () => {
    const store = new RunStore(folder);
    const first = trained(1);
    await store.keep(MODEL, first, keep);
    await store.keep(MODEL, trained(2), keep);
    const later = new RunStore(folder);
    const runs = await later.load(MODEL);
    expect(runs.map(({ createdAt }) => createdAt)).toEqual([at(1), at(2)]);
    expect(await later.report(MODEL, runs[0]!.id)).toEqual(first);
    expect(runs[0]?.layers[0]).toEqual({
      id: first.layers[0]?.id,
      dense: true,
      numbers: { class: 0.45, all: 0.7, gap: 0.25, stability: 0.75 },
    });
    expect(await later.load('/project/other.json')).toEqual([]);
  });

  it('are limited: the oldest goes, with its file', async () => {
    const store = new RunStore(folder);
    for (const second of [1, 2, 3, 4, 5]) {
      await store.keep(MODEL, trained(second), keep);
    }
    expect(store.runsOf(MODEL).map(({ createdAt }) => createdAt)).toEqual([at(3), at(4), at(5)]);
    expect(files()).toHaveLength(4);
  });

  it('of the same millisecond have names of their own', async () => {
    const store = new RunStore(folder);
    const [one, other] = [
      await store.keep(MODEL, trained(1), keep),
      await store.keep(MODEL, trained(1, 2), keep),
    ];
    expect(one.id).not.toBe(other.id);
    expect(files()).toHaveLength(3);
  });

  it('are gone after clearing', async () => {
    const store = new RunStore(folder);
    await store.keep(MODEL, reportFixture(), keep);
    await store.clear(MODEL);
    expect(store.runsOf(MODEL)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await new RunStore(folder).load(MODEL)).toEqual([]);
  });

  it('that cannot be read are left out, and the next run is kept all the same', async () => {
    const store = new RunStore(folder);
    await store.keep(MODEL, trained(1), keep);
    const list = join(folder, readdirSync(folder)[0]!, 'runs.json');
    const held = JSON.parse(readFileSync(list, 'utf8')) as { runs: unknown[] };
    held.runs.push({ id: '../../outside', createdAt: at(2) }, 7);
    writeFileSync(list, JSON.stringify(held));
    expect(await new RunStore(folder).load(MODEL)).toHaveLength(1);
    writeFileSync(list, '{"runs": [');
    const damaged = new RunStore(folder);
    expect(await damaged.load(MODEL)).toEqual([]);
    await damaged.keep(MODEL, trained(3), keep);
    expect(await new RunStore(folder).load(MODEL)).toHaveLength(1);
    expect(existsSync(list)).toBe(true);
  });

  it('of 0.1.0, whose lists hold a layer’s numbers beside its id, are read', async () => {
    const store = new RunStore(folder);
    const run = await store.keep(MODEL, trained(1), keep);
    const [name = ''] = readdirSync(folder);
    const list = join(folder, name, 'runs.json');
    const layers = [{ id: 'fc1', dense: true, class: 0.4, all: 0.7, gap: 0.3, stability: null }];
    writeFileSync(list, JSON.stringify({ model: MODEL, runs: [{ ...run, layers }] }));
    const [read] = await new RunStore(folder).load(MODEL);
    expect(read?.layers).toEqual([
      { id: 'fc1', dense: true, numbers: { class: 0.4, all: 0.7, gap: 0.3, stability: null } },
    ]);
  });

  it('know every model that has some, in the next window too', async () => {
    const store = new RunStore(folder);
    expect(await store.models()).toEqual([]);
    await store.keep('/project/b.json', trained(1), keep);
    await store.keep(MODEL, trained(1), keep);
    const later = new RunStore(folder);
    expect(await later.models()).toEqual(['/project/b.json', MODEL]);
    await later.clear(MODEL);
    expect(await later.models()).toEqual(['/project/b.json']);
  });

  it('go along with a folder that is renamed, and never over the runs of another', async () => {
    const store = new RunStore(folder);
    const model = '/project/old/sub/model.json';
    const report = trained(1);
    await store.keep(model, report, keep);
    await store.keep('/project/older/model.json', report, keep);
    expect(await store.moved('/project/old', '/project/new')).toEqual([
      [model, '/project/new/sub/model.json'],
    ]);
    const later = new RunStore(folder);
    const [run] = await later.load('/project/new/sub/model.json');
    expect(await later.report('/project/new/sub/model.json', run?.id ?? '')).toEqual(report);
    expect(await later.load(model)).toEqual([]);
    expect(await later.moved('/project/older', '/project/new/sub')).toEqual([]);
    expect(await later.models()).toEqual(['/project/new/sub/model.json', '/project/older/model.json']);
  });

  it('of several windows that share the storage are all there, whoever writes when', async () => {
    const windows = [1, 2, 3, 4].map(() => new RunStore(folder));
    const limit = 100;
    await Promise.all(
      windows.map(async (store, number) => {
        for (let i = 0; i < 10; i += 1)
          await store.keep(MODEL, trained(10 * number + i), { stamp: '{}', limit });
      }),
    );
    const later = new RunStore(folder);
    const runs = await later.load(MODEL);
    expect(runs.map(({ createdAt }) => createdAt)).toEqual(Array.from({ length: 40 }, (_, i) => at(i)));
    for (const { id, createdAt } of runs) expect(await later.report(MODEL, id)).toMatchObject({ createdAt });
    expect(files()).toHaveLength(41);
  });

  it('are kept though a window was killed while it held the lock', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const store = new RunStore(folder);
    await store.keep(MODEL, trained(1), keep);
    writeFileSync(join(folder, '.entroscope.lock'), `${MACHINE} ${gone} 0`);
    await Promise.all([2, 3].map((second) => new RunStore(folder).keep(MODEL, trained(second), keep)));
    expect(await new RunStore(folder).load(MODEL)).toHaveLength(3);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('that the storage does not take stay for the window, beside those of others', async () => {
    const store = new RunStore(folder);
    await store.keep(MODEL, trained(1), keep);
    const [name = ''] = readdirSync(folder);
    renameSync(join(folder, name), join(folder, 'aside'));
    writeFileSync(join(folder, name), 'no folder');
    await expect(store.keep(MODEL, trained(2), keep)).rejects.toThrow();
    expect(store.runsOf(MODEL)).toHaveLength(2);
    expect(await store.report(MODEL, store.runsOf(MODEL)[1]!.id)).toMatchObject({ createdAt: at(2) });
    rmSync(join(folder, name));
    renameSync(join(folder, 'aside'), join(folder, name));
    await new RunStore(folder).keep(MODEL, trained(3), keep);
    await store.keep(MODEL, trained(4), keep);
    expect(store.runsOf(MODEL).map(({ createdAt }) => createdAt)).toEqual([at(1), at(2), at(3), at(4)]);
  });

  it('leave nothing of killed writers at the next start', async () => {
    const store = new RunStore(folder);
    await store.keep(MODEL, trained(1), keep);
    const [name = ''] = readdirSync(folder);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const before = new Date(Date.now() - 120_000);
    for (const left of [
      `.entroscope-${MACHINE}-${gone}-0123abcd.tmp`,
      '.runs.json.01234567-0123-0123-0123-0123456789ab.tmp',
    ]) {
      writeFileSync(join(folder, name, left), '{');
      utimesSync(join(folder, name, left), before, before);
    }
    await new RunStore(folder).tidy();
    expect(files()).toHaveLength(2);
    expect(await new RunStore(folder).load(MODEL)).toHaveLength(1);
  });

  it('of the same weights, data and settings replace each other, and inherit what was written on them', async () => {
    const store = new RunStore(folder);
    await store.keep(MODEL, trained(1), keep);
    const { id } = await store.keep(MODEL, trained(2), keep);
    await store.mark(MODEL, id, { name: 'wide', starred: true });
    await store.keep(MODEL, trained(3, 2), keep);
    expect(await new RunStore(folder).load(MODEL)).toMatchObject([
      { createdAt: at(1) },
      { createdAt: at(3), name: 'wide', starred: true },
    ]);
    expect(files()).toHaveLength(3);
    // Other samples, or an older run with the same weights: it stays.
    const fewer = trained(4, 2);
    await store.keep(MODEL, { ...fewer, dataset: { ...fewer.dataset, samples: 50 } }, { ...keep, limit: 9 });
    await store.keep(MODEL, trained(5, 1), { ...keep, limit: 9 });
    expect(store.runsOf(MODEL)).toHaveLength(4);
  });

  it('that are starred stay, however many others come', async () => {
    const store = new RunStore(folder);
    const { id } = await store.keep(MODEL, trained(1), keep);
    await store.mark(MODEL, id, { starred: true, note: 'before the wider layer' });
    for (const second of [2, 3, 4, 5, 6]) await store.keep(MODEL, trained(second), keep);
    expect(store.runsOf(MODEL).map(({ createdAt }) => createdAt)).toEqual([at(1), at(4), at(5), at(6)]);
    await store.mark(MODEL, id, { starred: undefined });
    await store.keep(MODEL, trained(7), keep);
    expect(store.runsOf(MODEL).map(({ createdAt }) => createdAt)).toEqual([at(5), at(6), at(7)]);
    expect(files()).toHaveLength(4);
  });

  it('are removed one by one, and put back as they were', async () => {
    const store = new RunStore(folder);
    const { id } = await store.keep(MODEL, trained(1), keep);
    await store.mark(MODEL, id, { name: 'first' });
    await store.keep(MODEL, trained(2), keep);
    const undo = await store.remove(MODEL, id);
    expect(store.runsOf(MODEL).map(({ createdAt }) => createdAt)).toEqual([at(2)]);
    expect(files()).toHaveLength(2);
    await undo?.();
    const later = new RunStore(folder);
    expect(await later.load(MODEL)).toMatchObject([{ id, name: 'first' }, { createdAt: at(2) }]);
    expect(await later.report(MODEL, id)).toEqual(trained(1));
    expect(await store.remove(MODEL, 'no-run')).toBeNull();
  });

  it('know the gravest of their findings', async () => {
    const store = new RunStore(folder);
    const finding = (severity: 'info' | 'warning'): Report['findings'][number] => ({
      code: 'near-chance',
      severity,
      message: '',
      layer: null,
    });
    const graves = [];
    for (const [second, findings] of [[], [finding('info')], [finding('info'), finding('warning')]].entries())
      graves.push((await store.keep(MODEL, { ...trained(second), findings }, keep)).gravest);
    expect(graves).toEqual([null, null, 'warning']);
  });
});
