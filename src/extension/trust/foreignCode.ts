import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isBelow } from '../../config/isBelow.js';
import type { CodeUse } from './codeUse.js';

/** Where a run's files lie, as absolute paths. */
export interface RunPlaces {
  readonly model: string;
  /** The entroscope.json whose entry is used; null where there is none. */
  readonly settings: string | null;
  /** The folders of the trusted workspace; none where it is not trusted. */
  readonly folders: readonly string[];
}

/**
 * The code of a run that nobody has trusted yet. Who trusts a workspace trusts what lies in its folders: a module is
 * trusted where it, the model and the entroscope.json all lie there. Links are followed, so that one that leads out of the
 * workspace lies outside.
 */
export async function foreignCode(
  uses: readonly CodeUse[],
  { model, settings, folders }: RunPlaces,
): Promise<readonly CodeUse[]> {
  const places = (await Promise.all(folders.map(realPlace))).filter((folder) => folder !== null);
  const isInside = async (path: string): Promise<boolean> => {
    const place = await realPlace(path);
    return place !== null && places.some((folder) => isBelow(place, folder));
  };
  const named = settings === null ? [model] : [model, settings];
  if ((await Promise.all(named.map(isInside))).includes(false)) return uses;
  const inside = await Promise.all(uses.map(({ path }) => isInside(path)));
  return uses.filter((_, index) => inside[index] !== true);
}

/**
 * A path without links; of what does not exist yet, the place where it would be.
 * @returns null where that cannot be told, as for a link that leads nowhere yet
 */
export async function realPlace(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    if (parent === path || (await exists(path))) return null;
    const place = await realPlace(parent);
    return place === null ? null : join(place, basename(path));
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
