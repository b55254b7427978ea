import { createHash } from 'node:crypto';
import { codeCells, isNotebook } from '../source/codeCells.js';
import type { SourceText } from '../source/findLayers.js';
import { looksMinified } from '../source/looksMinified.js';
import { NO_MATCH, type MatchOptions, type ProgramMatch } from '../source/match/matchLayers.js';
import type { ModelLayer } from '../source/match/modelLayer.js';
import { mayHoldLayers, notebookMayHoldLayers } from '../source/mayHoldLayers.js';
import { NO_LAYERS, type SourceProgram } from '../source/sourceProgram.js';
import { AskedThread, type Answer, type Exceeded, type ThreadLimits } from './askedThread.js';

/** Why a file's code was not read to its end. */
export type Unread =
  | { readonly kind: 'exceeded'; readonly limit: Exceeded; readonly limits: ThreadLimits }
  /** A fault of ours, with its stack. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface SourceReaderOptions {
  /** Absolute path of dist/source.js. */
  readonly script: string;
  /** Told once a file. */
  readonly onUnread: (file: string, unread: Unread) => void;
  readonly limits?: ThreadLimits;
}

export interface FindOptions {
  /** Is it an open document's present text? Then its next version is read faster. */
  readonly open?: boolean;
  /** Ends the reading of this code. */
  readonly signal?: AbortSignal;
}

const LIMITS: ThreadLimits = { timeMs: 1000, memoryMb: 256 };
/** Characters from which on code is none that somebody wrote. */
const MOST_CHARACTERS = 2 ** 20;
/** Characters of code that are read within the limit of time; longer code may take longer in proportion. */
const CHARACTERS_A_LIMIT = 100_000;
/** So many times as long at most. */
const MOST_PATIENCE = 3;
/** Programs kept: of the documents that are open, and of files that are asked for by several models at once. */
const MOST_PROGRAMS = 64;

/**
 * Finds layers in training code and matches them with models, in a thread that may be ended at any time: somebody's
 * script never keeps this process waiting. Code that takes more than the limits has no layers, and is not tried again
 * until it is changed.
 */
export class SourceReader {
  readonly #thread: AskedThread;
  readonly #limits: ThreadLimits;
  readonly #onUnread: SourceReaderOptions['onUnread'];
  /** By the hash of the code: what was found in it; null where that was cancelled. */
  readonly #programs = new Map<string, Promise<SourceProgram | null>>();
  /** Hashes of code that takes too much. */
  readonly #unreadable = new Set<string>();
  /** Programs that take too much to match. */
  readonly #unmatched = new WeakSet<SourceProgram>();
  /** Files that onUnread was told of. */
  readonly #told = new Set<string>();
  #ended = false;

  constructor({ script, onUnread, limits = LIMITS }: SourceReaderOptions) {
    this.#thread = new AskedThread(script, limits);
    this.#limits = limits;
    this.#onUnread = onUnread;
  }

  /** The layers that some code defines. It never rejects; what cannot be read, or is cancelled, has none. */
  async find(
    file: string,
    cells: readonly SourceText[],
    { open = false, signal }: FindOptions = {},
  ): Promise<SourceProgram> {
    const text = cells.map((cell) => cell.text).join('\n');
    if (text.length > MOST_CHARACTERS || !mayHoldLayers(text) || looksMinified(text)) return NO_LAYERS;
    const hash = hashOf(cells);
    for (;;) {
      if (this.#ended || signal?.aborted === true || this.#unreadable.has(hash)) return NO_LAYERS;
      let reading = this.#programs.get(hash);
      if (reading === undefined) {
        reading = this.#find(file, cells, hash, open ? file : null, signal ?? null);
        this.#keep(hash, reading);
      }
      const program = await reading;
      // Null: somebody else cancelled what this one waits for.
      if (program !== null) return program;
    }
  }

  /** The code of a file, or of each code cell of a notebook; it never rejects, and is empty where there is none. */
  async codeCells(file: string, text: string): Promise<readonly SourceText[]> {
    if (!isNotebook(file)) return codeCells(file, text);
    if (this.#ended || !notebookMayHoldLayers(text)) return [];
    const hash = hashOf([{ text, language: 'python' }]);
    if (this.#unreadable.has(hash)) return [];
    const answer = await this.#thread.ask({ kind: 'notebook', text }, null, MOST_PATIENCE);
    if (answer.kind === 'cells') return answer.cells;
    if (answer.kind !== 'cancelled') {
      this.#unreadable.add(hash);
      this.#tell(file, answer);
    }
    return [];
  }

  /** How well a program's layers fit a model. It never rejects; what takes too much fits nothing. */
  async match(
    file: string,
    layers: readonly ModelLayer[],
    program: SourceProgram,
    options: MatchOptions,
  ): Promise<ProgramMatch> {
    if (layers.length === 0 || program.layers.length === 0 || this.#unmatched.has(program)) return NO_MATCH;
    const answer = await this.#thread.ask(
      { kind: 'match', layers: layers.map(plainLayer), program, options },
      null,
    );
    if (answer.kind === 'match') return answer.match;
    if (answer.kind !== 'cancelled') {
      this.#unmatched.add(program);
      this.#tell(file, answer);
    }
    return NO_MATCH;
  }

  /** A document was closed. */
  forget(file: string): void {
    this.#thread.tell({ kind: 'forget', document: file });
  }

  dispose(): void {
    this.#ended = true;
    this.#thread.dispose();
  }

  async #find(
    file: string,
    cells: readonly SourceText[],
    hash: string,
    document: string | null,
    signal: AbortSignal | null,
  ): Promise<SourceProgram | null> {
    const plain = cells.map(({ text, language }) => ({ text, language }));
    const characters = plain.reduce((sum, { text }) => sum + text.length, 0);
    const patience = Math.min(Math.max(characters / CHARACTERS_A_LIMIT, 1), MOST_PATIENCE);
    const answer = await this.#thread.ask({ kind: 'find', cells: plain, document }, signal, patience);
    if (answer.kind === 'program') return answer.program;
    this.#programs.delete(hash);
    if (answer.kind === 'cancelled') return null;
    this.#unreadable.add(hash);
    this.#tell(file, answer);
    return NO_LAYERS;
  }

  #keep(hash: string, reading: Promise<SourceProgram | null>): void {
    this.#programs.set(hash, reading);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > MOST_PROGRAMS && oldest !== undefined) this.#programs.delete(oldest);
  }

  #tell(file: string, answer: Answer): void {
    if (this.#told.has(file)) return;
    this.#told.add(file);
    if (answer.kind === 'exceeded')
      this.#onUnread(file, { kind: 'exceeded', limit: answer.limit, limits: this.#limits });
    else if (answer.kind === 'failed') this.#onUnread(file, answer);
    else this.#onUnread(file, { kind: 'failed', detail: `an answer of another kind: ${answer.kind}` });
  }
}

function hashOf(cells: readonly SourceText[]): string {
  const hash = createHash('sha256');
  for (const { language, text } of cells) hash.update(`${language} ${text.length} `).update(text);
  return hash.digest('base64');
}

/** What matching reads of a layer: a report's layers hold the counts of all their neurons besides. */
function plainLayer({ id, name, type, activation, outputShape, parameters }: ModelLayer): ModelLayer {
  return { id, name, type, activation, outputShape, parameters };
}
