import { describe, expect, it } from 'vitest';
import {
  FINDING_CODES,
  finding,
  findingWords,
  gravestFirst,
  hasItsValues,
  kindOf,
  type Finding,
} from '../../src/vocabulary/findings/finding.js';
import { estimateWords, type Estimate } from '../../src/vocabulary/findings/kind.js';
import { phraseText } from '../../src/vocabulary/phrase.js';

const estimate: Estimate = { layer: 'fc1', value: 0.412, corrected: 0.415, ci95: [0.41, 0.42] };

function saying(values: Estimate, said: 'first' | 'again'): string {
  return phraseText(estimateWords(values, said), 'terminal');
}

describe('a value in a sentence', () => {
  it('names its interval, and what the brackets are only once', () => {
    expect(saying(estimate, 'first')).toBe('0.412 bit (95% interval [0.410, 0.420])');
    expect(saying(estimate, 'again')).toBe('0.412 bit [0.410, 0.420]');
  });

  it('names the corrected value where the interval does not hold the value itself', () => {
    const far = { ...estimate, value: 0.409 };
    const text = '0.409 bit (corrected 0.415, 95% interval [0.410, 0.420])';
    expect(saying(far, 'first')).toBe(text);
    expect(saying(far, 'again')).toBe(text);
  });

  it('says where there is no interval', () => {
    expect(saying({ ...estimate, ci95: null }, 'again')).toBe('0.412 bit (no interval)');
  });
});

describe('a finding', () => {
  const grown = finding('gap-grows', {
    layers: 5,
    first: { layer: 'fc1', value: 0.183, corrected: 0.18, ci95: [0.173, 0.187] },
    last: { layer: 'fc5', value: 0.433, corrected: 0.431, ci95: [0.422, 0.441] },
  });

  it('is its values, of which the sentence is made', () => {
    expect(grown).toMatchObject({ code: 'gap-grows', severity: 'info', layer: null });
    expect(grown.message).toBe(
      'The gap grows over the 5 hidden dense layers: 0.183 bit (95% interval [0.173, 0.187]) at fc1, 0.433 bit [0.422, 0.441] at fc5. Of 863 trained networks 94% show this, untrained 10%; on data that was trained on it proves nothing.',
    );
    expect(phraseText(findingWords(grown), 'terminal')).toBe(grown.message);
  });

  it('told briefly is its first sentence, without intervals', () => {
    expect(phraseText(findingWords(grown), 'editor', 'brief')).toBe(
      'The gap grows over the 5 hidden dense layers: 0.183 bit at fc1, 0.433 bit at fc5.',
    );
  });

  it('names its layers as places, so that a page need not look for them', () => {
    expect(findingWords(grown)).toContainEqual({ layer: 'fc5' });
  });

  it('of another version is its message', () => {
    const foreign: Finding = { code: 'not-yet', severity: 'info', layer: null, message: 'Something new.' };
    expect(findingWords(foreign)).toEqual(['Something new.']);
    expect(kindOf(foreign)).toBeNull();
    const old: Finding = { code: 'gap-grows', severity: 'info', layer: null, message: 'As 0.1.0 said it.' };
    expect(findingWords(old)).toEqual(['As 0.1.0 said it.']);
  });

  it('that was read has the values of its kind, or none', () => {
    expect(hasItsValues(grown)).toBe(true);
    expect(hasItsValues({ code: 'gap-grows' })).toBe(true);
    expect(hasItsValues({ code: 'not-yet', values: { any: 1 } })).toBe(true);
    expect(hasItsValues({ code: 'gap-grows', values: { layers: 5 } })).toBe(false);
    expect(hasItsValues({ code: 'dead-neurons', values: { ...grown.values } })).toBe(false);
  });
});

describe('the order of findings', () => {
  it('is gravity, then the weight of their kinds; those of one kind keep theirs', () => {
    const told = (code: string, severity: Finding['severity'], layer: string | null = null): Finding => ({
      code,
      severity,
      layer,
      message: '',
    });
    const findings = [
      told('scale-chosen', 'info'),
      told('not-yet', 'warning'),
      told('always-on', 'info', 'b'),
      told('always-on', 'info', 'a'),
      told('dead-neurons', 'warning', 'a'),
      told('entropy-falls', 'info'),
      told('near-chance', 'warning'),
      told('non-finite', 'error', 'a'),
    ];
    expect(gravestFirst(findings).map(({ code, layer }) => [code, layer])).toEqual([
      ['non-finite', 'a'],
      ['near-chance', null],
      ['dead-neurons', 'a'],
      ['not-yet', null],
      ['entropy-falls', null],
      ['always-on', 'b'],
      ['always-on', 'a'],
      ['scale-chosen', null],
    ]);
  });

  it('knows every kind once', () => {
    expect(new Set(FINDING_CODES).size).toBe(FINDING_CODES.length);
  });
});
