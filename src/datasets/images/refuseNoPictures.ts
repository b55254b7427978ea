import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { kindByName } from '../recognize/dataKinds.js';
import { FOREIGN_DATA_BYTES, foreignData, foreignFailure } from '../recognize/foreignData.js';
import { inside, type FileTree } from '../trees/fileTree.js';
import { fullPath } from './pictureParts.js';

/** So many files of a folder are looked at to tell what it holds. */
const MOST_LOOKED_AT = 20;
const MOST_SHOWN = 5;

/**
 * Says what a tree holds that holds no pictures: files of a kind that is not read, data that can be named, or nothing.
 * @throws ExpectedError data-unrecognised, data-empty for folders without pictures
 */
export async function refuseNoPictures(tree: FileTree, folder: string, hasFolders: boolean): Promise<never> {
  const { files } = await tree.level(folder);
  const data = files.filter((name) => kindByName(name) !== null);
  if (data.length > 0)
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(fullPath(tree, folder))} holds no pictures: name the file in it that is meant (${data.slice(0, MOST_SHOWN).join(', ')}${data.length > MOST_SHOWN ? ', …' : ''})`,
    );
  for (const name of files.slice(0, MOST_LOOKED_AT)) {
    const source = await tree.open(inside(folder, name));
    try {
      const foreign = foreignData(Uint8Array.from(await source.read(0, FOREIGN_DATA_BYTES)), name);
      if (foreign !== null) throw foreignFailure(fullPath(tree, inside(folder, name)), foreign);
    } finally {
      await source.close();
    }
  }
  throw new ExpectedError(
    hasFolders ? 'data-empty' : 'data-unrecognised',
    phrase`${file(tree.path)} holds no pictures (PNG, JPEG, WebP, BMP, GIF): give a folder with one sub-folder of pictures a class, or of pictures only`,
  );
}
