import { describe, expect, it } from 'vitest';
import { defaultThreshold } from '../../src/engine/thresholds.js';

describe('default threshold', () => {
  it.each([
    [null, 0],
    ['relu', 0],
    ['relu6', 0],
    ['leaky_relu', 0],
    ['tanh', 0],
    ['swish', 0],
    ['something_new', 0],
    ['constructor', 0],
    ['sigmoid', 0.5],
    ['hard_sigmoid', 0.5],
    ['hardSigmoid', 0.5],
    ['softplus', Math.log(2)],
    ['exponential', 1],
    ['squareplus', 1],
    ['sparse_plus', 0.25],
    ['log_sigmoid', -Math.log(2)],
    ['softmax', 0.5],
    ['logSoftmax', Math.log(0.5)],
  ])('of %s is %d', (activation, threshold) => {
    expect(defaultThreshold(activation)).toBe(threshold);
  });
});
