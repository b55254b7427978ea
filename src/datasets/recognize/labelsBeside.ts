import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { dataKind, type DatasetKind } from './dataKinds.js';

/** Paths at which the labels of a file usually lie, the likeliest first. */
export function labelPlaces(path: string, kind: DatasetKind): readonly string[] {
  const names = dataKind(kind).labelNames?.(basename(path)) ?? [];
  return names.map((name) => join(dirname(path), name)).filter((place) => place !== path);
}

/** The file of labels beside a file of data, by the usual names; null where there is none. */
export async function labelsBeside(path: string, kind: DatasetKind): Promise<string | null> {
  for (const place of labelPlaces(path, kind)) if (await isFile(place)) return place;
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
