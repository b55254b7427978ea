import * as tf from '@tensorflow/tfjs-core';

/** The part of the wasm backend that shows a tensor without copying it. */
interface HeapBackend {
  typedArrayFromHeap(tensor: tf.TensorInfo): unknown;
}

/**
 * A tensor's numbers, without a copy where the backend allows: to be read before anything else runs.
 * @returns null for tensors of other dtypes than float32 and int32
 */
export function readActivations(tensor: tf.Tensor): Float32Array | null {
  if (tensor.dtype === 'int32') return Float32Array.from(tensor.dataSync());
  if (tensor.dtype !== 'float32') return null;
  const backend: unknown = tf.backend();
  if (isHeapBackend(backend)) {
    const view = backend.typedArrayFromHeap(tensor);
    if (view instanceof Float32Array) return view;
  }
  const data = tensor.dataSync();
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/**
 * What a model answers to the first rows of a batch, row-major [rows, columns].
 * @returns null where it has not exactly one output of rank 2
 */
export function readAnswer(outputs: readonly tf.Tensor[], rows: number): Float32Array | null {
  const [output, ...others] = outputs;
  if (output === undefined || others.length > 0) return null;
  const [, columns, ...more] = output.shape;
  if (columns === undefined || more.length > 0) return null;
  return readActivations(output)?.slice(0, rows * columns) ?? null;
}

function isHeapBackend(backend: unknown): backend is HeapBackend {
  return typeof backend === 'object' && backend !== null && 'typedArrayFromHeap' in backend;
}
