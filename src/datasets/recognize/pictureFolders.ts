import { dirname } from 'node:path';

/** A few pictures are a project's icons, not its data. */
const FEWEST_PICTURES = 10;

export interface PictureFolder {
  /** Absolute. */
  readonly path: string;
  /** In words: "pictures in 10 classes", "25 pictures". */
  readonly shown: string;
}

/**
 * The folders that look like data sets: one whose sub-folders hold pictures has a class each; one with pictures alone
 * has one class.
 * @param pictures absolute paths
 */
export function pictureFolders(pictures: readonly string[]): readonly PictureFolder[] {
  const byFolder = grouped(pictures);
  const dataSets: PictureFolder[] = [];
  const classFolders = new Set<string>();
  for (const [parent, folders] of grouped([...byFolder.keys()])) {
    if (folders.length < 2 || byFolder.has(parent)) continue;
    dataSets.push({ path: parent, shown: `pictures in ${folders.length} classes` });
    for (const folder of folders) classFolders.add(folder);
  }
  for (const [folder, { length }] of byFolder) {
    if (classFolders.has(folder) || length < FEWEST_PICTURES) continue;
    dataSets.push({ path: folder, shown: `${length} pictures` });
  }
  return dataSets;
}

function grouped(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const folder = dirname(path);
    const group = groups.get(folder);
    if (group === undefined) groups.set(folder, [path]);
    else group.push(path);
  }
  return groups;
}
