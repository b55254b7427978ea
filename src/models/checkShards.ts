import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { refuseSpecial } from '../files/fileKind.js';
import { isFileError, readFailure } from '../files/fileProblem.js';
import { readHead } from '../files/openFile.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { stampText } from './fileStamp.js';
import type { WeightGroup } from './weightsManifest.js';

/** A weights file that exists inside the model's folder. */
export interface Shard {
  /** Absolute. */
  readonly path: string;
  /** As the manifest names it. */
  readonly name: string;
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
    for (const name of group.paths) ofGroup.push(await findShard(model, folder, name));
    await checkSize(group, ofGroup);
    shards.push(ofGroup);
  }
  return shards;
}

async function findShard(model: string, folder: string, name: string): Promise<Shard> {
  const path = resolve(folder, name);
  if (/^[a-z][a-z0-9+.-]+:/i.test(name) || isAbsolute(name) || !isInside(folder, path))
    throw outside(model, name);
  let bytes: number;
  let stamp: string;
  let real: string;
  try {
    real = await realpath(path);
    const stats = await stat(real, { bigint: true });
    refuseSpecial(stats, real, { code: 'model-weights-missing' });
    bytes = Number(stats.size);
    stamp = stampText(stats);
  } catch (cause) {
    if (!isFileError(cause) || cause.code !== 'ENOENT')
      throw readFailure(cause, path, { code: 'model-weights-missing' });
    throw new ExpectedError(
      'model-weights-missing',
      phrase`${file(model)} needs ${name}, which is not beside it: copy the whole folder of the model, or save it again`,
      { cause },
    );
  }
  if (!isInside(folder, real)) throw outside(model, name);
  return { path: real, name, bytes, stamp };
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
    const disguise = await disguiseOf(shard);
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
  const head = await readHead(path, { code: 'model-weights-missing' }, 64);
  const text = head.toString('latin1');
  if (text.startsWith('version https://git-lfs')) return `${name} is a Git LFS pointer; run git lfs pull`;
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return `${name} is a web page, not weights; download it again`;
  if (head[0] === 0x1f && head[1] === 0x8b) return `${name} is compressed with gzip; unpack it first`;
  return null;
}
