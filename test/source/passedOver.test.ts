import { describe, expect, it } from 'vitest';
import { isVendored } from '../../src/source/isVendored.js';
import { looksMinified } from '../../src/source/looksMinified.js';
import { readCorpus } from './corpusCase.js';
import { HOSTILE_SCRIPTS } from './hostileScripts.js';

describe('looksMinified', () => {
  it('says yes to code without line ends', () => {
    const statement = 'var a=tf.layers.dense({units:3});function b(c){return c.apply(a)}';
    expect(looksMinified(statement.repeat(500))).toBe(true);
    expect(looksMinified(`/* a license */\n${statement.repeat(500)}\n//# sourceMappingURL=a.js.map`)).toBe(
      true,
    );
  });

  it('says no to scripts, to short lines of many signs, and to data in long lines', () => {
    for (const { name, lines } of readCorpus()) expect(looksMinified(lines.join('\n')), name).toBe(false);
    for (const [name, { text }] of Object.entries(HOSTILE_SCRIPTS))
      expect(looksMinified(text), name).toBe(false);
    expect(looksMinified(`const picture = "${'iVBORw0KGgo'.repeat(10_000)}==";`)).toBe(false);
    expect(looksMinified(`const digits = [${'0.25, 0.5, '.repeat(10_000)}];`)).toBe(false);
  });
});

describe('isVendored', () => {
  it.each([
    'node_modules/@tensorflow/tfjs/dist/index.js',
    'web/bower_components/a/b.js',
    'env/lib/python3.11/site-packages/keras/models.py',
    'public\\vendor\\tf.js',
    'third_party/net.py',
    'lib/tf.min.js',
    'lib/app-min.mjs',
    'lib/app.bundle.js',
  ])('%s: yes', (path) => {
    expect(isVendored(path)).toBe(true);
  });

  it.each([
    'train.js',
    'src/vendorModel.py',
    'notebooks/mini.ipynb',
    'admin.js',
    'min.js',
    'src/minimize.min.py',
  ])('%s: no', (path) => {
    expect(isVendored(path)).toBe(false);
  });
});
