import { describe, expect, it } from 'vitest';
import { runFailure } from '../../src/tensorflow/translateError.js';

describe('the failure of a forward pass', () => {
  it('names the model where memory ran out', () => {
    expect(
      runFailure(new Error('Invalid typed array length: 103079215584'), 'm/model.json', 'cpu'),
    ).toMatchObject({
      code: 'out-of-memory',
      message: 'm/model.json: Invalid typed array length: 103079215584',
    });
  });
});
