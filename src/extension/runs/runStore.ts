import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { withFolderLock } from '../../files/folderLock.js';
import { readText } from '../../files/openFile.js';
import { removeLeftovers } from '../../files/temporaryName.js';
import { jsonText } from '../../outputs/jsonText.js';
import { writeWhole } from '../../files/writeWhole.js';
import { parseReportText } from '../../report/parseReport.js';
import type { Report } from '../../report/report.js';
import { keptRunOf, parseKeptRun, type KeptRun, type RunMarks } from './keptRun.js';

/** Reports kept in memory: the two on the page, and the two before. */
const HELD = 4;
/** The summaries of a model's runs, beside their reports. */
const LIST = 'runs.json';
const LIST_USE = { code: 'file-failed' } as const;

/**
 * The finished runs of the workspace's models, in a folder of the workspace's storage: a list of summaries a model, and
 * each run's report in a file of its own. Windows without a folder share their storage, and so may two of one workspace:
 * lists are changed under a lock, as they are on disk then.
 */
export class RunStore {
  /** Absolute path of the folder that holds the runs. */
  readonly folder: string;
  readonly #lists = new Map<string, readonly KeptRun[]>();
  readonly #held = new Map<string, Report>();
  /** Runs that the storage did not take. */
  readonly #unstored = new Map<string, readonly KeptRun[]>();
  /** Writes happen one after the other. */
  #writing: Promise<void> = Promise.resolve();

  /** @param folder absolute; made when the first run is kept */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Reads the list of a model's runs, so that runsOf knows it. */
  async load(model: string): Promise<readonly KeptRun[]> {
    const known = this.#lists.get(model);
    if (known !== undefined) return known;
    const list = await readList(this.#listFile(model));
    // Somebody else may have kept a run meanwhile.
    const kept = this.#lists.get(model) ?? list;
    this.#lists.set(model, kept);
    return kept;
  }

  /** A model's runs, the oldest first; empty before they were loaded. */
  runsOf(model: string): readonly KeptRun[] {
    return this.#lists.get(model) ?? [];
  }

  /**
   * Keeps a run, and removes the oldest beyond the limit that nobody starred. The newest run gives way to one of the same
   * weights, data and settings, which inherits what a person wrote on it.
   */
  async keep(
    model: string,
    report: Report,
    { stamp, limit }: { readonly stamp: string; readonly limit: number },
  ): Promise<KeptRun> {
    const known = await this.load(model);
    const keepIn = (runs: readonly KeptRun[]): Kept => {
      const fresh = keptRunOf(report, runId(report.createdAt, [...runs, ...known]), stamp);
      const last = runs.at(-1);
      const equal = last?.key !== undefined && last.key === fresh.key ? last : null;
      const run = equal === null ? fresh : { ...fresh, ...marksOf(equal) };
      const all = [...runs.filter((other) => other !== equal), run].sort(byTime);
      const kept = withinLimit(all, Math.max(1, limit));
      this.#hold(this.#reportFile(model, run.id), report);
      return { run, kept, old: runs.filter((other) => !kept.includes(other)) };
    };
    try {
      return await this.#write(async () => {
        const stored = await readList(this.#listFile(model));
        const { run, kept, old } = keepIn(stored);
        await mkdir(this.#modelFolder(model), { recursive: true });
        await writeWhole(this.#reportFile(model, run.id), jsonText(report));
        await writeWhole(this.#listFile(model), jsonText({ model, runs: kept }));
        this.#lists.set(model, [...kept, ...(this.#unstored.get(model) ?? [])].sort(byTime));
        for (const { id } of old) await this.#drop(model, id);
        return run;
      });
    } catch (error) {
      // It stays for this window.
      const { run, kept } = keepIn(known);
      this.#unstored.set(model, [...(this.#unstored.get(model) ?? []), run]);
      this.#lists.set(model, kept);
      throw error;
    }
  }

  /**
   * Writes a name, a note or a star on a run; undefined takes it off.
   * @throws what writing does
   */
  async mark(model: string, id: string, marks: Partial<RunMarks>): Promise<void> {
    await this.#changeList(model, (runs) => runs.map((run) => (run.id === id ? { ...run, ...marks } : run)));
  }

  /**
   * Removes a run.
   * @returns what puts it back; null where it is not there, or cannot be read any more
   * @throws what writing does
   */
  async remove(model: string, id: string): Promise<(() => Promise<void>) | null> {
    const run = (await this.load(model)).find((kept) => kept.id === id);
    if (run === undefined) return null;
    const report = await this.report(model, id).catch(() => null);
    await this.#changeList(model, (runs) => runs.filter((kept) => kept.id !== id));
    await this.#write(() => this.#drop(model, id));
    if (report === null) return null;
    return async () => {
      await this.#write(async () => {
        await mkdir(this.#modelFolder(model), { recursive: true });
        await writeWhole(this.#reportFile(model, id), jsonText(report));
      });
      await this.#changeList(model, (runs) =>
        runs.some((kept) => kept.id === id) ? runs : [...runs, run].sort(byTime),
      );
    };
  }

  /** Changes the list of a model's runs, as it is on disk and as this window knows it. */
  async #changeList(model: string, change: (runs: readonly KeptRun[]) => readonly KeptRun[]): Promise<void> {
    await this.load(model);
    await this.#write(async () => {
      const stored = change(await readList(this.#listFile(model)));
      const unstored = change(this.#unstored.get(model) ?? []);
      await mkdir(this.#modelFolder(model), { recursive: true });
      await writeWhole(this.#listFile(model), jsonText({ model, runs: stored }));
      this.#unstored.set(model, unstored);
      const known = [...stored, ...unstored.filter(({ id }) => !stored.some((run) => run.id === id))];
      this.#lists.set(model, known.sort(byTime));
    });
  }

  /** Removes what killed writers left. */
  async tidy(): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const folder = join(this.folder, name);
      await removeLeftovers(folder);
      await removeOldLeftovers(folder);
    }
    await removeLeftovers(this.folder);
  }

  /**
   * The report of a kept run.
   * @throws ExpectedError report-malformed, or Node's error where the file is gone
   */
  async report(model: string, id: string): Promise<Report> {
    const file = this.#reportFile(model, id);
    const held = this.#held.get(file);
    if (held !== undefined) return held;
    const report = parseReportText(await readText(file, { code: 'report-malformed' }), file);
    this.#hold(file, report);
    return report;
  }

  /** Every model with kept runs, also those that were renamed or deleted meanwhile, by their paths then. */
  async models(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const lists = names.map((name) => readModel(join(this.folder, name, LIST)));
    const stored = (await Promise.all(lists)).filter((model) => model !== null);
    const known = [...this.#lists].flatMap(([model, runs]) => (runs.length === 0 ? [] : [model]));
    return [...new Set([...stored, ...known])].sort();
  }

  /**
   * The model's file has another path from now on, or lies below a folder that has: its runs go with it. Runs that the
   * new path has already stay.
   * @returns old and new path of the models that have runs
   */
  async moved(from: string, to: string): Promise<readonly (readonly [string, string])[]> {
    const moved: [string, string][] = [];
    const inside = (model: string): boolean => model === from || model.startsWith(join(from, sep));
    for (const model of (await this.models()).filter(inside)) {
      const target = to + model.slice(from.length);
      const isMoved = await this.#write(async () => {
        const stored = await readList(this.#listFile(model));
        const others = await readList(this.#listFile(target));
        if (stored.length === 0 || others.length > 0) return false;
        await rename(this.#modelFolder(model), this.#modelFolder(target));
        await writeWhole(this.#listFile(target), jsonText({ model: target, runs: stored }));
        this.#lists.set(target, stored);
        this.#lists.set(model, []);
        this.#held.clear();
        return true;
      });
      if (isMoved) moved.push([model, target]);
    }
    return moved;
  }

  /** Removes all runs of a model. */
  async clear(model: string): Promise<void> {
    this.#lists.set(model, []);
    this.#unstored.delete(model);
    this.#held.clear();
    await this.#write(() => rm(this.#modelFolder(model), { recursive: true, force: true }));
  }

  async #drop(model: string, id: string): Promise<void> {
    const file = this.#reportFile(model, id);
    this.#held.delete(file);
    await rm(file, { force: true });
  }

  #hold(file: string, report: Report): void {
    this.#held.delete(file);
    this.#held.set(file, report);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= HELD) break;
      this.#held.delete(oldest);
    }
  }

  /** One after the other, in this window and in all others. */
  #write<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(async () => {
      await mkdir(this.folder, { recursive: true });
      return withFolderLock(this.folder, task);
    });
    this.#writing = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  #modelFolder(model: string): string {
    return join(this.folder, createHash('sha256').update(model, 'utf8').digest('hex').slice(0, 16));
  }

  #listFile(model: string): string {
    return join(this.#modelFolder(model), LIST);
  }

  #reportFile(model: string, id: string): string {
    return join(this.#modelFolder(model), `${id}.entroscope.json`);
  }
}

interface Kept {
  readonly run: KeptRun;
  readonly kept: readonly KeptRun[];
  /** Beyond the limit. */
  readonly old: readonly KeptRun[];
}

function marksOf({ name, note, starred }: KeptRun): RunMarks {
  return {
    ...(name === undefined ? {} : { name }),
    ...(note === undefined ? {} : { note }),
    ...(starred === undefined ? {} : { starred }),
  };
}

/** The newest, and those that are starred. @param runs the oldest first */
function withinLimit(runs: readonly KeptRun[], limit: number): readonly KeptRun[] {
  const newest = new Set(runs.filter(({ starred }) => starred !== true).slice(-limit));
  return runs.filter((run) => run.starred === true || newest.has(run));
}

function byTime(a: KeptRun, b: KeptRun): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0;
}

/** Temporary names of 0.1.0, which told no process. */
async function removeOldLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!/^\..+\.[0-9a-f-]{36}\.tmp$/u.test(name)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats !== null && Date.now() - stats.mtimeMs > 60_000) await rm(path, { force: true });
  }
}

/** The time, with a number where two runs ended in the same millisecond. */
function runId(createdAt: string, runs: readonly KeptRun[]): string {
  const base = createdAt.replaceAll(/[^0-9TZ]/gu, '-');
  for (let number = 0; ; number += 1) {
    const id = number === 0 ? base : `${base}-${number}`;
    if (!runs.some((run) => run.id === id)) return id;
  }
}

/** The model that a list is of; null for what is no list. */
async function readModel(file: string): Promise<string | null> {
  try {
    const held: unknown = JSON.parse(await readText(file, LIST_USE));
    const model = typeof held === 'object' && held !== null && 'model' in held ? held.model : null;
    return typeof model === 'string' ? model : null;
  } catch {
    return null;
  }
}

/** A list that cannot be read is empty: runs are a convenience, and the next one writes it anew. */
async function readList(file: string): Promise<readonly KeptRun[]> {
  try {
    const held: unknown = JSON.parse(await readText(file, LIST_USE));
    if (typeof held !== 'object' || held === null || !('runs' in held) || !Array.isArray(held.runs))
      return [];
    return held.runs.flatMap((value: unknown) => {
      const run = parseKeptRun(value);
      return run === null ? [] : [run];
    });
  } catch {
    return [];
  }
}
