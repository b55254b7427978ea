import * as tf from '@tensorflow/tfjs-core';
import { isRecord } from '../vocabulary/isRecord.js';
import { convolve, lengthAfter, type Moves } from './convolve.js';
import { activate } from './kerasLayer.js';

/** What a step makes: the output, which is the first state, and the states for the next step. */
export type States = readonly tf.Tensor[];

/** One recurrent cell: its weights under Keras' names, and one step. */
export interface Cell {
  /** @param shape of a step's input, without the batch */
  readonly weights: (shape: readonly number[]) => Readonly<Record<string, readonly number[]>>;
  /** The shape of each state, without the batch; the first is the output's. */
  readonly states: (shape: readonly number[]) => readonly (readonly number[])[];
  readonly step: (x: tf.Tensor, states: States, weight: (name: string) => tf.Tensor | undefined) => States;
}

type Options = Readonly<Record<string, unknown>>;

function numberOf(options: Options, name: string): number {
  return Number(options[name] ?? 1);
}

function product(x: tf.Tensor, kernel: tf.Tensor | undefined): tf.Tensor {
  if (kernel === undefined) throw new Error('a cell has no kernel');
  return tf.matMul(x, kernel);
}

function plus(x: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  return bias === undefined ? x : tf.add(x, bias);
}

/** Kernel, recurrent kernel and bias for a number of gates. */
function weightsOf(options: Options, gates: number, biases: readonly number[] = []) {
  const width = gates * numberOf(options, 'units');
  return ([features = 1]: readonly number[]) => ({
    kernel: [features, width],
    recurrent_kernel: [numberOf(options, 'units'), width],
    ...(options['useBias'] === false ? {} : { bias: [...biases, width] }),
  });
}

function simpleCell(options: Options): Cell {
  return {
    weights: weightsOf(options, 1),
    states: () => [[numberOf(options, 'units')]],
    step: (x, [state = x], weight) => {
      const sum = plus(product(x, weight('kernel')), weight('bias'));
      return [activate(options['activation'], tf.add(sum, product(state, weight('recurrent_kernel'))))];
    },
  };
}

/** The last part of an LSTM, whatever made the four gates. */
function remember(gates: readonly tf.Tensor[], carry: tf.Tensor, options: Options): States {
  const [input, forget, fresh, output] = gates;
  if (input === undefined || forget === undefined || fresh === undefined || output === undefined)
    throw new Error('an LSTM has four gates');
  const gate = (x: tf.Tensor): tf.Tensor => activate(options['recurrentActivation'], x);
  const next = tf.add(
    tf.mul(gate(forget), carry),
    tf.mul(gate(input), activate(options['activation'], fresh)),
  );
  return [tf.mul(gate(output), activate(options['activation'], next)), next];
}

function lstmCell(options: Options): Cell {
  return {
    weights: weightsOf(options, 4),
    states: () => [[numberOf(options, 'units')], [numberOf(options, 'units')]],
    step: (x, [state = x, carry = x], weight) => {
      const sum = tf.add(product(x, weight('kernel')), product(state, weight('recurrent_kernel')));
      return remember(tf.split(plus(sum, weight('bias')), 4, -1), carry, options);
    },
  };
}

/** With reset_after, the default since TensorFlow 2, the reset gate works on the recurrent product, which has a bias of its own. */
function gruCell(options: Options): Cell {
  const isAfter = options['resetAfter'] !== false;
  const units = numberOf(options, 'units');
  const gate = (x: tf.Tensor): tf.Tensor => activate(options['recurrentActivation'], x);
  return {
    weights: weightsOf(options, 3, isAfter ? [2] : []),
    states: () => [[units]],
    step: (x, [state = x], weight) => {
      const [kernel, bias] = [weight('recurrent_kernel'), weight('bias')];
      if (kernel === undefined) throw new Error('a cell has no kernel');
      const [ofInput, ofState] = bias === undefined ? [] : isAfter ? tf.unstack(bias) : [bias];
      const fromInput = tf.split(plus(product(x, weight('kernel')), ofInput), 3, -1);
      const recurrent = isAfter ? kernel : tf.slice(kernel, [0, 0], [-1, 2 * units]);
      const fromState = tf.split(plus(tf.matMul(state, recurrent), ofState), isAfter ? 3 : 2, -1);
      const [z, r, h] = fromInput;
      const [stateZ, stateR] = fromState;
      if (
        z === undefined ||
        r === undefined ||
        h === undefined ||
        stateZ === undefined ||
        stateR === undefined
      )
        throw new Error('a GRU has three gates');
      const update = gate(tf.add(z, stateZ));
      const reset = gate(tf.add(r, stateR));
      const last = isAfter
        ? tf.mul(reset, fromState[2] ?? stateR)
        : tf.matMul(tf.mul(reset, state), tf.slice(kernel, [0, 2 * units], [-1, units]));
      const fresh = activate(options['activation'], tf.add(h, last));
      return [tf.add(fresh, tf.mul(update, tf.sub(state, fresh)))];
    },
  };
}

/** An LSTM whose products are convolutions, over as many axes as the kernel has; channels last. */
export function convolutionCell(options: Options, moves: Moves, size: readonly number[]): Cell {
  const filters = numberOf(options, 'filters');
  const ones = size.map(() => 1);
  const recurrent: Moves = { strides: ones, dilations: ones, padding: 'same' };
  const shapeOf = (shape: readonly number[]): readonly number[] => [
    ...size.map((length, axis) => lengthAfter(shape[axis] ?? null, length, moves, axis) ?? 0),
    filters,
  ];
  return {
    weights: (shape) => ({
      kernel: [...size, shape.at(-1) ?? 1, 4 * filters],
      recurrent_kernel: [...size, filters, 4 * filters],
      ...(options['useBias'] === false ? {} : { bias: [4 * filters] }),
    }),
    states: (shape) => [shapeOf(shape), shapeOf(shape)],
    step: (x, [state = x, carry = x], weight) => {
      const [kernel, kernelOfState] = [weight('kernel'), weight('recurrent_kernel')];
      if (kernel === undefined || kernelOfState === undefined) throw new Error('a cell has no kernel');
      const sum = tf.add(convolve(x, kernel, moves), convolve(state, kernelOfState, recurrent));
      return remember(tf.split(plus(sum, weight('bias')), 4, -1), carry, options);
    },
  };
}

/** Classes of Keras' cells, without which a layer is refused by name. */
const CELLS: Readonly<Record<string, (options: Options) => Cell>> = {
  SimpleRNNCell: simpleCell,
  LSTMCell: lstmCell,
  GRUCell: gruCell,
  KerasGRUCell: gruCell,
};

/** The cells of a config, one or several on top of each other: { className, config }. */
export function cellsOf(cell: unknown): readonly Cell[] {
  if (!isRecord(cell) || !isRecord(cell['config'])) throw new Error('a recurrent layer has no cell');
  const { className, config } = cell;
  if (className === 'StackedRNNCells') {
    const { cells } = cell['config'];
    return Array.isArray(cells) ? cells.flatMap(cellsOf) : [];
  }
  const make =
    typeof className === 'string' && Object.hasOwn(CELLS, className) ? CELLS[className] : undefined;
  if (make === undefined) throw new Error(`no cell of class ${String(className)} is known`);
  return [make(isRecord(config) ? config : {})];
}
