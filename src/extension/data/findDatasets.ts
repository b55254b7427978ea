import { open } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** Something in the workspace that looks like data to analyse a model with. */
export interface DatasetCandidate {
  /** Absolute. */
  readonly path: string;
  /** In words: "IDX images", "pictures in 10 classes". */
  readonly kind: string;
  /** Absolute path of the labels beside it, where the data do not name them themselves. */
  readonly labels: string | null;
}

const SKIPPED = '**/{node_modules,.git,.hg,.svn,.venv,venv,__pycache__,dist,out}/**';
/** VS Code's globs have no braces within braces. */
const FILES =
  '**/*{idx3-ubyte,idx3-ubyte.gz,idx2-ubyte,idx2-ubyte.gz,idx4-ubyte,idx4-ubyte.gz,.npy,.npz,.csv,.tsv}';
const NAMED = '**/*{data,dataset,samples,test,train}.{json,js,mjs,cjs}';
const PICTURES = '**/*.{png,jpg,jpeg,webp,bmp,gif,PNG,JPG,JPEG}';
/** Beyond these a list helps nobody: Browse is there. */
const MOST_FILES = 500;
const MOST_PICTURES = 5000;
const MOST_CANDIDATES = 40;
const HEAD_BYTES = 16 * 1024;
const LABELS_NAME = /^(y|ys|labels?|targets?)([_.-]|$)|idx1|[_.-](y|labels?)\.(npy|idx)/iu;

/**
 * The data sets of the workspace, the likeliest for a model first: test data before training data, near before far.
 * @param model absolute path of the model file
 */
export async function findDatasets(
  model: string,
  token: vscode.CancellationToken,
): Promise<readonly DatasetCandidate[]> {
  const [files, named, pictures] = await Promise.all([
    vscode.workspace.findFiles(FILES, SKIPPED, MOST_FILES, token),
    vscode.workspace.findFiles(NAMED, SKIPPED, MOST_FILES, token),
    vscode.workspace.findFiles(PICTURES, SKIPPED, MOST_PICTURES, token),
  ]);
  const paths = [...files, ...named].filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
  const found: DatasetCandidate[] = [];
  for (const path of paths) {
    if (path === model || LABELS_NAME.test(basename(path))) continue;
    const kind = await kindOfFile(path);
    if (kind !== null) found.push({ path, kind, labels: labelsBeside(path, paths) });
  }
  found.push(...pictureFolders(pictures.map(({ fsPath }) => fsPath)));
  return found
    .map((candidate) => ({ candidate, rank: rankOf(candidate.path, model) }))
    .sort((a, b) => a.rank - b.rank || a.candidate.path.localeCompare(b.candidate.path))
    .slice(0, MOST_CANDIDATES)
    .map(({ candidate }) => candidate);
}

async function kindOfFile(path: string): Promise<string | null> {
  const name = basename(path).toLowerCase();
  if (/idx[2-9]-ubyte(\.gz)?$/u.test(name)) return 'IDX';
  switch (extname(name)) {
    case '.npy':
      return 'NumPy array';
    case '.npz':
      return 'NumPy arrays';
    case '.csv':
    case '.tsv':
      return 'table (CSV)';
    case '.json':
      return /^\s*(\{\s*"xs"|\[\s*\{\s*"x")/u.test(await headOf(path)) ? 'samples (JSON)' : null;
    case '.js':
    case '.mjs':
    case '.cjs':
      return /\bexport\b[^;]*\bsamples\b|exports\.samples\b/u.test(await headOf(path))
        ? 'module that makes samples'
        : null;
    default:
      return null;
  }
}

async function headOf(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // A file that may not be read is no candidate.
    return '';
  }
}

/** x_test.npy has y_test.npy; IDX files find theirs by themselves. */
function labelsBeside(path: string, all: readonly string[]): string | null {
  if (extname(path).toLowerCase() !== '.npy') return null;
  const name = basename(path);
  for (const [from, to] of [
    [/^xs(?=[_.-])/iu, 'ys'],
    [/^x(?=[_.-])/iu, 'y'],
    [/(^|[_-])(images|data|features)(?=[_.-])/iu, '$1labels'],
    [/([_-])x(?=\.)/iu, '$1y'],
  ] as const) {
    const other = join(dirname(path), name.replace(from, to));
    if (other !== path && all.includes(other)) return other;
  }
  return null;
}

/** A folder whose sub-folders hold pictures is a data set with a class each; one with pictures alone has one class. */
function pictureFolders(pictures: readonly string[]): readonly DatasetCandidate[] {
  const folders = new Map<string, number>();
  for (const picture of pictures) {
    const folder = dirname(picture);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const parents = new Map<string, string[]>();
  for (const folder of folders.keys()) {
    const parent = dirname(folder);
    parents.set(parent, [...(parents.get(parent) ?? []), folder]);
  }
  const found: DatasetCandidate[] = [];
  const taken = new Set<string>();
  for (const [parent, classes] of parents) {
    if (classes.length < 2 || folders.has(parent)) continue;
    found.push({ path: parent, kind: `pictures in ${classes.length} classes`, labels: null });
    for (const folder of classes) taken.add(folder);
  }
  for (const [folder, count] of folders) {
    // A few pictures are a project's icons, not its data.
    if (taken.has(folder) || count < 10) continue;
    found.push({ path: folder, kind: `${count} pictures`, labels: null });
  }
  return found;
}

/** The smaller, the likelier. */
function rankOf(path: string, model: string): number {
  const steps = relative(dirname(model), path).split(sep).length;
  const name = basename(path).toLowerCase();
  const test = /test|t10k|val|eval/u.test(name) ? -4 : /train/u.test(name) ? 0 : -2;
  return steps + test;
}
