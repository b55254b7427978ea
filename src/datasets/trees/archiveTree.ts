import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { inside, isPassedOver, type FileTree, type TreeFile, type TreeLevel } from './fileTree.js';

/** A file of an archive, and whether it is a picture. */
export interface ArchiveFile extends TreeFile {
  readonly picture: boolean;
}

/** The files of an archive as folders; what desktops left in it is passed over. */
export class ArchiveTree implements FileTree {
  readonly kind = 'archive';
  readonly path: string;
  readonly anyOrder: boolean;
  readonly #files: readonly ArchiveFile[];
  readonly #open: (archived: ArchiveFile) => Promise<ByteSource>;
  readonly #levels = new Map<string, { readonly folders: Set<string>; readonly files: ArchiveFile[] }>();
  #ignored = 0;

  /** @throws ExpectedError data-malformed for a file whose path leads out of the archive */
  constructor(
    path: string,
    files: readonly ArchiveFile[],
    {
      anyOrder,
      open,
    }: { readonly anyOrder: boolean; readonly open: (archived: ArchiveFile) => Promise<ByteSource> },
  ) {
    this.path = path;
    this.anyOrder = anyOrder;
    this.#open = open;
    this.#files = files.flatMap((archived) => {
      const steps = stepsOf(archived.path, path);
      return steps.some(isPassedOver) ? [] : [{ ...archived, path: steps.join('/') }];
    });
    this.#level('');
    for (const archived of this.#files) {
      const steps = archived.path.split('/').slice(0, -1);
      let folder = '';
      for (const step of steps) {
        this.#level(folder).folders.add(step);
        folder = inside(folder, step);
      }
      this.#level(folder).files.push(archived);
    }
  }

  get ignored(): number {
    return this.#ignored;
  }

  level(folder: string): Promise<TreeLevel> {
    const { folders, files } = this.#level(folder);
    return Promise.resolve({ folders: [...folders], files: files.map(({ path }) => nameOf(path)) });
  }

  pictures(folder: string, depth: 'alone' | 'deep'): Promise<readonly TreeFile[]> {
    const files = depth === 'alone' ? this.#level(folder).files : this.#below(folder);
    this.#ignored += files.filter(({ picture }) => !picture).length;
    return Promise.resolve(
      files.flatMap(({ picture, path, bytes, place }) => (picture ? [{ path, bytes, place }] : [])),
    );
  }

  holdsPictures(folder: string, depth: 'alone' | 'deep'): Promise<boolean> {
    return Promise.resolve(this.#holds(folder, depth));
  }

  open(path: string): Promise<ByteSource> {
    const archived = this.#files.find((other) => other.path === path);
    if (archived === undefined) throw new RangeError(`no file ${path} was listed`);
    return this.#open(archived);
  }

  #holds(folder: string, depth: 'alone' | 'deep'): boolean {
    const { folders, files } = this.#level(folder);
    if (files.some(({ picture }) => picture)) return true;
    return depth === 'deep' && [...folders].some((name) => this.#holds(inside(folder, name), depth));
  }

  #below(folder: string): readonly ArchiveFile[] {
    const { folders, files } = this.#level(folder);
    return [...files, ...[...folders].flatMap((name) => this.#below(inside(folder, name)))];
  }

  #level(folder: string): { readonly folders: Set<string>; readonly files: ArchiveFile[] } {
    const level = this.#levels.get(folder) ?? { folders: new Set(), files: [] };
    this.#levels.set(folder, level);
    return level;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The names on the way to a file: "./a\b" is a, b. */
function stepsOf(name: string, archive: string): readonly string[] {
  const steps = name.split(/[\\/]/u);
  if (steps.includes('..') || steps[0] === '' || /^[A-Za-z]:$/u.test(steps[0] ?? ''))
    throw new ExpectedError(
      'data-malformed',
      phrase`${file(archive)} holds ${name}, a path that leads out of the archive: pack it again from within its folder`,
    );
  return steps.filter((step) => step !== '' && step !== '.');
}
