import { sep } from 'node:path';

/** A path as reports, settings and messages write it on every system: with /. */
export function slashes(path: string): string {
  return path.split(sep).join('/');
}
