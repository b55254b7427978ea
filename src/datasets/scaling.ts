import type { ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetFinding, DatasetRequest, Scale } from './dataset.js';
import { DATA_KINDS, type DatasetKind } from './recognize/dataKinds.js';

export interface ScaleChoice {
  readonly scale: Scale;
  /** As asked for; null where nothing is scaled. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly finding: DatasetFinding | null;
}

/**
 * The scale asked for; else 0..1 for pictures, but none for a model that scales by itself, and none for arrays. Inputs
 * of whole numbers are never scaled, whatever was asked for.
 */
export function chooseScale(request: DatasetRequest, kind: DatasetKind): ScaleChoice {
  const { mean, std } = request;
  if (DATA_KINDS[kind].values === 'noise') return { scale: 'none', mean, std, finding: null };
  if (!request.inputs.some(isScaled))
    return { scale: 'none', mean: null, std: null, finding: unscaled(request) };
  if (request.scale !== null) return { scale: request.scale, mean, std, finding: null };
  const { scale, why } = chosen(request, kind);
  return {
    scale,
    mean,
    std,
    finding: {
      code: 'scale-chosen',
      severity: 'info',
      message: `Scale ${scale} was chosen: ${why} ("scale" in entroscope.json or --scale sets it)`,
    },
  };
}

/** Does an input take numbers that may be scaled, not tokens, whole numbers or truths? */
export function isScaled({ dtype, tokenLimit }: ModelInput): boolean {
  return dtype === 'float32' && tokenLimit === null;
}

function unscaled({ scale, mean, std }: DatasetRequest): DatasetFinding {
  const asked = [
    ...(scale === null || scale === 'none' ? [] : [`--scale ${scale}`]),
    ...(mean === null ? [] : ['--mean']),
    ...(std === null ? [] : ['--std']),
  ];
  if (asked.length === 0)
    return {
      code: 'scale-chosen',
      severity: 'info',
      message: "Scale none was chosen: the model's input takes whole numbers, which are never scaled",
    };
  return {
    code: 'scale-ignored',
    severity: 'warning',
    message: `${asked.join(', ')} ${asked.length === 1 ? 'was' : 'were'} ignored: the model's input takes whole numbers, which are never scaled`,
  };
}

function chosen(request: DatasetRequest, kind: DatasetKind): { readonly scale: Scale; readonly why: string } {
  if (DATA_KINDS[kind].values === 'numbers')
    return { scale: 'none', why: `numbers of ${kind} data are taken as they are` };
  if (request.beginsWithScaling)
    return { scale: 'none', why: 'the model itself begins with Rescaling or Normalization' };
  return { scale: '0..1', why: 'bytes of pictures are divided by 255' };
}

/**
 * Turns a stored number into the model's: scaled, less the channel's mean, by its standard deviation. The scaled number
 * is rounded to float32 before anything is subtracted, as a file that holds scaled numbers has it; the rest is float64
 * until the result is stored as float32. So every kind of file gives the same bits.
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
    const plain = Math.fround(scaled === null ? value : scaled(value, channel));
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
