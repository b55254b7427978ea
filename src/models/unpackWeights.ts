import { sizeOf } from '../engine/sizeOf.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { StoredWeight } from './repairModel.js';

/** Weights as TensorFlow.js reads them, and their bytes laid end to end. */
export interface UnpackedWeights {
  readonly weights: readonly StoredWeight[];
  readonly pieces: readonly ArrayBuffer[];
}

/** What Keras stores and TensorFlow.js does not unpack. */
const PACKED = /^(bfloat16|float64|scaled-int8)$/;

/**
 * Unpacks weights that TensorFlow.js cannot: bfloat16, float64, and 8 bits that a weight of their own divides by (Keras'
 * quantize("int8")), whose bytes are left out. Everything else stays as it is.
 * @param weights those that are wanted, in the order in which they lie
 * @param pieces their bytes laid end to end; cut anywhere
 * @throws ExpectedError model-unsupported where 8 bits come without what divides them
 */
export function unpackWeights(
  path: string,
  weights: readonly StoredWeight[],
  pieces: readonly ArrayBuffer[],
): UnpackedWeights {
  if (!weights.some(isPacked)) return { weights, pieces };
  const bytes = cutAt(
    weights.map(({ spec }) => spec.bytes ?? 0),
    pieces,
  );
  const byName = new Map(weights.map((weight, index) => [weight.spec.name, { weight, bytes: bytes[index] }]));
  const scales = new Set(
    weights.flatMap(({ spec }) => (spec.quantization?.dtype === 'scaled-int8' ? [scaleOf(spec.name)] : [])),
  );
  const unpacked: { readonly weight: StoredWeight; readonly data: ArrayBuffer }[] = [];
  for (const [index, weight] of weights.entries()) {
    const data = bytes[index] ?? new ArrayBuffer(0);
    const { name, quantization } = weight.spec;
    if (scales.has(name)) continue;
    if (!isPacked(weight)) {
      unpacked.push({ weight, data });
      continue;
    }
    const scale = byName.get(scaleOf(name));
    if (quantization?.dtype === 'scaled-int8' && (scale?.bytes === undefined || scale.bytes.byteLength === 0))
      throw new ExpectedError(
        'model-unsupported',
        phrase`${file(path)} holds the weight ${name} as int8 without the scale that belongs to it: save the model with Keras, before quantize()`,
      );
    const numbers = numbersOf(weight, data, floatsOf(scale?.bytes));
    unpacked.push({ weight: plain(weight), data: numbers });
  }
  return { weights: unpacked.map(({ weight }) => weight), pieces: unpacked.map(({ data }) => data) };
}

/** The weight that 8 bits are divided by, as Keras calls it. */
export function scaleOf(name: string): string {
  return `${name}_scale`;
}

/** Is it stored in a way that TensorFlow.js cannot unpack? */
export function isPacked({ spec: { quantization } }: StoredWeight): boolean {
  return quantization !== null && PACKED.test(quantization.dtype);
}

function plain({ spec, entry, wanted }: StoredWeight): StoredWeight {
  const elements = sizeOf(spec.shape);
  const rest = Object.fromEntries(Object.entries(entry).filter(([field]) => field !== 'quantization'));
  return {
    spec: { ...spec, dtype: 'float32', quantization: null, bytes: 4 * elements },
    entry: { ...rest, dtype: 'float32' },
    wanted,
  };
}

function floatsOf(bytes: ArrayBuffer | undefined): Float32Array {
  return new Float32Array(bytes ?? new ArrayBuffer(0));
}

function numbersOf(
  { spec: { name, shape, quantization } }: StoredWeight,
  data: ArrayBuffer,
  scale: Float32Array,
): ArrayBuffer {
  switch (quantization?.dtype) {
    case 'bfloat16':
      return fromBfloat16(new Uint16Array(data));
    case 'float64':
      return Float32Array.from(new Float64Array(data)).buffer;
    default:
      return divided(new Int8Array(data), scale, name.endsWith('embeddings') ? (shape.at(-1) ?? 1) : 1);
  }
}

/** The upper half of a float32. */
function fromBfloat16(halves: Uint16Array): ArrayBuffer {
  return Uint32Array.from(halves, (half) => half << 16).buffer;
}

/** By the last axes' numbers, one after the other; a table of embeddings by one number a row of so many. */
function divided(values: Int8Array, scale: Float32Array, each: number): ArrayBuffer {
  return Float32Array.from(
    values,
    (value, index) => value / (scale[Math.floor(index / each) % scale.length] ?? NaN),
  ).buffer;
}

/** The bytes of each weight by itself. */
function cutAt(lengths: readonly number[], pieces: readonly ArrayBuffer[]): readonly ArrayBuffer[] {
  let [piece, place] = [0, 0];
  return lengths.map((length) => {
    const target = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const source = pieces[piece];
      if (source === undefined) break;
      const size = Math.min(length - done, source.byteLength - place);
      target.set(new Uint8Array(source, place, size), done);
      done += size;
      place += size;
      if (place < source.byteLength) continue;
      piece++;
      place = 0;
    }
    return target.buffer;
  });
}
