import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes, withFile } from '../files/openFile.js';
import { lookAtKeras } from './kerasFile/kerasFile.js';
import type { ModelFormat } from '../vocabulary/modelFormats.js';
import { readFolder, type FolderListing } from '../files/readFolder.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { parseModelText } from './modelText.js';
import { recognizeModel } from './recognizeModel.js';

/** Folders that hold other people's models, or none. */
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn', '.venv', 'venv', '__pycache__']);
/** A model's JSON beyond this is not looked for; analyzing it by name still works. */
const LARGEST_JSON = 256 * 2 ** 20;
const USE = { code: 'model-missing' } as const;
/** How much of a file is read before all of it: one of the words below stands there in every model. */
const HEAD_BYTES = 64 * 1024;

export interface FoundModel {
  /** Relative to the folder searched, with / between folders. */
  readonly path: string;
  readonly format: ModelFormat;
}

interface Search {
  readonly signal: AbortSignal;
  readonly onUndecodable: (folder: string, name: string) => void;
}

/**
 * The models below a folder, recognized by content, sorted by path. Links are not followed.
 * @param onUndecodable is told of each file or folder that was passed over, since its name is no UTF-8: the folder that
 *   it lies in, and the name with \xNN for what is not ASCII
 * @throws ExpectedError model-missing where the folder cannot be read, the signal's reason when it aborts
 */
export async function findModels(
  folder: string,
  signal: AbortSignal,
  onUndecodable: (folder: string, name: string) => void = () => undefined,
): Promise<readonly FoundModel[]> {
  const models: FoundModel[] = [];
  await lookInto(folder, '', models, { signal, onUndecodable });
  return models.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

async function lookInto(root: string, below: string, models: FoundModel[], search: Search): Promise<void> {
  const { signal, onUndecodable } = search;
  signal.throwIfAborted();
  const folders: string[] = [];
  const files: string[] = [];
  let listing: FolderListing;
  try {
    listing = await readFolder(join(root, below), {
      code: 'model-missing',
      absent: 'name a folder that holds models',
    });
  } catch (error) {
    // A folder that may not be read holds no model for this user; the one that was asked for must be readable.
    if (below !== '' && error instanceof ExpectedError) return;
    throw error;
  }
  for (const name of listing.undecodable) onUndecodable(join(root, below), name);
  for (const entry of listing.entries) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(entry.name);
    else if (entry.isFile() && isModelName(entry.name)) files.push(entry.name);
  }
  for (const name of files) {
    signal.throwIfAborted();
    const format = await formatOf(join(root, below, name));
    if (format !== null) models.push({ path: below === '' ? name : `${below}/${name}`, format });
  }
  for (const name of folders) {
    const inside = below === '' ? name : `${below}/${name}`;
    // A Python virtual environment by any name.
    if (!existsSync(join(root, inside, 'pyvenv.cfg'))) await lookInto(root, inside, models, search);
  }
}

/** The format of a file that is a model; null for every other file, unreadable ones included. */
export async function formatOf(path: string): Promise<ModelFormat | null> {
  const look = await lookAtFile(path);
  return look === 'damaged' ? null : look;
}

export type { ModelFormat };

/** May a file of this name be a model? Its content decides. */
export function isModelName(name: string): boolean {
  return /\.json$/i.test(name) || isKerasName(name);
}

/** As Keras names models: .keras, .h5. */
export function isKerasName(name: string): boolean {
  return /\.(keras|h5|hdf5)$/i.test(name);
}

/** The format of a file; damaged: it names a model's parts but is no JSON (cut off, or being written). */
export async function lookAtFile(path: string): Promise<ModelFormat | 'damaged' | null> {
  return readLook(path).catch(() => null);
}

/**
 * As lookAtFile.
 * @throws ExpectedError model-missing where the file cannot be read
 */
export async function readLook(path: string): Promise<ModelFormat | 'damaged' | null> {
  if (isKerasName(path)) {
    const look = await lookAtKeras(path);
    if (look !== null) return look;
  }
  if (!(await mayBeModel(path))) return null;
  const bytes = await readBytes(path, USE, LARGEST_JSON);
  try {
    const recognized = recognizeModel(parseModelText(bytes).json);
    return recognized.is === 'model' ? recognized.format : null;
  } catch (error) {
    return error instanceof SyntaxError ? 'damaged' : null;
  }
}

/** Looks at both ends of a file: a model names modelTopology or weightsManifest in one of them. */
function mayBeModel(path: string): Promise<boolean> {
  return withFile(path, USE, async (file) => {
    const { size } = await file.stat();
    if (size > LARGEST_JSON) return false;
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await file.read(head, 0, head.length, 0);
    if (holds(head, '"modelTopology"') || isPacked(head)) return true;
    if (size <= HEAD_BYTES) return false;
    const tail = Buffer.alloc(HEAD_BYTES);
    await file.read(tail, 0, HEAD_BYTES, size - HEAD_BYTES);
    return (
      holds(tail, '"modelTopology"') || holds(head, '"weightsManifest"') || holds(tail, '"weightsManifest"')
    );
  });
}

/** In UTF-8, or in UTF-16 of either order: a zero more in front does not matter here. */
function holds(bytes: Buffer, word: string): boolean {
  return bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le').subarray(0, -1));
}

/** Is it gzip? Only its whole content tells what is in it. */
function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
