import { crc32, deflateSync } from 'node:zlib';
import { mutatedBytes } from '../mutations.mjs';

const SIDES = [1, 2, 4, 7, 64, 0, 65535, 100_000, 2 ** 31 - 1, 2 ** 32 - 1];

function side(random) {
  return random.chance(0.8) ? random.pick([1, 2, 4, 7]) : random.pick(SIDES);
}

function chunk(random, name, body) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(random.chance(0.97) ? body.length : random.pick([0, 1, 2 ** 31, 2 ** 32 - 1]), 0);
  head.write(name, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(random.chance(0.97) ? crc32(Buffer.concat([head.subarray(4), body])) : 0);
  return Buffer.concat([head, body, sum]);
}

function png(random) {
  const width = side(random);
  const height = side(random);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = random.chance(0.8) ? 8 : random.pick([1, 2, 4, 16, 3, 0, 32]);
  head[9] = random.pick([0, 2, 3, 4, 6, 2, 6, 5]);
  head[10] = random.chance(0.98) ? 0 : 1;
  head[12] = random.chance(0.85) ? 0 : random.below(3);
  const row = 1 + width * ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[head[9]] ?? 1) * (head[8] === 16 ? 2 : 1);
  const whole = Math.min(row * height, 4000);
  const pixels = random.chance(0.02) ? Buffer.alloc(30_000_000) : random.bytes(whole);
  if (random.chance(0.8)) for (let at = 0; at < pixels.length; at += Math.max(1, row)) pixels[at] %= 5;
  const chunks = [chunk(random, 'IHDR', head)];
  if (head[9] === 3 || random.chance(0.05))
    chunks.push(chunk(random, 'PLTE', random.bytes(random.pick([3, 768, 5, 0]))));
  if (random.chance(0.1))
    chunks.push(
      chunk(random, random.pick(['tRNS', 'tEXt', 'gAMA', 'acTL', 'IHDR']), random.bytes(random.below(12))),
    );
  chunks.push(chunk(random, 'IDAT', deflateSync(pixels)));
  if (random.chance(0.9)) chunks.push(chunk(random, 'IEND', Buffer.alloc(0)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function bmp(random) {
  const width = side(random);
  const height = side(random);
  const bits = random.chance(0.6) ? 24 : random.pick([1, 4, 8, 16, 32, 2, 0]);
  const head = Buffer.alloc(54);
  head.write('BM', 0, 'latin1');
  head.writeUInt32LE(random.chance(0.95) ? 54 : random.below(2 ** 16), 10);
  head.writeUInt32LE(random.chance(0.9) ? 40 : random.pick([12, 64, 108, 124, 0]), 14);
  head.writeInt32LE(width | 0, 18);
  head.writeInt32LE(random.chance(0.2) ? -height | 0 : height | 0, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(random.chance(0.85) ? 0 : random.below(7), 30);
  if (random.chance(0.1)) head.writeUInt32LE(random.pick([2, 255, 2 ** 31]), 46);
  return Buffer.concat([
    head,
    random.bytes(Math.min(4000, Math.ceil((width * Math.max(1, bits)) / 32) * 4 * height)),
  ]);
}

function gif(random) {
  const head = Buffer.from('GIF89a', 'latin1');
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(Math.min(side(random), 65535), 0);
  screen.writeUInt16LE(Math.min(side(random), 65535), 2);
  const table = random.below(3);
  screen[4] = random.chance(0.8) ? 0x80 | table : 0;
  const image = Buffer.alloc(10);
  image[0] = 0x2c;
  image.writeUInt16LE(random.chance(0.9) ? 0 : 3, 1);
  image.writeUInt16LE(Math.min(side(random), 65535), 5);
  image.writeUInt16LE(Math.min(side(random), 65535), 7);
  image[9] = random.chance(0.85) ? 0 : random.pick([0x40, 0x80, 0xc0]);
  const data = random.bytes(random.below(40));
  const blocks = Buffer.concat([
    Buffer.from([random.pick([2, 2, 3, 8, 1, 12, 0])]),
    Buffer.from([data.length]),
    data,
    Buffer.from([0]),
  ]);
  const extension = random.chance(0.3)
    ? Buffer.from([0x21, 0xf9, 4, random.below(256), 0, 0, random.below(256), 0])
    : Buffer.alloc(0);
  return Buffer.concat([
    head,
    screen,
    random.bytes(screen[4] === 0 ? 0 : 3 * 2 ** (table + 1)),
    extension,
    image,
    blocks,
    Buffer.from(random.chance(0.9) ? [0x3b] : []),
  ]);
}

// The smallest pictures that those encoders write: 1 x 1 points.
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
);
const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');

export function pictureCase(random) {
  const makers = [
    ['png', () => png(random)], ['png', () => png(random)], ['bmp', () => bmp(random)], ['gif', () => gif(random)],
    ['jpg', () => mutatedBytes(random, JPEG, 3)], ['webp', () => mutatedBytes(random, WEBP, 3)],
  ]; // prettier-ignore
  const files = Array.from({ length: random.pick([1, 2]) }, (_, index) => {
    const [ending, make] = random.pick(makers);
    const bytes = make();
    return {
      path: `pictures/${random.pick(['cat', 'dog'])}/${index}.${random.chance(0.95) ? ending : 'png'}`,
      bytes: random.chance(0.4) ? mutatedBytes(random, bytes) : bytes,
    };
  });
  return { data: 'pictures', files };
}
