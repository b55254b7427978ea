import { Fields } from './fields.js';
import { damaged, notRead } from './formatProblem.js';

/** What the elements of an HDF5 object are. */
export type ElementType =
  /** "f4", "i8", "u1", "b1" (a bool of h5py), as NumPy calls them, little-endian */
  | { readonly is: 'number'; readonly name: string; readonly bytes: number }
  /** Texts of a fixed length, filled up with zeros or blanks. */
  | { readonly is: 'text'; readonly bytes: number }
  /** Texts of any length, which lie in the global heap: 16 bytes each here. */
  | { readonly is: 'longText'; readonly bytes: 16 }
  /** Bytes without a meaning: bfloat16, as h5py writes it. */
  | { readonly is: 'opaque'; readonly bytes: number }
  | { readonly is: 'other'; readonly bytes: number };

/** Reads a datatype message (IV.A.2.d). */
export function readType(data: Buffer): ElementType {
  const fields = new Fields(data);
  const kind = fields.u8() & 0x0f;
  const bits = fields.u8();
  const bytes = fields.skip(2).u32();
  const isBig = (bits & 1) !== 0;
  switch (kind) {
    case 0:
      return {
        is: 'number',
        name: `${isBig ? '>' : ''}${(bits & 8) === 0 ? 'u' : 'i'}${String(bytes)}`,
        bytes,
      };
    case 1:
      return { is: 'number', name: `${isBig ? '>' : ''}${floatName(fields, bytes)}`, bytes };
    case 3:
      return { is: 'text', bytes };
    case 5:
      return { is: 'opaque', bytes };
    case 8:
      return { is: 'number', name: `b${String(bytes)}`, bytes };
    case 9:
      return (bits & 0x0f) === 1 ? { is: 'longText', bytes: 16 } : { is: 'other', bytes };
    default:
      return { is: 'other', bytes };
  }
}

/** By the size of the exponent: 2 bytes with 8 bits of it are bfloat16. */
function floatName(fields: Fields, bytes: number): string {
  const exponent = fields.left >= 6 ? fields.skip(5).u8() : 0;
  return bytes === 2 && exponent === 8 ? 'bf2' : `f${String(bytes)}`;
}

/** HDF5 has at most 32 axes. */
const MOST_AXES = 32;

/** Reads a dataspace message (IV.A.2.b): the length of each axis; [] for one value, null for none at all. */
export function readShape(data: Buffer): readonly number[] | null {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version !== 1 && version !== 2) throw damaged('it has a shape of an unknown version');
  const axes = fields.u8();
  if (axes > MOST_AXES) throw notRead(`has a tensor of ${String(axes)} axes`);
  const type = fields.skip(1).u8();
  if (version === 1) fields.skip(4);
  else if (type === 2) return null;
  return Array.from({ length: axes }, () => fields.u64());
}
