import { isAbsolute, relative, sep } from 'node:path';

/** Does a path lie below a folder, or is it the folder itself? Both absolute; links are not followed. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
