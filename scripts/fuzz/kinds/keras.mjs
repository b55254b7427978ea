import { mutatedBytes } from '../mutations.mjs';

const MARK = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** @param {{ keras: Buffer[] }} seeds */
export function kerasCase(random, { keras }) {
  return fileCase(random, random.pick(keras), 'model.keras');
}

/** @param {{ h5: Buffer[] }} seeds */
export function h5Case(random, { h5 }) {
  return fileCase(random, random.pick(h5), 'model.h5');
}

function fileCase(random, bytes, path) {
  const changed = random.chance(0.4)
    ? withAddresses(random, bytes)
    : random.chance(0.5)
      ? withMarks(random, bytes)
      : mutatedBytes(random, bytes);
  return { data: path, files: [{ path, bytes: changed }] };
}

/** Some of the 8-byte numbers of the HDF5, at which its lists and sizes stand, point to others of its parts. */
function withAddresses(random, bytes) {
  const copy = Buffer.from(bytes);
  const start = Math.max(0, copy.indexOf(MARK));
  const parts = ['TREE', 'SNOD', 'HEAP', 'GCOL'].flatMap((mark) => placesOf(copy, mark));
  for (let count = 1 + random.below(4); count > 0; count--) {
    const part = random.pick(parts.length > 0 ? parts : [start]);
    const place = Math.min(copy.length - 8, part + 8 * random.below(12));
    const value = random.pick([
      random.pick(parts.length > 0 ? parts : [0]) - start,
      0,
      2 ** 31,
      2 ** 53,
      copy.length,
    ]);
    copy.writeBigUInt64LE(BigInt(Math.max(0, value)), place);
  }
  return copy;
}

/** Some bytes behind the marks of zip and HDF5: counts, levels, versions, lengths. */
function withMarks(random, bytes) {
  const copy = Buffer.from(bytes);
  const marks = ['PK\x01\x02', 'PK\x05\x06', 'PK\x03\x04', 'TREE', 'SNOD', 'HEAP', 'GCOL'];
  for (let count = 1 + random.below(3); count > 0; count--) {
    const places = placesOf(copy, random.pick(marks));
    if (places.length === 0) continue;
    const place = random.pick(places) + 4 + random.below(30);
    if (place < copy.length) copy[place] = random.pick([0, 1, 2, 0x7f, 0x80, 0xff, random.below(256)]);
  }
  return copy;
}

function placesOf(bytes, mark) {
  const places = [];
  for (
    let place = bytes.indexOf(mark, 0, 'latin1');
    place >= 0;
    place = bytes.indexOf(mark, place + 1, 'latin1')
  )
    places.push(place);
  return places;
}
