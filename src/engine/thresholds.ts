/** Values at pre-activation 0, by the activation's name in lower case without separators. Others are 0 there. */
const AT_ZERO: ReadonlyMap<string, number> = new Map([
  ['sigmoid', 0.5],
  ['hardsigmoid', 0.5],
  ['softplus', Math.LN2],
  ['exponential', 1],
  ['exp', 1],
  ['squareplus', 1],
  ['sparseplus', 0.25],
  ['logsigmoid', -Math.LN2],
  // Of a softmax and its logarithm: the point where one output outweighs all others together.
  ['softmax', 0.5],
  ['logsoftmax', Math.log(0.5)],
]);

/**
 * The activation above which a neuron counts as active, unless the user sets one: the activation function's value at
 * pre-activation 0 (0 for relu-like, linear, tanh, elu, selu, gelu, swish, mish, softsign and unknown ones).
 * @param activation in snake case ("hard_sigmoid") or TensorFlow.js' spelling ("hardSigmoid", "HardSigmoid"); null is
 *   linear
 */
export function defaultThreshold(activation: string | null): number {
  if (activation === null) return 0;
  const key = activation.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return AT_ZERO.get(key) ?? 0;
}
