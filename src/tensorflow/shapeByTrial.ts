import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from './kerasLayer.js';

/** Free axes are tried with these: what comes out differently is free, too. Pictures need the larger ones. */
const TRIES = [
  { batch: [2, 3], others: [2, 3] },
  { batch: [2, 3], others: [24, 48] },
] as const;

/**
 * The shapes of what a layer answers, by trying it on zeros of two sizes: where no formula is written down, none can be wrong.
 * Loading a model is a guarded pass, in which nothing grows without bounds.
 * @param compute may throw; then pictures of a better size are tried
 */
export function shapesByTrial(
  shapes: readonly Shape[],
  compute: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
): (number | null)[][] {
  let failure: unknown = null;
  for (const { batch, others } of TRIES) {
    try {
      const [one = [], other = []] = [0, 1].map((which) =>
        tf.tidy(() =>
          compute(
            shapes.map((shape) =>
              tf.zeros(shape.map((size, axis) => size ?? (axis === 0 ? batch : others)[which === 0 ? 0 : 1])),
            ),
          ).map(({ shape }) => shape),
        ),
      );
      return one.map((shape, output) =>
        shape.map((size, axis) => (size === other[output]?.[axis] ? size : null)),
      );
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
