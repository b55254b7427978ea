/** The number types in which arrays are stored. */
export type ElementType = 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f2' | 'f4' | 'f8';

/** Bytes of one element. */
export function elementBytes(type: ElementType): number {
  return Number(type.slice(1));
}

/**
 * Decodes the first out.length elements of bytes into float64, which holds every type but 64-bit integers above 2^53
 * exactly.
 * @throws RangeError where there are fewer
 */
export function decodeElements(
  bytes: Uint8Array,
  type: ElementType,
  littleEndian: boolean,
  out: Float64Array,
): void {
  const count = out.length;
  if (bytes.length < count * elementBytes(type))
    throw new RangeError(`${bytes.length} bytes hold no ${count} elements`);
  if (type === 'u1') {
    for (let i = 0; i < count; i++) out[i] = bytes[i]!;
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'i1':
      for (let i = 0; i < count; i++) out[i] = view.getInt8(i);
      return;
    case 'u2':
      for (let i = 0; i < count; i++) out[i] = view.getUint16(2 * i, littleEndian);
      return;
    case 'i2':
      for (let i = 0; i < count; i++) out[i] = view.getInt16(2 * i, littleEndian);
      return;
    case 'u4':
      for (let i = 0; i < count; i++) out[i] = view.getUint32(4 * i, littleEndian);
      return;
    case 'i4':
      for (let i = 0; i < count; i++) out[i] = view.getInt32(4 * i, littleEndian);
      return;
    case 'u8':
      for (let i = 0; i < count; i++) out[i] = Number(view.getBigUint64(8 * i, littleEndian));
      return;
    case 'i8':
      for (let i = 0; i < count; i++) out[i] = Number(view.getBigInt64(8 * i, littleEndian));
      return;
    case 'f2':
      for (let i = 0; i < count; i++) out[i] = halfToNumber(view.getUint16(2 * i, littleEndian));
      return;
    case 'f4':
      for (let i = 0; i < count; i++) out[i] = view.getFloat32(4 * i, littleEndian);
      return;
    case 'f8':
      for (let i = 0; i < count; i++) out[i] = view.getFloat64(8 * i, littleEndian);
      return;
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
