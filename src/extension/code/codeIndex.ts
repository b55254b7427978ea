import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { findConfig, resolveConfigPath } from '../../config/findConfig.js';
import { chooseSource, type SourceCandidate } from '../../source/match/chooseSource.js';
import { isVendored } from '../../source/isVendored.js';
import { mayHoldLayers } from '../../source/mayHoldLayers.js';
import { SourceFiles } from '../../sourceThread/sourceFiles.js';
import { SourceReader } from '../../sourceThread/sourceReader.js';
import { unreadText } from '../../sourceThread/unreadText.js';
import type { ModelIndex } from '../models/modelIndex.js';
import { lastSettingsFolder, shownPath } from '../models/workspacePath.js';
import type { Analyses } from '../runs/analyses.js';
import { factsOf, type FactsParts } from './layerFacts.js';
import type { LayerPlace } from './layerPlace.js';
import { matchProgram, placesOfModel } from './matchCells.js';
import {
  cellsOfDocument,
  cellsOfFile,
  cellsOnDisk,
  cellsUnopened,
  fileOfDocument,
  SOURCE_FILES,
  type SourceCell,
} from './sourceCells.js';

const SKIPPED = '**/{node_modules,.git,.hg,.svn,.venv,venv,__pycache__,dist,out,build}/**';
const MOST_FILES = 2000;
const CHOSEN_CODE = 'entroscope.code';
const HASHES = 'entroscope.codeHashes';
/** Edits come letter by letter. */
const SETTLE_MS = 150;

export interface CodeIndexParts extends FactsParts {
  readonly index: ModelIndex;
  readonly analyses: Analyses;
  readonly memory: vscode.Memento;
  /** Absolute path of dist/source.js, the thread that reads code. */
  readonly sourceScript: string;
  readonly log: vscode.LogOutputChannel;
}

/** A file that made a model; known: somebody said so. */
export interface ModelSource {
  readonly file: string;
  readonly known: boolean;
}

/** A file some of whose layers fit a model. */
export interface CodeCandidate extends SourceCandidate<string> {
  /** Lines of it that fit. */
  readonly lines: number;
}

/** Text hashes of the code of a run's layers, by layer id. */
interface RunHashes {
  readonly runId: string;
  readonly byLayer: Readonly<Record<string, string>>;
}

/** Which training code made which model, and on which lines. Only code of analysed models is read. */
export class CodeIndex extends Owner {
  readonly #parts: CodeIndexParts;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  /** Lines or numbers are other than before. */
  readonly onDidChange = this.#changed.event;
  /** By model: the file that made it; null where none is clear. */
  readonly #sources = new Map<string, Promise<ModelSource | null>>();
  /** By model: the file that made it, and those that it imports, as of an epoch. */
  readonly #imported = new Map<
    string,
    { readonly epoch: number; readonly source: string; readonly files: ReadonlySet<string> }
  >();
  /** Models whose file somebody named: no other code changes that. */
  readonly #named = new Set<string>();
  readonly #reader: SourceReader;
  readonly #files: SourceFiles;
  /** By file of an open document: ends the reading of its code. */
  readonly #open = new Map<string, AbortController>();
  readonly #places = new WeakMap<
    vscode.TextDocument,
    { readonly key: string; readonly places: Promise<readonly LayerPlace[]> }
  >();
  /** Rises when runs, models or choices change: what was matched before is matched again. */
  #epoch = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: CodeIndexParts) {
    super();
    this.#parts = parts;
    this.#reader = this.own(
      new SourceReader({
        script: parts.sourceScript,
        onUnread: (file, unread) => {
          parts.log.warn(unreadText(shownPath(file), unread));
        },
      }),
    );
    this.#files = new SourceFiles(findSourceFiles, this.#reader);
    const renew = (): void => {
      this.#epoch += 1;
      this.#announce();
    };
    this.ownAll(
      parts.shown.onDidChange(renew),
      parts.index.onDidChange(renew),
      parts.states.onDidChange((file) => {
        // Progress changes no line.
        if (parts.states.of(file).activity.kind === 'idle') this.#announce();
      }),
      parts.analyses.onFinished(({ file }) => {
        this.#sources.delete(file);
        renew();
        void this.#rememberHashes(file);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (cellsOfDocument(document).length > 0) this.#announce();
      }),
      vscode.workspace.onDidOpenTextDocument(() => {
        this.#announce();
      }),
      // VS Code drops a request for lenses that is not sent yet when its editor loses the focus: it must ask again.
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#announce();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#closed(fileOfDocument(document));
      }),
      vscode.workspace.onDidChangeNotebookDocument(() => {
        this.#announce();
      }),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
        this.#closed(uri.fsPath);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document.uri.path.endsWith('/entroscope.json')) {
          this.#sources.clear();
          this.#named.clear();
          renew();
        } else if (cellsOfDocument(document).length > 0) this.#saved(document.uri.fsPath);
      }),
      vscode.workspace.onDidSaveNotebookDocument(({ uri }) => {
        this.#saved(uri.fsPath);
      }),
    );
  }

  /** The layers that a document defines, of all analysed models; in the order of the code. */
  placesIn(document: vscode.TextDocument): Promise<readonly LayerPlace[]> {
    const versions = cellsOfDocument(document).map(({ uri, version }) => `${uri.toString()} ${version}`);
    const key = `${versions.join()}|${this.#epoch}`;
    const held = this.#places.get(document);
    if (held?.key === key) return held.places;
    const places = this.#placesIn(document).catch((error: unknown) => {
      this.#parts.log.error(error instanceof Error ? error : String(error));
      return [];
    });
    this.#places.set(document, { key, places });
    return places;
  }

  /** Where a layer is defined; null where no line is known. */
  async placeOf(model: string, layer: string): Promise<LayerPlace | null> {
    const source = await this.sourceOf(model);
    const facts = await factsOf(model, this.#parts);
    if (source === null || facts === null) return null;
    const cellsOf = (file: string): Promise<readonly SourceCell[]> =>
      cellsOfFile(file, this.#reader).catch((error: unknown) => {
        this.#parts.log.error(`${shownPath(file)} cannot be opened: ${String(error)}`);
        return [];
      });
    const { places } = await placesOfModel(this.#reader, facts.report, { model, ...source }, cellsOf);
    return places.find(({ layers }) => layers.includes(layer)) ?? null;
  }

  /** The file that made a model: named in entroscope.json, chosen before, or clear from the code itself. */
  sourceOf(model: string): Promise<ModelSource | null> {
    let source = this.#sources.get(model);
    if (source === undefined) {
      source = this.#findSource(model).catch((error: unknown) => {
        this.#parts.log.error(error instanceof Error ? error : String(error));
        return null;
      });
      this.#sources.set(model, source);
    }
    return source;
  }

  /** The files some of whose layers fit a model. */
  async candidatesFor(model: string): Promise<readonly CodeCandidate[]> {
    const facts = await factsOf(model, this.#parts);
    if (facts === null) return [];
    const found: CodeCandidate[] = [];
    for (const { file, program } of await this.#files.list()) {
      const match = await matchProgram(this.#reader, facts.report, program, { model, file, known: false });
      if (match.group !== null) found.push({ key: file, match, lines: match.matches.length });
    }
    return found.sort((a, b) => b.match.fit - a.match.fit);
  }

  /** Keeps the user's choice of a model's code. */
  async choose(model: string, file: string): Promise<void> {
    const chosen = this.#parts.memory.get<Readonly<Record<string, string>>>(CHOSEN_CODE, {});
    await this.#parts.memory.update(CHOSEN_CODE, { ...chosen, [model]: file });
    this.#sources.delete(model);
    this.#epoch += 1;
    this.#announce();
  }

  /** Was the code of a place edited since that run? False where it is not known. */
  changedSince(place: LayerPlace, runId: string): boolean {
    const held = this.#hashes()[place.model];
    if (held?.runId !== runId) return false;
    return place.layers.some((layer) => (held.byLayer[layer] ?? place.textHash) !== place.textHash);
  }

  /** Open documents that may define layers. */
  openDocuments(): readonly vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter((document) => cellsOfDocument(document).length > 0);
  }

  override dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    super.dispose();
  }

  #closed(file: string | null): void {
    if (file === null) return;
    this.#open.get(file)?.abort();
    this.#open.delete(file);
    this.#reader.forget(file);
  }

  /** Code was saved: it may fit a model now, or no longer. */
  #saved(file: string): void {
    this.#files.renew(file);
    for (const model of this.#sources.keys()) if (!this.#named.has(model)) this.#sources.delete(model);
    this.#epoch += 1;
    this.#announce();
  }

  async #placesIn(document: vscode.TextDocument): Promise<readonly LayerPlace[]> {
    const cells = cellsOfDocument(document);
    const file = fileOfDocument(document);
    if (file === null || !cells.some(({ text }) => mayHoldLayers(text))) return [];
    const reading = this.#open.get(file) ?? new AbortController();
    this.#open.set(file, reading);
    const { signal } = reading;
    // Files that are open are read as they stand in the editor.
    const cellsOf = (path: string): Promise<readonly SourceCell[]> =>
      path === file ? Promise.resolve(cells) : cellsUnopened(path, this.#reader);
    const places: LayerPlace[] = [];
    for (const model of this.#parts.index.files) {
      const facts = await factsOf(model, this.#parts);
      if (facts === null) continue;
      const source = await this.sourceOf(model);
      if (source === null || !this.#mayDefine(model, source.file, file)) continue;
      const options = { model, ...source, signal, open: source.file === file };
      const epoch = this.#epoch;
      const found = await placesOfModel(this.#reader, facts.report, options, cellsOf);
      this.#imported.set(model, { epoch, source: source.file, files: found.files });
      places.push(...found.places);
    }
    const uri = document.uri.toString();
    return places.filter((place) => place.uri.toString() === uri).sort((a, b) => a.from - b.from);
  }

  /** May a file define layers of a model? Which files its code imports is looked at anew when something was saved. */
  #mayDefine(model: string, source: string, file: string): boolean {
    if (source === file) return true;
    const known = this.#imported.get(model);
    return known?.epoch !== this.#epoch || known.source !== source || known.files.has(file);
  }

  async #findSource(model: string): Promise<ModelSource | null> {
    const found = await findConfig(model, lastSettingsFolder(model)).catch(() => null);
    if (found?.entry.code !== undefined) {
      this.#named.add(model);
      return { file: resolveConfigPath(found, found.entry.code), known: true };
    }
    const chosen = this.#parts.memory.get<Readonly<Record<string, string>>>(CHOSEN_CODE, {})[model];
    if (chosen !== undefined && (await stat(chosen).catch(() => null)) !== null) {
      return { file: chosen, known: true };
    }
    const choice = chooseSource(await this.candidatesFor(model));
    if (choice.kind !== 'clear') return null;
    this.#parts.log.info(`${shownPath(model)}: its layers are defined in ${shownPath(choice.key)}`);
    return { file: choice.key, known: false };
  }

  async #rememberHashes(model: string): Promise<void> {
    const facts = await factsOf(model, this.#parts);
    const source = await this.sourceOf(model);
    if (facts === null || source === null) return;
    const { places } = await placesOfModel(this.#reader, facts.report, { model, ...source }, (file) =>
      cellsOnDisk(file, this.#reader),
    );
    const byLayer = Object.fromEntries(
      places.flatMap(({ layers, textHash }) => layers.map((layer) => [layer, textHash])),
    );
    const held: RunHashes = { runId: facts.runId, byLayer };
    await this.#parts.memory.update(HASHES, { ...this.#hashes(), [model]: held });
  }

  #hashes(): Readonly<Record<string, RunHashes>> {
    return this.#parts.memory.get<Readonly<Record<string, RunHashes>>>(HASHES, {});
  }

  #announce(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#changed.fire();
    }, SETTLE_MS);
  }
}

async function findSourceFiles(): Promise<readonly string[]> {
  const uris = await vscode.workspace.findFiles(SOURCE_FILES, SKIPPED, MOST_FILES);
  return uris.flatMap(({ scheme, fsPath }) =>
    scheme === 'file' && !isVendored(vscode.workspace.asRelativePath(fsPath, false)) ? [fsPath] : [],
  );
}
