import { expect, it } from 'vitest';
import { finding, findingWords } from '../../src/vocabulary/findings/finding.js';
import { phraseText } from '../../src/vocabulary/phrase.js';

const fc1 = { layer: 'fc1', value: 0.183, corrected: 0.18, ci95: [0.173, 0.187] } as const;
const outside = { layer: 'a.b', value: 0.183, corrected: 0.18, ci95: [-0.01, 0.18] } as const;

it.each([
  [
    finding('gap-grows', {
      layers: 5,
      first: fc1,
      last: { layer: 'fc5', value: 0.433, corrected: 0.43, ci95: [0.422, 0.441] },
    }),
    'The gap grows over the 5 hidden dense layers: 0.183 bit at fc1, 0.433 bit at fc5.',
  ],
  [
    finding('gap-falls', {
      layers: 2,
      first: outside,
      last: { layer: 'c', value: 0.1, corrected: 0.1, ci95: null },
    }),
    'The gap falls over the 2 hidden dense layers: 0.183 bit at a.b, 0.100 bit (no interval) at c.',
  ],
  [
    finding('dormant-neurons', { layer: 'fc1', neurons: 2, measured: 9 }),
    "fc1: 2 of 9 neurons (22.2%) are dormant: their mean absolute activation is at most 2.5% of the layer's (Sokar et al. 2023).",
  ],
])('a brief telling leaves out intervals and second sentences: %#', (told, short) => {
  expect(phraseText(findingWords(told), 'editor', 'brief')).toBe(short);
});
