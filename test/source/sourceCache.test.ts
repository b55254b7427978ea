import { describe, expect, it } from 'vitest';
import { findLayers } from '../../src/source/findLayers.js';
import { mayHoldLayers } from '../../src/source/mayHoldLayers.js';
import { SourceCache } from '../../src/source/sourceCache.js';
import { readCorpus } from './corpusCase.js';

/** Whole numbers below a limit, the same every time (Numerical Recipes' linear congruences). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('findLayers with a cache', () => {
  it('finds after each edit what it finds in the text by itself', () => {
    for (const { name, language, lines } of readCorpus()) {
      const random = seeded(7);
      const cache = new SourceCache();
      let text = lines.join('\n');
      for (let edit = 0; edit < 6; edit++) {
        const at = random(text.length);
        const pieces = ['', '\n', 'x', '(', '}', '"', '    ', 'if a:\n', '// '];
        text = text.slice(0, at) + pieces[random(pieces.length)]! + text.slice(at + random(4));
        expect(findLayers(text, language, cache), `${name}, edit ${edit}`).toEqual(
          findLayers(text, language),
        );
      }
    }
  });

  it('takes any beginning of a script', () => {
    for (const { language, lines } of readCorpus()) {
      const text = lines.join('\n');
      for (let end = 0; end < text.length; end += 211)
        expect(() => findLayers(text.slice(0, end), language)).not.toThrow();
    }
  });
});

describe('mayHoldLayers', () => {
  it('says yes to every script of the corpus and no to code without layers', () => {
    expect(readCorpus().filter(({ lines }) => !mayHoldLayers(lines.join('\n')))).toEqual([]);
    expect(mayHoldLayers("import { readFile } from 'node:fs/promises';\nconst layers = map.layers();")).toBe(
      false,
    );
    expect(mayHoldLayers("import * as tf from '@tensorflow/tfjs';\nawait tf.ready();")).toBe(false);
  });
});
