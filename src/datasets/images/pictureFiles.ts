import { join } from 'node:path';
import { readHead } from '../../files/openFile.js';
import { file } from '../../vocabulary/phrase.js';
import { openMaybeGzip, wholeRange, type ByteSource } from '../bytes/byteSource.js';
import { openZipEntry } from '../bytes/zipDirectory.js';
import type { FilePlace, TreeFile } from '../trees/fileTree.js';
import { MOST_FILE_BYTES } from './pictureLimits.js';
import { readPicture, tooLarge } from './readPicture.js';

/** A picture's bytes, wherever they lie. */
export interface PictureFile {
  /** For messages: its path, or the archive's with its own behind it. */
  readonly path: string;
  /** The first bytes, at most so many. */
  head(length: number): Promise<Uint8Array>;
  /** @throws ExpectedError data-malformed where it is larger than a picture may be, or cannot be read */
  bytes(): Promise<Uint8Array>;
}

/** What tells where a picture lies; structured-cloneable. */
export type PicturePlace = Pick<TreeFile, 'path' | 'bytes' | 'place'>;

const USE = { code: 'data-malformed', absent: 'check it, or run again' } as const;

/** The pictures of a folder or of an archive, of which a stream may stay open between two that follow each other. */
export class PictureFiles {
  readonly #root: string;
  #tar: ByteSource | null = null;

  /** @param root the folder or the archive */
  constructor(root: string) {
    this.#root = root;
  }

  /** The picture at a place. In a packed archive those behind it are read fast, those before it from the beginning. */
  at({ path: inner, bytes: size, place }: PicturePlace): PictureFile {
    const path = join(this.#root, inner);
    if (place === null)
      return { path, head: (length) => readHead(path, USE, length), bytes: () => readPicture(path) };
    return {
      path,
      head: (length) => this.#read(place, Math.min(length, size)),
      bytes: async () => {
        if (size > MOST_FILE_BYTES) throw tooLarge(path);
        return wholeRange(await this.#read(place, size), size, [file(path)]);
      },
    };
  }

  async close(): Promise<void> {
    await this.#tar?.close();
    this.#tar = null;
  }

  async #read(place: Exclude<FilePlace, null>, length: number): Promise<Uint8Array> {
    if (place.t === 'tar') {
      this.#tar ??= await openMaybeGzip(this.#root);
      return Uint8Array.from(await this.#tar.read(place.offset, length));
    }
    const source = await openZipEntry(this.#root, place.entry);
    try {
      return Uint8Array.from(await source.read(0, length));
    } finally {
      await source.close();
    }
  }
}
