import { mixSeed, seededUniform } from '../../engine/random.js';
import type { ModelInput } from '../../engine/tap.js';
import { concludeLook } from '../concludeLook.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintText } from '../fingerprint.js';
import { LabelCollector } from '../labelCollector.js';
import type { DatasetFormat, LookThrough, RowReader } from '../lookThrough.js';
import { refuseStrings, sizeOf } from '../shapes.js';

/** Seeded noise of the model's input shape: uniform in 0..1, whole numbers where the input takes them. */
export const syntheticFormat: DatasetFormat = { lookThrough, openRows };

const FREE_SIDE = 224;
const FREE_LENGTH = 16;

function lookThrough(request: DatasetRequest): Promise<LookThrough> {
  const { inputs, seed, syntheticSamples } = request;
  inputs.forEach(refuseStrings);
  const shapes = inputs.map(noiseShape);
  const labels = new LabelCollector();
  for (let i = 0; i < syntheticSamples; i++) labels.add('all');
  const look = concludeLook(request, {
    kind: 'synthetic',
    fingerprint: fingerprintText(JSON.stringify({ seed, syntheticSamples, shapes })),
    labels,
    shapes,
    findings: [
      {
        code: 'synthetic-noise',
        severity: 'warning',
        message: `The data is seeded noise (${syntheticSamples} samples): every number describes the network's answer to noise, not to real data.`,
      },
    ],
  });
  return Promise.resolve({ ...look, labelled: false });
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

function openRows({ inputs, seed }: DatasetRequest, { shapes }: LookThrough): Promise<RowReader> {
  const sizes = shapes.map(sizeOf);
  const ranges = inputs.map(wholeNumbersBelow);
  return Promise.resolve({
    read(row, slot, targets) {
      targets.forEach((target, place) => {
        const size = sizes[place] ?? 0;
        const below = ranges[place] ?? null;
        // Each sample has its own stream, so that any of them can be made alone.
        const uniform = seededUniform(mixSeed(seed, `noise ${row} ${place}`));
        for (let i = slot * size; i < (slot + 1) * size; i++)
          target[i] = below === null ? uniform() : Math.floor(uniform() * below);
      });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}

function wholeNumbersBelow({ tokenLimit, dtype }: ModelInput): number | null {
  if (tokenLimit !== null) return tokenLimit;
  return dtype === 'float32' ? null : 2;
}
