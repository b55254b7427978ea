import { sizeOf } from '../engine/sizeOf.js';
import type { BatchInput, ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import type { Scale } from '../vocabulary/options.js';
import { option, phrase, type Phrase } from '../vocabulary/phrase.js';
import type { DatasetRequest } from './dataset.js';
import { makeScaling } from './scaling.js';

/**
 * Stores one sample's numbers, row-major, as the input wants them: scaled float32, int32, or 0 and 1.
 * @throws RangeError for fewer numbers than the input takes; ExpectedError data-malformed naming where, for a token that
 *   the model's Embedding does not have
 */
export type RowWriter = (values: Float64Array, target: BatchInput, slot: number, where: () => Phrase) => void;

export interface RowWriterOptions {
  readonly input: ModelInput;
  readonly shape: readonly number[];
  readonly scale: Scale;
  /** Element i belongs to channel i mod channels. */
  readonly channels: number;
}

/** @throws ExpectedError data-shape where mean and std do not fit the channels */
export function rowWriter(
  request: DatasetRequest,
  { input, shape, scale, channels }: RowWriterOptions,
): RowWriter {
  const size = sizeOf(shape);
  const { tokenLimit } = input;
  if (tokenLimit !== null || input.dtype === 'int32')
    return (values, target, slot, where) => {
      checkLength(values, size);
      const from = slot * size;
      for (let i = 0; i < size; i++) {
        const value = values[i]!;
        if (!Number.isInteger(value) || (tokenLimit !== null && (value < 0 || value >= tokenLimit)))
          throw notAToken(value, tokenLimit, where());
        target[from + i] = value;
      }
    };
  if (input.dtype === 'bool')
    return (values, target, slot) => {
      checkLength(values, size);
      const from = slot * size;
      for (let i = 0; i < size; i++) target[from + i] = values[i]! === 0 ? 0 : 1;
    };
  const scaling = makeScaling(request, scale, channels);
  if (request.channels === 'bgr' && channels >= 3) {
    const scaled = scaling ?? ((value: number) => value);
    return (values, target, slot) => {
      checkLength(values, size);
      const from = slot * size;
      for (let i = 0, channel = 0; i < size; i++) {
        // Channels 0 and 2 change places; a fourth is alpha.
        const source = channel < 3 ? i + 2 - 2 * channel : i;
        target[from + i] = scaled(values[source]!, channel);
        if (++channel === channels) channel = 0;
      }
    };
  }
  if (scaling === null)
    return (values, target, slot) => {
      checkLength(values, size);
      target.set(values.length === size ? values : values.subarray(0, size), slot * size);
    };
  return (values, target, slot) => {
    checkLength(values, size);
    const from = slot * size;
    for (let i = 0, channel = 0; i < size; i++) {
      target[from + i] = scaling(values[i]!, channel);
      if (++channel === channels) channel = 0;
    }
  };
}

function checkLength(values: Float64Array, size: number): void {
  if (values.length < size) throw new RangeError(`${values.length} numbers for an input of ${size}`);
}

function notAToken(value: number, limit: number | null, where: Phrase): ExpectedError {
  const wanted = limit === null ? 'whole numbers' : `whole numbers from 0 to ${limit - 1}`;
  return new ExpectedError(
    'data-malformed',
    phrase`${where} holds ${value} where the model's input takes ${wanted}: correct the data, or leave bad samples out with ${option('skipBad')}`,
  );
}
