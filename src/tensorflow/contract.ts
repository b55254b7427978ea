import * as tf from '@tensorflow/tfjs-core';

/** A letter for each axis: "abc" of one tensor, "cd" of another, "abd" of what comes out. */
export interface Contraction {
  readonly one: string;
  readonly other: string;
  readonly out: string;
}

/**
 * Einstein's sum over two tensors, as one matrix product, since the wasm backend of TensorFlow.js has no einsum: letters in
 * both and in the output are done one by one, letters in both alone are summed over.
 */
export function contract(a: tf.Tensor, b: tf.Tensor, { one, other, out }: Contraction): tf.Tensor {
  const sizes = new Map<string, number>();
  Array.from(one).forEach((letter, axis) => sizes.set(letter, a.shape[axis] ?? 1));
  Array.from(other).forEach((letter, axis) => sizes.set(letter, b.shape[axis] ?? 1));
  const first = summedOver(a, one, other + out);
  const second = summedOver(b, other, one + out);
  const shared = Array.from(first.letters).filter((letter) => second.letters.includes(letter));
  const apart = shared.filter((letter) => out.includes(letter));
  const summed = shared.filter((letter) => !out.includes(letter));
  const left = Array.from(first.letters).filter((letter) => !shared.includes(letter));
  const right = [...second.letters].filter((letter) => !shared.includes(letter));
  const size = (letters: readonly string[]): number =>
    letters.reduce((product, letter) => product * (sizes.get(letter) ?? 1), 1);
  const shape = (...parts: readonly (readonly string[])[]): number[] => parts.map(size);
  const product = tf.matMul(
    tf.reshape(inOrder(first, [...apart, ...left, ...summed]), shape(apart, left, summed)),
    tf.reshape(inOrder(second, [...apart, ...summed, ...right]), shape(apart, summed, right)),
  );
  const letters = [...apart, ...left, ...right];
  const apartAgain = tf.reshape(
    product,
    letters.map((letter) => sizes.get(letter) ?? 1),
  );
  return inOrder({ tensor: apartAgain, letters: letters.join('') }, Array.from(out));
}

interface Lettered {
  readonly tensor: tf.Tensor;
  readonly letters: string;
}

/** Sums over the letters that nothing else has. */
function summedOver(tensor: tf.Tensor, letters: string, elsewhere: string): Lettered {
  const axes = Array.from(letters).flatMap((letter, axis) => (elsewhere.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { tensor, letters };
  return {
    tensor: tf.sum(tensor, axes),
    letters: Array.from(letters)
      .filter((letter) => elsewhere.includes(letter))
      .join(''),
  };
}

function inOrder({ tensor, letters }: Lettered, order: readonly string[]): tf.Tensor {
  return order.join('') === letters
    ? tensor
    : tf.transpose(
        tensor,
        order.map((letter) => letters.indexOf(letter)),
      );
}
