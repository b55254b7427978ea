import { expect, it } from 'vitest';
import { shortLabels } from '../../src/webview/parts/shortLabels.js';

it('leaves labels that fit as they are', () => {
  expect(shortLabels(['cat', 'catfish'], 8)).toEqual(['cat', 'catfish']);
});

it('cuts the end of what is too long', () => {
  expect(shortLabels(['sunflower field', 'rose'], 8)).toEqual(['sunflow…', 'rose']);
});

it('leaves out what all begin with', () => {
  expect(shortLabels(['flower_rose', 'flower_tulip', 'flower_sunflower'], 8)).toEqual([
    '…rose',
    '…tulip',
    '…sunflo…',
  ]);
});

it('cuts the middle where the beginnings are the same', () => {
  expect(shortLabels(['butterfly_north', 'butterfly_south', 'rose'], 9)).toEqual([
    'butt…orth',
    'butt…outh',
    'rose',
  ]);
});

it('counts letters, not code units', () => {
  expect(shortLabels(['🌻🌻🌻🌻🌻', '🌹'], 3)).toEqual(['🌻🌻…', '🌹']);
});
