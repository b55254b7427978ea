import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { slashes } from '../../files/slashes.js';
import { fileURLToPath } from 'node:url';
import { findConfig, resolveConfigPath, stopFolder } from '../../config/findConfig.js';
import { readFailure } from '../../files/fileProblem.js';
import { readText } from '../../files/openFile.js';
import { jsonText } from '../../outputs/jsonText.js';
import { codeCellNumbers, isNotebook } from '../../source/codeCells.js';
import { chooseSource } from '../../source/match/chooseSource.js';
import { modelLines, type LayerLine } from '../../sourceThread/modelLines.js';
import { SourceFiles } from '../../sourceThread/sourceFiles.js';
import { SourceReader } from '../../sourceThread/sourceReader.js';
import { unreadText } from '../../sourceThread/unreadText.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { codeFiles } from '../codeFiles.js';
import { EXIT, type CommandContext, type ExitStatus, type PrintOptions } from '../context.js';
import { interruptible } from '../interruptible.js';
import { layersOfModel, type ModelLayers } from '../layersOfModel.js';
import { checkTargets, isStdout, writeOutputs } from '../outputFiles.js';
import { writeStdout } from '../writeStdout.js';

export interface LayersOptions extends PrintOptions {
  /** A file, or a folder in which it is chosen. */
  readonly code?: string;
  readonly json?: string;
}

/** What the command writes: files relative to the folder of the code, with /. */
interface LayersOutput {
  readonly code: {
    readonly file: string | null;
    readonly how: 'named' | 'sure' | 'asked' | 'none';
    /** Files that fit, the best first. */
    readonly candidates: readonly string[];
  };
  readonly layers: readonly {
    readonly id: string;
    readonly file: string | null;
    /** From 1. */
    readonly line: number | null;
    /** Index among all cells of a notebook, from 0; null for other files. */
    readonly cell: number | null;
    readonly sure: boolean;
  }[];
}

/**
 * Tells which line of the training code made which layer of a model.
 * @param given a model, a report, or a list of layers
 * @throws ExpectedError where one of the files cannot be read
 */
export async function layers(
  given: string,
  options: LayersOptions,
  { folder }: CommandContext,
): Promise<ExitStatus> {
  const targets = options.json === undefined ? [] : [{ format: 'json' as const, path: options.json }];
  await checkTargets(targets, folder, [resolve(folder, given)]);
  const model = await layersOfModel(given, folder);
  const place = await placeOf(model, options, folder);
  const output = await interruptible((signal) => readCode(model, place, signal));
  await writeOutputs(
    targets.map((target) => ({ target, text: jsonText(output) })),
    folder,
  );
  if (!isStdout(options.json)) await writeStdout(tableOf(output));
  return EXIT.done;
}

/** Where the code is looked for. */
type CodePlace =
  | { readonly kind: 'file'; readonly file: string; readonly home: string }
  | { readonly kind: 'folder'; readonly home: string };

async function placeOf({ model }: ModelLayers, { code }: LayersOptions, folder: string): Promise<CodePlace> {
  const found =
    code !== undefined || model === null ? null : await findConfig(model, stopFolder(model, folder));
  const named = found?.entry.code === undefined ? null : resolveConfigPath(found, found.entry.code);
  const path = code === undefined ? (named ?? folder) : resolve(folder, code);
  const isFolder = await stat(path).then(
    (it) => it.isDirectory(),
    (error: unknown) => {
      throw readFailure(error, path, {
        code: 'file-failed',
        absent: 'name the training code, or a folder that holds it',
      });
    },
  );
  if (isFolder) return { kind: 'folder', home: path };
  const isBelow = !relative(folder, path).startsWith('..');
  return { kind: 'file', file: path, home: isBelow ? folder : dirname(path) };
}

async function readCode(model: ModelLayers, place: CodePlace, signal: AbortSignal): Promise<LayersOutput> {
  const plain = (path: string): string => slashes(relative(place.home, path));
  const reader = new SourceReader({
    script: join(dirname(fileURLToPath(import.meta.url)), 'source.js'),
    onUnread: (path, unread) => process.stderr.write(`entroscope: ${unreadText(plain(path), unread)}\n`),
  });
  const end = (): void => {
    reader.dispose();
  };
  signal.addEventListener('abort', end);
  try {
    const code = place.kind === 'file' ? named(place.file) : await chosen(reader, model, place.home, signal);
    const lines =
      code.file === null
        ? []
        : await modelLines(reader, model.layers, code.file, {
            ...pathsOf(model),
            known: code.how === 'named',
          });
    const numbers = await cellNumbers(lines);
    const byId = new Map(lines.map((line) => [line.id, line]));
    return {
      code: {
        file: code.file === null ? null : plain(code.file),
        how: code.how,
        candidates: code.candidates.map(plain),
      },
      layers: model.layers.map(({ id }) => {
        const line = byId.get(id);
        if (line === undefined) return { id, file: null, line: null, cell: null, sure: false };
        const cell = numbers.get(line.file)?.[line.cell] ?? null;
        return { id, file: plain(line.file), line: line.line + 1, cell, sure: line.sure };
      }),
    };
  } finally {
    signal.removeEventListener('abort', end);
    reader.dispose();
  }
}

interface ChosenCode {
  /** Absolute; null where none is clear. */
  readonly file: string | null;
  readonly how: LayersOutput['code']['how'];
  readonly candidates: readonly string[];
}

function named(file: string): ChosenCode {
  return { file, how: 'named', candidates: [file] };
}

async function chosen(
  reader: SourceReader,
  model: ModelLayers,
  folder: string,
  signal: AbortSignal,
): Promise<ChosenCode> {
  const files = new SourceFiles(() => codeFiles(folder, signal), reader);
  const candidates = [];
  for (const { file, program } of await files.list()) {
    signal.throwIfAborted();
    const sourcePath = slashes(file);
    const options = { ...pathsOf(model), sourcePath, known: false };
    const match = await reader.match(file, model.layers, program, options);
    if (match.group !== null) candidates.push({ key: file, match });
  }
  const choice = chooseSource(candidates);
  switch (choice.kind) {
    case 'clear':
      return {
        file: choice.key,
        how: 'sure',
        candidates: [choice.key, ...candidates.map(({ key }) => key).filter((key) => key !== choice.key)],
      };
    case 'ambiguous':
      return { file: null, how: 'asked', candidates: choice.keys };
    case 'none':
      return { file: null, how: 'none', candidates: [] };
  }
}

function pathsOf({ model, name }: ModelLayers): {
  readonly modelPath: string | null;
  readonly modelName: string | null;
} {
  return { modelPath: model === null ? null : slashes(model), modelName: name };
}

/** By notebook: where its code cells stand among all of its cells. */
async function cellNumbers(lines: readonly LayerLine[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const numbers = new Map<string, readonly number[]>();
  for (const file of new Set(lines.map((line) => line.file)))
    if (isNotebook(file)) numbers.set(file, codeCellNumbers(await readText(file, { code: 'file-failed' })));
  return numbers;
}

function tableOf({ code, layers: rows }: LayersOutput): string {
  const width = Math.max(5, ...rows.map(({ id }) => id.length));
  const text = rows.map(({ id, file, line, cell, sure }) => {
    const name = cleanText(id).padEnd(width);
    if (file === null || line === null) return `${name}  -`;
    const path = cleanText(file);
    const spot = cell === null ? `${path}:${line}` : `${path} cell ${cell}, line ${line}`;
    return `${name}  ${spot}${sure ? '' : ' (likely)'}`;
  });
  return `${codeText(code)}\n${text.join('\n')}${text.length > 0 ? '\n' : ''}`;
}

function codeText({ file, how, candidates }: LayersOutput['code']): string {
  switch (how) {
    case 'named':
      return `Code: ${cleanText(file ?? '')}`;
    case 'sure':
      return `Code: ${cleanText(file ?? '')}, the one file that fits`;
    case 'asked':
      return `Several files may be the code, name one with --code: ${candidates.map(cleanText).join(', ')}`;
    case 'none':
      return 'No file here fits the model; name its code with --code';
  }
}
