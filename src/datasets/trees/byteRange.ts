import type { ByteSource } from '../bytes/byteSource.js';

/** A part of a source as a source of its own, which closes it. */
export function rangeOf(source: ByteSource, start: number, length: number): ByteSource {
  return {
    read: (offset, wanted) => source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
    size: () => Promise.resolve(length),
    close: () => source.close(),
  };
}
