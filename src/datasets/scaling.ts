import type { ModelInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { option, phrase } from '../vocabulary/phrase.js';
import type { Scale } from '../vocabulary/options.js';
import type { DatasetRequest, Preparation } from './dataset.js';
import { DATA_KINDS, type DatasetKind } from './recognize/dataKinds.js';

export interface ScaleChoice {
  readonly scale: Scale;
  /** As asked for; null where nothing is scaled. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly finding: KnownFinding | null;
}

/**
 * The scale asked for; else 0..1 for pictures, but what a model that scales by itself reads, and none for arrays. Inputs
 * of whole numbers are never scaled, whatever was asked for. What a trial finds is asked for, too (prepare).
 */
export function chooseScale(request: DatasetRequest, kind: DatasetKind): ScaleChoice {
  const { scale, mean, std, inputs, beginsWithScaling } = request;
  const { values } = DATA_KINDS[kind];
  if (values === 'noise') return { scale: 'none', mean, std, finding: null };
  if (!inputs.some(isScaled)) {
    const asked = askedFor(request);
    return {
      scale: 'none',
      mean: null,
      std: null,
      finding:
        asked.length > 0
          ? finding('scale-ignored', { options: asked })
          : finding('scale-chosen', { scale: 'none', why: 'whole-numbers', kind }),
    };
  }
  if (scale !== 'auto') return { scale, mean, std, finding: null };
  const chosen = (taken: Scale, why: 'arrays' | 'model-scales' | 'bytes'): ScaleChoice => ({
    scale: taken,
    mean,
    std,
    finding: finding('scale-chosen', { scale: taken, why, kind }),
  });
  if (values === 'numbers') return chosen('none', 'arrays');
  return beginsWithScaling ? chosen(scaleRead(inputs), 'model-scales') : chosen('0..1', 'bytes');
}

/** What the scaling layer of a model reads: bytes, as most do, or numbers that were scaled before (2 x - 1). */
function scaleRead(inputs: readonly ModelInput[]): Scale {
  const expects = inputs.find(isScaled)?.expects;
  if (expects === undefined || expects.high - expects.low > LITTLE) return 'none';
  return expects.low < 0 ? '-1..1' : '0..1';
}

/** A range that is no wider was not made for bytes. */
const LITTLE = 8;

/** A request whose numbers are made in a way that was found. */
export function prepare(request: DatasetRequest, how: Preparation | null): DatasetRequest {
  return how === null ? request : { ...request, ...how };
}

function askedFor({ scale, mean, std }: DatasetRequest): readonly ('scale' | 'mean' | 'std')[] {
  return [
    ...(scale === 'auto' || scale === 'none' ? [] : (['scale'] as const)),
    ...(mean === null ? [] : (['mean'] as const)),
    ...(std === null ? [] : (['std'] as const)),
  ];
}

/** Does an input take numbers that may be scaled, not tokens, whole numbers or truths? */
export function isScaled({ dtype, tokenLimit }: ModelInput): boolean {
  return dtype === 'float32' && tokenLimit === null;
}

/**
 * Turns a stored number into the model's: scaled, less the channel's mean, by its standard deviation. The scaled number
 * is rounded to float32 before anything is subtracted, as a file that holds scaled numbers has it; the rest is float64
 * until the result is stored as float32. So every kind of file gives the same bits.
 */
export type Scaling = (value: number, channel: number) => number;

/**
 * @param channels of the input: mean and std have one number, or one a channel; what is scaled has one of 0..channels-1
 * @returns null where numbers stay as they are
 * @throws ExpectedError data-shape for another number of means or deviations, or a deviation of 0
 */
export function makeScaling(
  request: Pick<DatasetRequest, 'mean' | 'std'>,
  scale: Scale,
  channels: number,
): Scaling | null {
  const mean = perChannel(request.mean, 'mean', channels);
  const std = perChannel(request.std, 'std', channels);
  if (std?.every((value) => value > 0) === false)
    throw new ExpectedError(
      'data-shape',
      phrase`std must be above 0, but is ${request.std?.join(', ') ?? ''}: correct ${option('std')}`,
    );
  const scaled = SCALED[scale];
  if (mean === null && std === null) return scaled;
  const means = mean ?? new Float64Array(channels);
  const deviations = std ?? new Float64Array(channels).fill(1);
  return (value, channel) => {
    const plain = Math.fround(scaled === null ? value : scaled(value, channel));
    return (plain - means[channel]!) / deviations[channel]!;
  };
}

const SCALED: Readonly<Record<Scale, Scaling | null>> = {
  '0..1': (value) => value / 255,
  '-1..1': (value) => value / 127.5 - 1,
  none: null,
  '1..0': (value) => 1 - value / 255,
  '1..-1': (value) => 1 - value / 127.5,
  '255..0': (value) => 255 - value,
};

function perChannel(values: readonly number[] | null, name: string, channels: number): Float64Array | null {
  if (values === null || values.length === 0) return null;
  const [only] = values;
  if (values.length === channels) return Float64Array.from(values);
  if (values.length === 1 && only !== undefined) return new Float64Array(channels).fill(only);
  throw new ExpectedError(
    'data-shape',
    `${name} has ${values.length} numbers where the input has ${channels} channels: give one number, or one a channel`,
  );
}
