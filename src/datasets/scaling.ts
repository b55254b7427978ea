import { ExpectedError } from '../errors/expectedError.js';
import type { DatasetFinding, DatasetKind, DatasetRequest, Scale } from './dataset.js';

export interface ScaleChoice {
  readonly scale: Scale;
  readonly finding: DatasetFinding | null;
}

/** The scale asked for; else 0..1 for pictures, but none for a model that scales by itself, and none for arrays. */
export function chooseScale(request: DatasetRequest, kind: DatasetKind): ScaleChoice {
  if (kind === 'synthetic') return { scale: 'none', finding: null };
  if (request.scale !== null) return { scale: request.scale, finding: null };
  const { scale, why } = chosen(request, kind);
  return {
    scale,
    finding: {
      code: 'scale-chosen',
      severity: 'info',
      message: `scale ${scale} was chosen: ${why} (--scale sets it)`,
    },
  };
}

function chosen(request: DatasetRequest, kind: DatasetKind): { readonly scale: Scale; readonly why: string } {
  if (kind !== 'idx' && kind !== 'images')
    return { scale: 'none', why: `numbers of ${kind} data are taken as they are` };
  if (request.beginsWithScaling)
    return { scale: 'none', why: 'the model itself begins with Rescaling or Normalization' };
  return { scale: '0..1', why: 'bytes of pictures are divided by 255' };
}

/**
 * Turns a stored number into the model's: scaled, less the channel's mean, by its standard deviation. All in float64;
 * the result is rounded once, when it is stored as float32, so that every kind of file gives the same bits.
 */
export type Scaling = (value: number, channel: number) => number;

/**
 * @param channels of the input: mean and std have one number, or one a channel
 * @returns null where numbers stay as they are
 * @throws ExpectedError data-shape for another number of means or deviations, or a deviation of 0
 */
export function makeScaling(request: DatasetRequest, scale: Scale, channels: number): Scaling | null {
  const mean = perChannel(request.mean, 'mean', channels);
  const std = perChannel(request.std, 'std', channels);
  if (std?.some((value) => !(value > 0)) === true)
    throw new ExpectedError(
      'data-shape',
      `std must be above 0, but is ${request.std?.join(', ') ?? ''}: correct --std`,
    );
  const scaled = SCALED[scale];
  if (mean === null && std === null) return scaled;
  return (value, channel) => {
    const plain = scaled === null ? value : scaled(value, channel);
    return (plain - (mean?.[channel] ?? 0)) / (std?.[channel] ?? 1);
  };
}

const SCALED: Readonly<Record<Scale, Scaling | null>> = {
  '0..1': (value) => value / 255,
  '-1..1': (value) => value / 127.5 - 1,
  none: null,
};

function perChannel(
  values: readonly number[] | null,
  name: string,
  channels: number,
): readonly number[] | null {
  if (values === null || values.length === 0) return null;
  if (values.length === channels) return values;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return Array.from({ length: channels }, () => only);
  throw new ExpectedError(
    'data-shape',
    `${name} has ${values.length} numbers where the input has ${channels} channels: give one number, or one a channel`,
  );
}
