import type { DatasetRequest } from '../dataset.js';
import type { FileTree } from './fileTree.js';
import { FolderTree } from './folderTree.js';
import { tarTree } from './tarTree.js';
import { zipTree } from './zipTree.js';

/** What files of pictures can lie in. */
export type TreeKind = 'images' | 'zip' | 'tar';

/** @throws ExpectedError for a damaged archive */
export async function openTree(
  kind: TreeKind,
  { path, skipBad }: Pick<DatasetRequest, 'path' | 'skipBad'>,
): Promise<FileTree> {
  switch (kind) {
    case 'images':
      return new FolderTree(path, skipBad);
    case 'zip':
      return zipTree(path);
    case 'tar':
      return tarTree(path);
  }
}
