import * as tf from '@tensorflow/tfjs-core';

/**
 * Gives wasm a PReLU that spreads its slopes over the input as every other backend does: TensorFlow.js 4.22 reads them
 * there one after the other, so that slopes of 3x1x1 (PReLU with shared_axes) went to other numbers without a word.
 */
export function mendPrelu(): void {
  const config = tf.getKernel('Prelu', 'wasm');
  const tile = tf.getKernel('Tile', 'wasm');
  if (mended || config === undefined || tile === undefined) return;
  mended = true;
  tf.unregisterKernel('Prelu', 'wasm');
  tf.registerKernel({
    ...config,
    kernelFunc: (given) => {
      const { x, alpha } = given.inputs;
      if (x === undefined || alpha === undefined) return config.kernelFunc(given);
      const shape = [...x.shape.map(() => 1), ...alpha.shape].slice(-x.shape.length);
      const reps = x.shape.map((size, axis) => (shape[axis] === size ? 1 : size));
      const first = shape.findIndex((size) => size !== 1);
      // Slopes of the last axes alone, one after the other, are what it reads.
      if (first === -1 || reps.slice(first).every((count) => count === 1)) return config.kernelFunc(given);
      const spread = tile.kernelFunc({ ...given, inputs: { x: { ...alpha, shape } }, attrs: { reps } });
      if (Array.isArray(spread)) throw new Error('Tile makes one tensor');
      try {
        return config.kernelFunc({ ...given, inputs: { x, alpha: spread } });
      } finally {
        disposeIn(given.backend, spread);
      }
    },
  });
}

let mended = false;

function disposeIn(backend: unknown, { dataId }: tf.TensorInfo): void {
  const dispose: unknown =
    typeof backend === 'object' && backend !== null && 'disposeData' in backend ? backend.disposeData : null;
  if (typeof dispose === 'function') dispose.call(backend, dataId);
}
