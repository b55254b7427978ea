import { createHash, type Hash } from 'node:crypto';
import { withFile } from '../files/openFile.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { Shard } from './checkShards.js';

/** Bytes from..to-1 of one shard, counted from its beginning. */
export interface ByteRange {
  readonly shard: Shard;
  readonly from: number;
  readonly to: number;
}

const COPY = 'copy the whole folder of the model, or save it again';
/** At most so many bytes are read, and hashed, at once. */
const PIECE_BYTES = 4 * 2 ** 20;

export interface WeightReaderOptions {
  /** What the model's fingerprint covers besides the weights; hashed first. */
  readonly head: () => string;
  /** By group, in the manifest's order. */
  readonly shards: readonly (readonly Shard[])[];
  /** False: the bytes are not hashed as they are read, and those that nobody wants are passed over. */
  readonly hashed: boolean;
}

/** Reads a model's weights, and hashes the very bytes that it hands out: a second read might meet another model. */
export class WeightReader {
  readonly #options: WeightReaderOptions;
  #digest: string | null = null;

  constructor(options: WeightReaderOptions) {
    this.#options = options;
  }

  /**
   * The bytes of each range.
   * @param ranges in the order of shards, and within a shard ascending without overlap
   * @throws ExpectedError model-weights-size where a shard became shorter since it was looked at
   */
  read(ranges: readonly ByteRange[]): Promise<readonly ArrayBuffer[]> {
    return this.#pass(ranges, this.#options.hashed);
  }

  /** sha-256 of the bytes that were read last; where nothing was read yet, all are read for it. 64 hexadecimal digits. */
  async fingerprint(): Promise<string> {
    if (this.#digest === null) await this.#pass([], true);
    if (this.#digest === null) throw new Error('a pass with a hash leaves a digest');
    return this.#digest;
  }

  async #pass(ranges: readonly ByteRange[], hashed: boolean): Promise<readonly ArrayBuffer[]> {
    const hash = hashed ? createHash('sha256').update(this.#options.head()) : null;
    const byShard = new Map<Shard, ByteRange[]>();
    for (const range of ranges) {
      const before = byShard.get(range.shard);
      if (before === undefined) byShard.set(range.shard, [range]);
      else before.push(range);
    }
    const read: ArrayBuffer[] = [];
    for (const shard of this.#options.shards.flat()) {
      const wanted = byShard.get(shard) ?? [];
      if (wanted.length > 0 || hash !== null) read.push(...(await readShard(shard, wanted, hash)));
    }
    if (hash !== null) this.#digest = hash.digest('hex');
    return read;
  }
}

/** One shard front to back: what is wanted of it; with a hash, the rest passes through the hash, too. */
function readShard(
  shard: Shard,
  wanted: readonly ByteRange[],
  hash: Hash | null,
): Promise<readonly ArrayBuffer[]> {
  const use = { code: 'model-weights-missing', absent: COPY } as const;
  return withFile(shard.path, use, async (handle) => {
    const fill = async (target: Uint8Array, from: number): Promise<void> => {
      for (let done = 0; done < target.length;) {
        const length = Math.min(PIECE_BYTES, target.length - done);
        const { bytesRead } = await handle.read(target, done, length, shard.start + from + done);
        if (bytesRead === 0) throw becameShorter(shard);
        hash?.update(target.subarray(done, done + bytesRead));
        done += bytesRead;
      }
    };
    const passOver = async (from: number, to: number): Promise<void> => {
      if (hash === null || from >= to) return;
      const piece = new Uint8Array(Math.min(PIECE_BYTES, to - from));
      for (let place = from; place < to; place += piece.length)
        await fill(piece.subarray(0, Math.min(piece.length, to - place)), place);
    };
    const read: ArrayBuffer[] = [];
    let place = 0;
    for (const { from, to } of wanted) {
      await passOver(place, from);
      const data = new ArrayBuffer(to - from);
      await fill(new Uint8Array(data), from);
      read.push(data);
      place = to;
    }
    await passOver(place, shard.bytes);
    return read;
  });
}

function becameShorter(shard: Shard): ExpectedError {
  return new ExpectedError(
    'model-weights-size',
    phrase`${file(shard.path)} became shorter while it was read: wait until the model is saved, and try again`,
  );
}
