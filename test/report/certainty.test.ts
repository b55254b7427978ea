import { describe, expect, it } from 'vitest';
import { withInterval } from '../../src/report/certainty.js';

describe('a value in a sentence', () => {
  const estimate = { value: 0.412, corrected: 0.415, ci95: [0.41, 0.42] } as const;

  it('names its interval, and what the brackets are only once', () => {
    expect(withInterval(estimate, 'first')).toBe('0.412 bit (95% interval [0.410, 0.420])');
    expect(withInterval(estimate, 'again')).toBe('0.412 bit [0.410, 0.420]');
  });

  it('names the corrected value where the interval does not hold the value itself', () => {
    const far = { ...estimate, value: 0.409 };
    expect(withInterval(far, 'first')).toBe('0.409 bit (corrected 0.415, 95% interval [0.410, 0.420])');
    expect(withInterval(far, 'again')).toBe(withInterval(far, 'first'));
  });

  it('says where there is no interval', () => {
    expect(withInterval({ ...estimate, ci95: null }, 'again')).toBe('0.412 bit (no interval)');
  });
});
