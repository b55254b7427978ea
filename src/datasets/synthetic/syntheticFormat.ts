import { mixSeed, seededUniform } from '../../engine/random.js';
import { sizeOf } from '../../engine/sizeOf.js';
import type { ModelInput } from '../../engine/tap.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintText } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { LabelCollector } from '../labels/labelCollector.js';
import { paired } from '../paired.js';
import { refuseStrings } from '../shapes.js';

/** Seeded noise of the model's input shape: uniform in 0..1, whole numbers where the input takes them. */
export const syntheticFormat: DatasetFormat<null> = { kind: 'synthetic', lookThrough, openRows };

const FREE_SIDE = 224;
const FREE_LENGTH = 16;

function lookThrough({ inputs, seed, syntheticSamples }: DatasetRequest): Promise<Look<null>> {
  inputs.forEach(refuseStrings);
  const shapes = inputs.map(noiseShape);
  return Promise.resolve({
    fingerprint: fingerprintText(JSON.stringify({ seed, syntheticSamples, shapes })),
    labels: LabelCollector.unlabeled(syntheticSamples),
    shapes,
    index: null,
  });
}

/** A free height or width is 224, free channels are 3, any other free length is 16. */
function noiseShape({ shape }: ModelInput): readonly number[] {
  const last = shape.length - 1;
  return shape.map((size, axis) => {
    if (size !== null) return size;
    if (shape.length < 3) return FREE_LENGTH;
    if (axis === last) return 3;
    return axis === last - 1 || axis === last - 2 ? FREE_SIDE : FREE_LENGTH;
  });
}

function openRows(
  { inputs, seed }: DatasetRequest,
  { shapes }: Pick<Look<null>, 'shapes'>,
): Promise<RowReader> {
  const noises = paired(inputs, shapes).map(([input, shape]) => ({
    size: sizeOf(shape),
    below: wholeNumbersBelow(input),
  }));
  return Promise.resolve({
    read(row, slot, targets) {
      for (const [place, [{ size, below }, target]] of paired(noises, targets).entries()) {
        // Each sample has its own stream, so that any of them can be made alone.
        const uniform = seededUniform(mixSeed(seed, `noise ${row} ${place}`));
        for (let i = slot * size; i < (slot + 1) * size; i++)
          target[i] = below === null ? uniform() : Math.floor(uniform() * below);
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}

/** null: the input takes any numbers. */
function wholeNumbersBelow({ tokenLimit, dtype }: ModelInput): number | null {
  if (tokenLimit !== null) return tokenLimit;
  return dtype === 'float32' ? null : 2;
}
