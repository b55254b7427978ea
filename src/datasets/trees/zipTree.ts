import { openPlain } from '../bytes/byteSource.js';
import { openZipEntry, readZipDirectory, type ZipEntry } from '../bytes/zipDirectory.js';
import { FOREIGN_BYTES } from '../images/foreignPicture.js';
import { hasPictureName } from '../recognize/pictures.js';
import { ArchiveTree, type ArchiveFile } from './archiveTree.js';
import { beginsAsPicture } from './beginsAsPicture.js';

/**
 * A zip archive. Its directory alone is read; a file whose name tells nothing (none with an ending) is looked at.
 * @throws ExpectedError data-malformed for a damaged archive
 */
export async function zipTree(path: string): Promise<ArchiveTree> {
  const source = await openPlain(path);
  let entries: readonly ZipEntry[];
  try {
    entries = await readZipDirectory(source, path);
  } finally {
    await source.close();
  }
  const files: ArchiveFile[] = [];
  for (const entry of entries)
    if (!entry.name.endsWith('/'))
      files.push({
        path: entry.name,
        bytes: entry.bytes,
        place: { t: 'zip', entry },
        picture: hasPictureName(entry.name) || (!/\.[^/]*$/u.test(entry.name) && (await begins(path, entry))),
      });
  return new ArchiveTree(path, files, {
    anyOrder: true,
    open: ({ place }) => {
      if (place?.t !== 'zip') throw new RangeError('a zip archive holds entries');
      return openZipEntry(path, place.entry);
    },
  });
}

async function begins(path: string, entry: ZipEntry): Promise<boolean> {
  const source = await openZipEntry(path, entry);
  try {
    return beginsAsPicture(await source.read(0, FOREIGN_BYTES));
  } finally {
    await source.close();
  }
}
