import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { mutatedBytes } from '../mutations.mjs';

const DTYPES = [
  '<f4',
  '<f8',
  '<i4',
  '<i8',
  '|u1',
  '|i1',
  '<u2',
  '<f2',
  '|b1',
  '>f4',
  '|S5',
  '<U3',
  '|O',
  '<c8',
  '|V8',
  '<M8[s]',
];
const SIZES = [0, 1, 2, 4, 8, 1000, 2 ** 31, 2 ** 53, -1];

/** A file of NumPy's with a header that is right, or nearly. */
function npyBytes(random) {
  const samples = random.pick([1, 3, 8, 20]);
  const right = random.chance(0.35);
  const shape = right
    ? [samples, 4]
    : Array.from({ length: random.below(5) }, () => random.pick([samples, 4, ...SIZES]));
  const dtype = right ? random.pick(['<f4', '<f8', '|u1', '<i4']) : random.pick(DTYPES);
  const order = random.chance(0.1) ? 'True' : random.pick(['False', 'False', 'False', 'None', '0']);
  const list = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  let header = `{'descr': '${dtype}', 'fortran_order': ${order}, 'shape': ${list}, }`;
  if (random.chance(0.1))
    header = header.replace(random.pick(["'", ',', '{', '}', ':', '(']), random.pick(['', ' ', '((', '\\']));
  header = `${header.padEnd(random.pick([54, 117, header.length]), ' ')}\n`;
  const version = random.chance(0.9) ? 1 : random.pick([0, 2, 3, 255]);
  const start = Buffer.alloc(version === 1 ? 10 : 12);
  start.write('\x93NUMPY', 0, 'latin1');
  start[6] = version;
  const said = random.chance(0.93) ? header.length : random.pick([0, 1, 65535, header.length + 1]);
  if (version === 1) start.writeUInt16LE(Math.min(said, 65535), 8);
  else start.writeUInt32LE(random.chance(0.5) ? said : 2 ** 32 - 1, 8);
  const width = Number(/\d+/.exec(dtype)?.[0] ?? 1);
  const whole = Math.max(
    0,
    Math.min(4096, shape.reduce((product, size) => product * Math.abs(size), 1) * width),
  );
  const body = random.bytes(random.chance(0.8) ? whole : random.below(whole + 9));
  return Buffer.concat([start, Buffer.from(header, 'latin1'), body]);
}

function damaged(random, bytes) {
  return random.chance(0.4) ? mutatedBytes(random, bytes) : bytes;
}

function labelFiles(random, name, make) {
  return random.chance(0.3) ? [{ path: name, bytes: damaged(random, make()) }] : [];
}

export function npyCase(random) {
  return {
    data: 'x.npy',
    files: [
      { path: 'x.npy', bytes: damaged(random, npyBytes(random)) },
      ...labelFiles(random, 'y.npy', () => npyBytes(random)),
    ],
  };
}

/** A zip file of entries, whose numbers are right, or nearly. */
function zipBytes(random, entries) {
  const locals = [];
  const directory = [];
  let offset = 0;
  const wrong = (value) =>
    random.chance(0.03) ? random.pick([0, 1, value + 1, 2 ** 31 - 1, 2 ** 32 - 1]) : value;
  for (const { name, bytes } of entries) {
    const packed = random.chance(0.5);
    const method = random.chance(0.03) ? random.pick([1, 9, 12, 14]) : packed ? 8 : 0;
    const body = packed ? deflateRawSync(bytes) : bytes;
    const label = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(random.chance(0.03) ? random.below(65536) : 0, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(wrong(body.length), 14);
    head.writeUInt32LE(wrong(bytes.length), 18);
    head.writeUInt16LE(wrong(label.length) & 0xffff, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, label, body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(wrong(offset), 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, label]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(wrong(entries.length) & 0xffff, 8);
  end.writeUInt16LE(wrong(entries.length) & 0xffff, 10);
  end.writeUInt32LE(wrong(central.length), 12);
  end.writeUInt32LE(wrong(offset), 16);
  return Buffer.concat([...locals, central, end]);
}

export function npzCase(random) {
  const names = ['x.npy', 'y.npy', 'x_test.npy', 'labels.npy', 'input.npy', '../x.npy', 'x', ''];
  const entries = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) => ({
    name: random.chance(0.7) ? names[index] : random.pick(names),
    bytes: random.chance(0.02) ? Buffer.alloc(20_000_000) : damaged(random, npyBytes(random)),
  }));
  return { data: 'x.npz', files: [{ path: 'x.npz', bytes: damaged(random, zipBytes(random, entries)) }] };
}

function idxBytes(random, shape) {
  const type = random.chance(0.85) ? 8 : random.pick([0, 9, 0x0b, 0x0c, 0x0d, 0x0e, 255]);
  const head = Buffer.alloc(4 + 4 * shape.length);
  head[2] = type;
  head[3] = random.chance(0.95) ? shape.length : random.below(256);
  shape.forEach((size, axis) => head.writeUInt32BE(size >>> 0, 4 + 4 * axis));
  const whole = Math.min(
    4096,
    shape.reduce((product, size) => product * Math.abs(size), 1),
  );
  return Buffer.concat([head, random.bytes(random.chance(0.8) ? whole : random.below(whole + 9))]);
}

export function idxCase(random) {
  const samples = random.pick([1, 3, 8]);
  const shape = random.chance(0.5)
    ? [samples, 4]
    : Array.from({ length: 1 + random.below(4) }, () => random.pick([samples, 4, ...SIZES]));
  const packed = random.chance(0.2);
  const end = packed ? '.gz' : '';
  const finished = (bytes) =>
    packed ? damaged(random, gzipSync(damaged(random, bytes))) : damaged(random, bytes);
  const files = [{ path: `t10k-images-idx3-ubyte${end}`, bytes: finished(idxBytes(random, shape)) }];
  if (random.chance(0.6))
    files.push({
      path: `t10k-labels-idx1-ubyte${end}`,
      bytes: finished(idxBytes(random, [random.chance(0.7) ? samples : random.pick(SIZES)])),
    });
  return { data: files[0].path, files };
}
