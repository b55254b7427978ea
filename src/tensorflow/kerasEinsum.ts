import * as tf from '@tensorflow/tfjs-core';
import { KerasLayer, shapesOf, type InputShape, type Shape } from './kerasLayer.js';
import { einsum } from './ops/einsum.js';

interface Equation {
  readonly x: string;
  readonly kernel: string;
  readonly out: string;
  /** What "..." stands for, and whether it stands at the right. */
  readonly elided: string;
  readonly isRight: boolean;
}

/** "...x,xy->...y" on an input of rank 3 -> "ABx", "xy", "ABy". */
function equationOf(text: string, rank: number): Equation {
  const [inputs = '', out = ''] = text.replaceAll(/\s/g, '').split('->');
  const [x = '', kernel = ''] = inputs.split(',');
  const missing = x.includes('...') ? rank - (x.length - 3) : 0;
  // Letters that equations hardly use.
  const elided = Array.from({ length: missing }, (_, index) => String.fromCharCode(0x3b1 + index)).join('');
  return {
    x: x.replace('...', elided),
    kernel,
    out: out.replace('...', elided),
    elided,
    isRight: x.endsWith('...'),
  };
}

/** A sum over products of input and kernel by an equation, then a bias on the axes of `bias_axes`. */
export class KerasEinsumDense extends KerasLayer {
  static readonly className = 'KerasEinsumDense';

  #equation(rank: number): Equation {
    return equationOf(String(this.options['equation']), rank);
  }

  /** The size of every letter: of the input's from its shape, of the others from output_shape. */
  #sizes(shape: Shape, { x, out, elided, isRight }: Equation): ReadonlyMap<string, number | null> {
    const sizes = new Map(Array.from(x, (letter, axis) => [letter, shape[axis] ?? null]));
    const { outputShape } = this.options;
    const given = Array.isArray(outputShape) ? (outputShape as readonly unknown[]) : [outputShape];
    const letters = isRight && elided !== '' ? out.replace(elided, '') : out;
    given.forEach((size, index) => {
      const letter = letters.at(index - given.length) ?? '';
      if (typeof size === 'number' && typeof sizes.get(letter) !== 'number') sizes.set(letter, size);
    });
    return sizes;
  }

  override build(inputShape: InputShape): void {
    const [shape = []] = shapesOf(inputShape);
    const equation = this.#equation(shape.length);
    const sizes = this.#sizes(shape, equation);
    const size = (letter: string): number => sizes.get(letter) ?? 1;
    this.addNamed('kernel', Array.from(equation.kernel, size));
    const { biasAxes } = this.options;
    if (typeof biasAxes === 'string') {
      const letters = Array.from(equation.out);
      const behind = letters.slice(letters.findIndex((letter) => biasAxes.includes(letter)));
      this.addNamed(
        'bias',
        behind.map((letter) => (biasAxes.includes(letter) ? size(letter) : 1)),
      );
    }
    this.built = true;
  }

  protected override compute(x: tf.Tensor): tf.Tensor {
    const equation = this.#equation(x.rank);
    const kernel = this.read('kernel');
    if (kernel === undefined) throw new Error(`${this.name} has no kernel`);
    const sum = einsum(`${equation.x},${equation.kernel}->${equation.out}`, [x, kernel]);
    const bias = this.read('bias');
    return this.activate(bias === undefined ? sum : tf.add(sum, bias));
  }

  override computeOutputShape(inputShape: InputShape) {
    const [shape = []] = shapesOf(inputShape);
    const equation = this.#equation(shape.length);
    const sizes = this.#sizes(shape, equation);
    return Array.from(equation.out, (letter) => sizes.get(letter) ?? null);
  }
}

export const EINSUM_LAYERS = [KerasEinsumDense] as const;
