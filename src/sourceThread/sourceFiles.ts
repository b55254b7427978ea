import { stat } from 'node:fs/promises';
import { readText } from '../files/openFile.js';
import { mostBytes } from '../source/codeCells.js';
import type { SourceText } from '../source/findLayers.js';
import type { SourceProgram } from '../source/sourceProgram.js';
import type { SourceReader } from './sourceReader.js';

/** A file that defines layers. */
export interface SourceFile {
  /** Absolute. */
  readonly file: string;
  readonly program: SourceProgram;
}

interface HeldFile {
  readonly mtimeMs: number;
  readonly size: number;
  /** Null where it defines no layers. */
  readonly program: SourceProgram | null;
}

/** So long a list counts as that of now: all models of a window ask for it at once. */
const FRESH_MS = 10_000;
/** Files read at the same time. */
const AT_ONCE = 16;

/** The files of a workspace that define layers, one list for all models. A file is read again only once it changed. */
export class SourceFiles {
  readonly #find: () => Promise<readonly string[]>;
  readonly #reader: Pick<SourceReader, 'find' | 'codeCells'>;
  readonly #held = new Map<string, HeldFile>();
  #list: Promise<readonly SourceFile[]> | null = null;
  /** When the list came, by performance.now(); null while it is being made. */
  #listed: number | null = null;

  /** @param find lists the paths of all files that may hold code, absolute */
  constructor(find: () => Promise<readonly string[]>, reader: Pick<SourceReader, 'find' | 'codeCells'>) {
    this.#find = find;
    this.#reader = reader;
  }

  list(): Promise<readonly SourceFile[]> {
    if (this.#list !== null && (this.#listed === null || performance.now() - this.#listed < FRESH_MS))
      return this.#list;
    this.#listed = null;
    const list = this.#read();
    this.#list = list;
    const done = (): void => {
      if (this.#list !== list) return;
      this.#listed = performance.now();
    };
    const failed = (): void => {
      if (this.#list === list) this.#list = null;
    };
    list.then(done, failed);
    return list;
  }

  /** A file was saved: it alone is read again. */
  renew(file: string): void {
    const list = this.#list;
    if (list === null) return;
    // A file that is not in the list may be new, or one that is skipped: the next listing tells.
    if (this.#listed === null || !this.#held.has(file)) {
      this.#list = null;
      return;
    }
    this.#held.delete(file);
    this.#list = list.then(async () => {
      await this.#hold(file);
      return this.#found();
    });
  }

  async #read(): Promise<readonly SourceFile[]> {
    const files = await this.#find();
    const left = files.values();
    const work = async (): Promise<void> => {
      for (const file of left) await this.#hold(file);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const there = new Set(files);
    for (const file of this.#held.keys()) if (!there.has(file)) this.#held.delete(file);
    return this.#found();
  }

  async #hold(file: string): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(file);
      const held = this.#held.get(file);
      if (held?.mtimeMs === mtimeMs && held.size === size) return;
      const program = await this.#reader.find(file, await readCells(file, this.#reader));
      this.#held.set(file, { mtimeMs, size, program: program.layers.length > 0 ? program : null });
    } catch {
      // It went between the listing and now.
      this.#held.delete(file);
    }
  }

  #found(): readonly SourceFile[] {
    // Files are read at the same time: the order in which they came says nothing.
    const held = [...this.#held].sort(([a], [b]) => (a < b ? -1 : 1));
    return held.flatMap(([file, { program }]) => (program === null ? [] : [{ file, program }]));
  }
}

/** The code of a file on disk; empty where it cannot be read, or is too large to be somebody's code. */
export async function readCells(
  file: string,
  reader: Pick<SourceReader, 'codeCells'>,
): Promise<readonly SourceText[]> {
  try {
    if ((await stat(file)).size > mostBytes(file)) return [];
    return await reader.codeCells(file, await readText(file, { code: 'file-failed' }));
  } catch {
    return [];
  }
}
