import { strToU8, zipSync } from 'fflate';
import * as jsfive from 'jsfive';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findModels, lookAtFile } from '../../src/models/findModels.js';
import { fingerprintModel } from '../../src/models/fingerprint.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { repairModel } from '../../src/models/repairModel.js';
import { resolveModelPath } from '../../src/models/resolveModelPath.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { temporaryFolder } from '../support/cli.js';
import { KERAS_FILES } from '../support/kerasFixture.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const keras = (name: string): string => join(KERAS_FILES, name);
const WHOLE = readdirSync(KERAS_FILES).filter(
  (name) => /\.(keras|h5)$/.test(name) && !/int8|subclassed|weights/.test(name),
);

/** All tensors of an HDF5 file by another reader: path -> numbers. */
function tensorsBy(bytes: Buffer): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  const walk = (group: jsfive.Group, path: string): void => {
    for (const key of group.keys) {
      const child = group.get(key);
      // A dataset of jsfive has keys, too: those of an array.
      if ('keys' in child && Array.isArray(child.keys)) walk(child, `${path}${key}/`);
      else if ('value' in child) found.set(`${path}${key}`, [...child.value]);
    }
  };
  walk(new jsfive.File(new Uint8Array(bytes).buffer, 'x'), '');
  return found;
}

/** Where the HDF5 of weights begins in a .keras. */
const hdf5In = (bytes: Buffer): number => bytes.indexOf(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'));

describe('the weights of a Keras file are its own bytes', () => {
  it.each(WHOLE)('%s: the same numbers as by another reader', async (name) => {
    const bytes = readFileSync(keras(name));
    const file = await readModelFile(keras(name));
    expect(file.format).toBe(name.endsWith('.keras') ? 'keras' : 'keras-h5');
    const others = tensorsBy(bytes.subarray(hdf5In(bytes)));
    const shards = file.shards.flat();
    expect(shards.length).toBeGreaterThan(3);
    for (const shard of shards) {
      expect(shard.path).toBe(keras(name));
      const held = new Float32Array(
        new Uint8Array(bytes.subarray(shard.start, shard.start + shard.bytes)).buffer,
      );
      const [path] = [...others.keys()].filter((key) => key.replace(/:0$/, '').endsWith(shard.name));
      expect([...held], shard.name).toEqual(others.get(path ?? ''));
    }
  });
  it('the state of the optimizer is none of them, and the fingerprint covers what is', async () => {
    const file = await readModelFile(keras('mlp_checkpoint.keras'));
    expect(file.shards.flat().some(({ name }) => name.includes('optimizer'))).toBe(false);
    const before = await fingerprintModel(file);
    const [shard] = file.shards.flat();
    const bytes = readFileSync(keras('mlp_checkpoint.keras'));
    const copy = join(folder, 'copy.keras');
    writeFileSync(copy, bytes);
    expect(await fingerprintModel(await readModelFile(copy))).toBe(before);
    bytes[shard!.start]! ^= 1;
    writeFileSync(copy, bytes);
    expect(await fingerprintModel(await readModelFile(copy))).not.toBe(before);
  });
  it('the name is the model’s own, else the file’s', async () => {
    expect((await readModelFile(keras('mlp_checkpoint.h5'))).name).toBe('mlp');
    expect((await readModelFile(keras('masked_bilstm.keras'))).name).toBe('masked_bilstm');
  });
});

describe('Keras files are found', () => {
  it('in a tree, by name and content', async () => {
    mkdirSync(join(folder, 'saved'));
    copyFileSync(keras('mlp_checkpoint.keras'), join(folder, 'saved', 'best.keras'));
    copyFileSync(keras('mlp_checkpoint.h5'), join(folder, 'old.h5'));
    copyFileSync(keras('mlp.weights.h5'), join(folder, 'mlp.weights.h5'));
    writeFileSync(join(folder, 'data.h5'), 'no HDF5');
    writeFileSync(join(folder, 'other.keras'), zipSync({ 'readme.txt': strToU8('hello') }));
    expect(await findModels(folder, new AbortController().signal)).toEqual([
      { path: 'old.h5', format: 'keras-h5' },
      { path: 'saved/best.keras', format: 'keras' },
    ]);
  });
  it('in the folder that is named, or by any name', async () => {
    copyFileSync(keras('mlp_checkpoint.keras'), join(folder, 'best.keras'));
    copyFileSync(keras('mlp_checkpoint.keras'), join(folder, 'epoch-01'));
    expect(await resolveModelPath(folder)).toBe(join(folder, 'best.keras'));
    expect(await resolveModelPath(join(folder, 'epoch-01'))).toBe(join(folder, 'epoch-01'));
    expect((await readModelFile(join(folder, 'epoch-01'))).format).toBe('keras');
    copyFileSync(keras('mlp_checkpoint.h5'), join(folder, 'last.h5'));
    await expect(resolveModelPath(folder)).rejects.toMatchObject({ code: 'model-ambiguous' });
  });
  it('a model.json beside one is what its folder means', async () => {
    copyFileSync(keras('mlp_checkpoint.keras'), join(folder, 'model.keras'));
    const json = { modelTopology: { class_name: 'Sequential', config: [] }, weightsManifest: [] };
    writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
    expect(await resolveModelPath(folder)).toBe(join(folder, 'model.json'));
  });
});

/** A zip that Keras did not write, of the files of one that it did. */
function zipped(
  content: (name: string, bytes: Uint8Array) => Record<string, Uint8Array>,
  level: 0 | 6 = 0,
): string {
  const bytes = readFileSync(keras('mlp_checkpoint.keras'));
  const files: Record<string, Uint8Array> = {};
  for (const [name, inside] of Object.entries(storedFiles(bytes)))
    Object.assign(files, content(name, inside));
  const path = join(folder, 'net.keras');
  writeFileSync(path, zipSync(files, { level }));
  return path;
}

function storedFiles(bytes: Buffer): Readonly<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (let place = 0; bytes.readUInt32LE(place) === 0x0403_4b50;) {
    const [size, name, extra] = [
      bytes.readUInt32LE(place + 18),
      bytes.readUInt16LE(place + 26),
      bytes.readUInt16LE(place + 28),
    ];
    const from = place + 30 + name + extra;
    files[bytes.toString('latin1', place + 30, place + 30 + name)] = bytes.subarray(from, from + size);
    place = from + size;
  }
  return files;
}

/** A zip whose every size and place stands in fields of 64 bits, as for files beyond 4 GiB. */
function zip64(files: Readonly<Record<string, Buffer>>): Buffer {
  const [parts, list]: [Buffer[], Buffer[]] = [[], []];
  let place = 0;
  const long = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), 8 * index));
    return bytes;
  };
  for (const [name, bytes] of Object.entries(files)) {
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    entry.fill(0xff, 20, 28);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(28, 30);
    entry.fill(0xff, 42, 46);
    const extra = Buffer.concat([Buffer.from([1, 0, 24, 0]), long(bytes.length, bytes.length, place)]);
    list.push(entry, Buffer.from(name), extra);
    parts.push(local, Buffer.from(name), bytes);
    place += 30 + name.length + bytes.length;
  }
  const size = list.reduce((sum, { length }) => sum + length, 0);
  const count = Object.keys(files).length;
  const end = Buffer.concat([
    Buffer.from('PK\x06\x06', 'latin1'),
    long(44),
    Buffer.alloc(12),
    long(count, count, size, place),
    Buffer.from('PK\x06\x07\0\0\0\0', 'latin1'),
    long(place + size),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('PK\x05\x06\0\0\0\0', 'latin1'),
    Buffer.alloc(12, 0xff),
    Buffer.from([26, 0]),
    Buffer.from('PK\x05\x06'.padEnd(26, '!'), 'latin1'),
  ]);
  return Buffer.concat([...parts, ...list, end]);
}

describe('files that are no whole model are refused in one sentence', () => {
  it.each([
    [
      'mlp.weights.h5',
      'model-not-a-model',
      /weights alone.*model\.save\("NAME\.keras"\).*save_weights_only=False/,
    ],
    ['subclassed.keras', 'model-unsupported', /class Sub, .*Python code/],
  ])('%s', async (name, code, message) => {
    await expect(readModelFile(keras(name))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
  it.each([
    ['packed again', () => zipped((name, bytes) => ({ [name]: bytes }), 6), /weights are compressed/],
    ['in a folder', () => zipped((name, bytes) => ({ [`net/${name}`]: bytes })), /net\/config\.json/],
    [
      'without weights',
      () => zipped((name, bytes) => (name.endsWith('.h5') ? {} : { [name]: bytes })),
      /without model\.weights\.h5/,
    ],
    ['of PyTorch', () => zipped((_, bytes) => ({ 'archive/data.pkl': bytes })), /PyTorch/],
  ])('a zip %s', async (_, make, message) => {
    const path = make();
    await expect(readModelFile(path)).rejects.toMatchObject({
      code: 'model-not-a-model',
      message: expect.stringMatching(message),
    });
    expect(await lookAtFile(path)).toBeNull();
  });
  it('a zip that is stored by another program is read', async () => {
    const file = await readModelFile(zipped((name, bytes) => ({ [name]: bytes })));
    expect(await fingerprintModel(file)).toBe(
      await fingerprintModel(await readModelFile(keras('mlp_checkpoint.keras'))),
    );
  });
  it('a zip with sizes of 64 bits, and a comment that looks like its end, is read', async () => {
    const path = join(folder, 'net.keras');
    writeFileSync(path, zip64(storedFiles(readFileSync(keras('mlp_checkpoint.keras')))));
    const file = await readModelFile(path);
    const plain = await readModelFile(keras('mlp_checkpoint.keras'));
    expect(await fingerprintModel(file)).toBe(await fingerprintModel(plain));
  });
  it('weights under another layer’s name', async () => {
    const bytes = readFileSync(keras('mlp_checkpoint.keras'));
    const place = bytes.indexOf('Second-layer', hdf5In(bytes));
    bytes.write('Second-later', place, 'latin1');
    const path = join(folder, 'net.keras');
    writeFileSync(path, bytes);
    const file = await readModelFile(path);
    expect(() => repairModel(file)).toThrow(
      /keeps weights of the layer Second-later where those of Second-layer must be/,
    );
  });
});

describe('damaged files', () => {
  it.each(['mlp_checkpoint.keras', 'mlp_checkpoint.h5'])('%s cut off anywhere says so', async (name) => {
    const whole = readFileSync(keras(name));
    const path = join(folder, name);
    for (let length = 8; length < whole.length; length += 1 + Math.floor(whole.length / 40)) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(readModelFile(path), String(length)).rejects.toMatchObject({
        code: 'model-weights-size',
        message: expect.stringMatching(/cut off, damaged, or being saved right now.*wait/),
      });
      expect(await lookAtFile(path)).toBe('damaged');
    }
  });
  it.each(['masked_bilstm.keras', 'tf_keras.h5'])(
    '%s with wrong bytes ends in time, and in words',
    async (name) => {
      const whole = readFileSync(keras(name));
      const path = join(folder, name);
      const json = whole.indexOf('{"');
      let refused = 0;
      for (let index = 0; index < 400; index++) {
        const bytes = Buffer.from(whole);
        // A Weyl sequence: the same places in every run, everywhere in the file.
        for (let change = 0; change < 1 + (index % 3); change++) {
          const place = Math.floor((((index * 3 + change + 1) * 0.618033988749895) % 1) * whole.length);
          if (Math.abs(place - json) > 4000) bytes[place] = [0, 1, 0x7f, 0xff][index % 4]!;
        }
        writeFileSync(path, bytes);
        await readModelFile(path).catch((error: unknown) => {
          refused++;
          expect(error).toBeInstanceOf(ExpectedError);
        });
      }
      expect(refused).toBeGreaterThan(10);
    },
  );
  it('lists and groups that contain themselves end', async () => {
    const whole = readFileSync(keras('tf_keras.keras'));
    const start = hdf5In(whole);
    const path = join(folder, 'net.keras');
    const broken = (mark: string, change: (bytes: Buffer, place: number) => void): void => {
      const bytes = Buffer.from(whole);
      for (let place = whole.indexOf(mark); place >= 0; place = whole.indexOf(mark, place + 1))
        change(bytes, place);
      writeFileSync(path, bytes);
    };
    const words = {
      code: 'model-malformed',
      message: expect.stringMatching(/contains itself|part of itself/),
    };
    // A list of lists whose first is itself.
    broken('TREE', (bytes, place) => {
      bytes[place + 5] = 1;
      bytes.writeBigUInt64LE(BigInt(place - start), place + 32);
    });
    await expect(readModelFile(path)).rejects.toMatchObject(words);
    // A group whose first child is the whole file.
    broken('SNOD', (bytes, place) => {
      bytes.writeBigUInt64LE(whole.readBigUInt64LE(start + 64), place + 16);
    });
    await expect(readModelFile(path)).rejects.toMatchObject(words);
  });
});
