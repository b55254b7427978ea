import { expect, it } from 'vitest';
import { briefly } from '../../src/webview/page/briefFinding.js';

it.each([
  [
    'The gap grows over the 5 dense layers: 0.183 bit (95% interval [0.173, 0.187]) at fc1, 0.433 bit [0.422, 0.441] at fc5. Trained networks do this, untrained ones do not.',
    'The gap grows over the 5 dense layers: 0.183 bit at fc1, 0.433 bit at fc5.',
  ],
  [
    'The gap falls over the 2 dense layers: 0.183 bit (corrected 0.180, 95% interval [−0.010, 0.187]) at a.b, 0.1 bit (no interval) at c. Check training.',
    'The gap falls over the 2 dense layers: 0.183 bit at a.b, 0.1 bit (no interval) at c.',
  ],
  ['fc1: 2 of 9 neurons (22.2%) never fire.', 'fc1: 2 of 9 neurons (22.2%) never fire.'],
])('%s', (message, short) => {
  const finding = { code: 'gap-grows', severity: 'info', layer: null, message } as const;
  expect(briefly(finding)).toEqual({ ...finding, message: short });
});
