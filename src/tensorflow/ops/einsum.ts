import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../engine/sizeOf.js';

/** A tensor with a letter an axis. */
interface Lettered {
  readonly x: tf.Tensor;
  readonly letters: string;
}

/**
 * A sum of products by letters ("bij,bkj->bik"), as one matrix product for each two tensors: wasm has no einsum. A letter
 * that stands twice in one tensor takes its diagonal, "..." stands for the axes that have no letter.
 * @throws Error where the equation is for another number of tensors
 */
export function einsum(equation: string, operands: readonly tf.Tensor[]): tf.Tensor {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const inputs = left.split(',');
  if (inputs.length !== operands.length) throw new Error(`has the equation ${equation} for other tensors`);
  const used = new Set(equation);
  const dots = Math.max(
    ...inputs.map((letters, index) =>
      letters.includes('...') ? (operands[index]?.rank ?? 0) - letters.length + 3 : 0,
    ),
  );
  const free = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').filter((letter) => !used.has(letter));
  const lettered = operands.map((x, index): Lettered => {
    const letters = inputs[index] ?? '';
    const count = x.rank - letters.length + 3;
    return diagonal({ x, letters: letters.replace('...', free.slice(dots - count, dots).join('')) });
  });
  const asked = (right ?? sumsUp(inputs)).replace('...', free.slice(0, dots).join(''));
  const { output, ones } = withoutTwice(asked, free.slice(dots), lettered);
  const rest = [...lettered, ...ones];
  let whole = rest.shift();
  if (whole === undefined) throw new Error('sums nothing');
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const later = output + rest.map(({ letters }) => letters).join('');
    whole = product(whole, next, later);
  }
  return inOrder(summed(whole, output), output);
}

/** Without an arrow: what stands once, in the order of the alphabet. */
function sumsUp(inputs: readonly string[]): string {
  const all = inputs.join('').replaceAll('...', '');
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2).sort();
  return (inputs.some((letters) => letters.includes('...')) ? '...' : '') + once.join('');
}

/** For an output such as "bii": "bij" by another tensor "ij" that has ones along its diagonal. */
function withoutTwice(
  output: string,
  free: readonly string[],
  operands: readonly Lettered[],
): { readonly output: string; readonly ones: readonly Lettered[] } {
  const ones: Lettered[] = [];
  const letters = Array.from(output, (letter, axis) => {
    const other = free[ones.length];
    if (output.indexOf(letter) === axis || other === undefined) return letter;
    const owner = operands.find((operand) => operand.letters.includes(letter));
    const size = owner?.x.shape[owner.letters.indexOf(letter)] ?? 1;
    ones.push({ x: tf.eye(size), letters: letter + other });
    return other;
  });
  return { output: letters.join(''), ones };
}

/** Of two axes with the same letter, the one that both are; what was asked for comes last. */
function diagonal({ x, letters }: Lettered): Lettered {
  const twice = Array.from(letters).find((letter, axis) => letters.indexOf(letter) < axis);
  if (twice === undefined) return { x, letters };
  const axes = Array.from(letters, (_, axis) => axis);
  const pair = [letters.indexOf(twice), letters.indexOf(twice, letters.indexOf(twice) + 1)];
  const others = axes.filter((axis) => !pair.includes(axis));
  const [size = 1, other = 1] = pair.map((axis) => x.shape[axis]);
  if (size !== other) throw new Error(`has no diagonal of ${String(size)} by ${String(other)} numbers`);
  const flat = tf.reshape(tf.transpose(x, [...others, ...pair]), [
    ...others.map((axis) => x.shape[axis] ?? 1),
    size * size,
  ]);
  const places = tf.range(0, size * size, size + 1, 'int32');
  const rest = others.map((axis) => letters.charAt(axis)).join('');
  return diagonal({ x: tf.gather(flat, places, others.length), letters: rest + twice });
}

/** Without the axes that nobody needs. */
function summed({ x, letters }: Lettered, needed: string): Lettered {
  const axes = Array.from(letters).flatMap((letter, axis) => (needed.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { x, letters };
  return {
    x: tf.sum(x, axes),
    letters: Array.from(letters)
      .filter((letter) => needed.includes(letter))
      .join(''),
  };
}

function inOrder({ x, letters }: Lettered, order: string): tf.Tensor {
  return letters === order
    ? tf.clone(x)
    : tf.transpose(
        x,
        Array.from(order).map((letter) => letters.indexOf(letter)),
      );
}

function product(one: Lettered, other: Lettered, later: string): Lettered {
  const a = summed(one, later + other.letters);
  const b = summed(other, later + one.letters);
  const shared = Array.from(a.letters).filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => later.includes(letter)).join('');
  const inner = shared.filter((letter) => !later.includes(letter)).join('');
  const rows = Array.from(a.letters)
    .filter((letter) => !b.letters.includes(letter))
    .join('');
  const columns = Array.from(b.letters)
    .filter((letter) => !a.letters.includes(letter))
    .join('');
  const size = new Map<string, number>();
  for (const { x, letters } of [a, b])
    Array.from(letters).forEach((letter, axis) => {
      // An axis of 1 goes with any.
      size.set(letter, Math.max(size.get(letter) ?? 1, x.shape[axis] ?? 1));
    });
  const sizes = (letters: string): number[] => Array.from(letters).map((letter) => size.get(letter) ?? 1);
  const count = (letters: string): number => sizeOf(sizes(letters));
  const full = ({ x, letters }: Lettered): Lettered => ({
    x: sizes(letters).every((length, axis) => length === x.shape[axis])
      ? x
      : tf.broadcastTo(x, sizes(letters)),
    letters,
  });
  const left = tf.reshape(inOrder(full(a), batch + rows + inner), [count(batch), count(rows), count(inner)]);
  const right = tf.reshape(inOrder(full(b), batch + inner + columns), [
    count(batch),
    count(inner),
    count(columns),
  ]);
  const letters = batch + rows + columns;
  return { x: tf.reshape(tf.matMul(left, right), sizes(letters)), letters };
}
