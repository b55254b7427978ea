import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, parse, relative, resolve, sep } from 'node:path';
import { refuseSpecial } from '../files/fileKind.js';
import { isFileError, readFailure } from '../files/fileProblem.js';
import { readBytes, readHead } from '../files/openFile.js';
import { readFolder } from '../files/readFolder.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { stampText } from './fileStamp.js';
import type { WeightGroup } from './weightsManifest.js';

const USE = { code: 'model-weights-missing' } as const;

/** A weights file that exists inside the model's folder, or the part of a Keras file that is one weight. */
export interface Shard {
  /** Absolute. */
  readonly path: string;
  /** As the manifest names it. */
  readonly name: string;
  /** Where its bytes begin in the file. */
  readonly start: number;
  readonly bytes: number;
  /** What it was when its size was looked at. */
  readonly stamp: string;
}

/**
 * Finds the shards of every group and compares their sizes with what the manifest promises. Only the sum of a group is
 * promised, since shards are cut anywhere.
 * @throws ExpectedError model-weights-outside, model-weights-missing, model-weights-size
 */
export async function checkShards(
  model: string,
  groups: readonly WeightGroup[],
): Promise<readonly (readonly Shard[])[]> {
  const folder = await realpath(dirname(model)).catch((error: unknown) => {
    throw readFailure(error, model, { code: 'model-missing' });
  });
  const shards: Shard[][] = [];
  for (const group of groups) {
    const ofGroup: Shard[] = [];
    for (const name of group.paths) ofGroup.push(await findShard({ model, folder, group }, name));
    await checkSize(group, ofGroup);
    shards.push(ofGroup);
  }
  return shards;
}

interface Search {
  readonly model: string;
  /** The model's, without links. */
  readonly folder: string;
  readonly group: WeightGroup;
}

async function findShard({ model, folder, group }: Search, name: string): Promise<Shard> {
  const path = resolve(folder, name);
  if (/^[a-z][a-z0-9+.-]+:/i.test(name) || isAbsolute(name) || !isInside(folder, path))
    throw outside(model, name);
  let bytes: number;
  let stamp: string;
  let real: string;
  try {
    real = await realpath(path);
    const stats = await stat(real, { bigint: true });
    refuseSpecial(stats, real, USE);
    bytes = Number(stats.size);
    stamp = stampText(stats);
  } catch (cause) {
    if (!isFileError(cause) || cause.code !== 'ENOENT') throw readFailure(cause, path, USE);
    const renamed = await renamedShard(folder, group, name);
    if (renamed !== null)
      throw new ExpectedError(
        'model-weights-missing',
        phrase`${file(model)} needs ${name}, which is not beside it, but ${renamed} is: if a bundler or a download renamed it, give it its name back`,
        { cause },
      );
    throw new ExpectedError(
      'model-weights-missing',
      phrase`${file(model)} needs ${name}, which is not beside it: copy the whole folder of the model, or save it again`,
      { cause },
    );
  }
  if (!isInside(folder, real)) throw outside(model, name);
  return { path: real, name, start: 0, bytes, stamp };
}

/**
 * A file in the shard's folder that is likely the shard under another name: its name begins and ends likewise, as
 * bundlers put a hash between, or it has exactly the size of a group of one file.
 */
async function renamedShard(folder: string, group: WeightGroup, name: string): Promise<string | null> {
  const beside = dirname(resolve(folder, name));
  const listed = new Set(group.paths.map((path) => basename(path)));
  const { entries } = await readFolder(beside, USE).catch(() => ({ entries: [] }));
  const others = entries.filter(
    (entry) => entry.isFile() && !listed.has(entry.name) && !/\.json$/i.test(entry.name),
  );
  const { name: stem, ext } = parse(name);
  const alike = others.filter((entry) => entry.name.startsWith(stem) && entry.name.endsWith(ext));
  if (alike.length === 1) return alike[0]?.name ?? null;
  const expected = group.weights.reduce<number | null>(
    (sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
    0,
  );
  if (group.paths.length > 1 || expected === null || expected === 0) return null;
  for (const { name: other } of others) {
    const stats = await stat(resolve(beside, other)).catch(() => null);
    if (stats?.size === expected) return `${other}, of exactly its size,`;
  }
  return null;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(model: string, name: string): ExpectedError {
  return new ExpectedError(
    'model-weights-outside',
    phrase`${file(model)} names weights outside its folder (${name}), which are not read: move them beside model.json`,
  );
}

async function checkSize({ weights }: WeightGroup, shards: readonly Shard[]): Promise<void> {
  let expected = 0;
  for (const { bytes } of weights) {
    // Strings: only the shards tell how long they are.
    if (bytes === null) return;
    expected += bytes;
  }
  const held = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  if (held === expected) return;
  for (const shard of shards) {
    const disguise = (await disguiseOf(shard)) ?? (await manglingOf(shard, held - expected));
    if (disguise !== null) throw sizeError(shards, held, expected, ` ${disguise}`);
  }
  const hint =
    held < expected
      ? ' it was cut off, or is being saved right now; save or copy the model again'
      : ' it belongs to another model.json; save or copy the model again';
  throw sizeError(shards, held, expected, hint);
}

function sizeError(shards: readonly Shard[], held: number, expected: number, hint: string): ExpectedError {
  const [first] = shards;
  const names =
    first === undefined
      ? 'no file'
      : shards.length === 1
        ? file(first.path)
        : phrase`${file(first.path)} and ${shards.length - 1} more`;
  const verb = shards.length > 1 ? 'hold' : 'holds';
  return new ExpectedError(
    'model-weights-size',
    phrase`${names} ${verb} ${held.toLocaleString('en')} bytes where model.json promises ${expected.toLocaleString('en')}:${hint}`,
  );
}

/** What often lies in place of weights, and what to do about it. */
async function disguiseOf({ path, name }: Shard): Promise<string | null> {
  const head = await readHead(path, USE, 64);
  const text = head.toString('latin1');
  if (text.startsWith('version https://git-lfs')) return `${name} is a Git LFS pointer; run git lfs pull`;
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return `${name} is a web page, not weights; download it again`;
  if (head[0] === 0x1f && head[1] === 0x8b) return `${name} is compressed with gzip; unpack it first`;
  return null;
}

/** A file that is longer than any text-minded program would have made of weights is not looked through. */
const LARGEST_LOOK = 512 * 2 ** 20;
const KEPT_BINARY = 'copy it again as it is (in git: *.bin binary in .gitattributes)';

/**
 * What a program that took weights for text made of them.
 * @param tooMany bytes that the group has above its size
 */
async function manglingOf({ path, name, bytes }: Shard, tooMany: number): Promise<string | null> {
  if (bytes > LARGEST_LOOK || bytes === 0) return null;
  const content = await readBytes(path, USE);
  const lines = countLines(content);
  if (lines.all > 0 && lines.all === lines.afterReturn && lines.all === tooMany)
    return `each of the ${lines.all.toLocaleString('en')} line feeds in ${name} became two bytes, by git's conversion of line ends or a transfer in text mode; ${KEPT_BINARY}`;
  if (/^[A-Za-z0-9+/\s]+=*\s*$/.test(content.toString('latin1', 0, 4096)) && tooMany > 0)
    return `${name} is a text in base64, not weights; decode it first`;
  return tooMany > 0 && isText(content)
    ? `${name} was read and written as text, which loses bytes; ${KEPT_BINARY}`
    : null;
}

function countLines(content: Buffer): { readonly all: number; readonly afterReturn: number } {
  let [all, afterReturn] = [0, 0];
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) {
    all++;
    if (content[at - 1] === 13) afterReturn++;
  }
  return { all, afterReturn };
}

/** Weights with bytes above 127 are no UTF-8 but by a miracle, unless somebody made text of them. */
function isText(content: Buffer): boolean {
  if (content.every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
