import { describe, expect, it } from 'vitest';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import {
  detail,
  file,
  fileIn,
  layer,
  listedPhrases,
  option,
  options,
  phrase,
  phraseText,
  type Phrase,
} from '../../src/vocabulary/phrase.js';

/** A phrase as both readers hear it. */
function both(words: Phrase): readonly [terminal: string, editor: string] {
  return [phraseText(words, 'terminal'), phraseText(words, 'editor')];
}

describe('an option in a sentence', () => {
  it('is a flag on a terminal and a key of entroscope.json in an editor', () => {
    expect(both(phrase`leave bad samples out with ${option('skipBad')}`)).toEqual([
      'leave bad samples out with --skip-bad',
      'leave bad samples out with "skipBad" in entroscope.json',
    ]);
    expect(both(phrase`use ${option('workers', 1)}, set ${option('maxNeurons')} lower`)).toEqual([
      'use --workers 1, set --max-neurons lower',
      'use "workers": 1 in entroscope.json, set "maxNeurons" in entroscope.json lower',
    ]);
    expect(both(phrase`or use ${option('backend', 'cpu')}`)).toEqual([
      'or use --backend cpu',
      'or use "backend": "cpu" in entroscope.json',
    ]);
  });

  it('stands with others in one series', () => {
    expect(both(phrase`Check ${options('and', 'scale', 'mean', 'std')}.`)).toEqual([
      'Check --scale, --mean and --std.',
      'Check "scale", "mean" and "std" in entroscope.json.',
    ]);
    expect(both(phrase`Give ${options('or', 'labels', 'labelColumn')}.`)).toEqual([
      'Give --labels or --label-column.',
      'Give "labels" or "labelColumn" in entroscope.json.',
    ]);
  });

  it('keeps its flag where only the command line has it', () => {
    expect(both(phrase`analyze ${option('shard', '1/2')} writes one`)).toEqual([
      'analyze --shard 1/2 writes one',
      'analyze --shard 1/2 writes one',
    ]);
  });
});

describe('a phrase', () => {
  const words = phrase`${layer('fc1')}: ${3} of ${phrase`128 ${'neurons'}`}${detail` (${'95%'} bound)`} are dead.`;

  it('joins texts, numbers and other phrases, and keeps its places', () => {
    expect(words).toEqual([
      { layer: 'fc1' },
      ': 3 of 128 neurons',
      { detail: [' (95% bound)'] },
      ' are dead.',
    ]);
    expect(phraseText(words, 'editor')).toBe('fc1: 3 of 128 neurons (95% bound) are dead.');
  });

  it('told briefly leaves its details out', () => {
    expect(phraseText(words, 'editor', 'brief')).toBe('fc1: 3 of 128 neurons are dead.');
  });

  it('lists some phrases and counts the rest', () => {
    const names = ['a', 'b', 'c'].map((id) => [layer(id)]);
    expect(phraseText(listedPhrases(names, 2), 'editor')).toBe('a, b and 1 more');
    expect(phraseText(listedPhrases(names, 3), 'editor')).toBe('a, b, c');
  });

  it('names the first file in it, with its line', () => {
    expect(fileIn(phrase`${file('/p/entroscope.json', 5)}: unknown key`)).toEqual({
      path: '/p/entroscope.json',
      line: 5,
    });
    expect(fileIn(phrase`no file`)).toBeNull();
  });
});

describe('an expected failure', () => {
  it('says its words as a terminal does, and keeps them for others', () => {
    const error = new ExpectedError('data-shape', phrase`${file('a.csv')} is odd: correct ${option('std')}`);
    expect(error.message).toBe('a.csv is odd: correct --std');
    expect(phraseText(error.words, 'editor')).toBe('a.csv is odd: correct "std" in entroscope.json');
    expect(error.file).toEqual({ path: 'a.csv', line: null });
  });
});
