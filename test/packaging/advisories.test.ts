import { describe, expect, it } from 'vitest';
import { shippedAdvisories } from '../../scripts/shipped/advisories.mjs';

const ADVISORY = { severity: 'high', title: 'Slow', url: 'https://a.test/1', range: '<2' };

describe('an audit', () => {
  it('names the advisories for packages that ship, and no others', () => {
    const answer = {
      vulnerabilities: {
        a: { name: 'a', nodes: ['node_modules/a', 'node_modules/b/node_modules/a'], via: [ADVISORY] },
        b: { name: 'b', nodes: ['node_modules/b'], via: ['a'] },
        tool: { name: 'tool', nodes: ['node_modules/tool'], via: [ADVISORY] },
      },
    };
    const places = new Set(['node_modules/b', 'node_modules/b/node_modules/a']);
    expect(shippedAdvisories(answer, places)).toEqual({
      kind: 'answer',
      advisories: ['high: a (node_modules/b/node_modules/a) <2: Slow https://a.test/1'],
    });
  });

  it('without advisories is an answer', () => {
    expect(shippedAdvisories({ vulnerabilities: {} }, new Set(['node_modules/a']))).toEqual({
      kind: 'answer',
      advisories: [],
    });
  });

  it('that no registry answered is none, with its reason', () => {
    const places = new Set(['node_modules/a']);
    expect(shippedAdvisories({ message: '405 Method Not Allowed' }, places)).toEqual({
      kind: 'none',
      reason: '405 Method Not Allowed',
    });
    expect(shippedAdvisories({ error: { summary: 'no network' } }, places)).toEqual({
      kind: 'none',
      reason: 'no network',
    });
    for (const answer of [{}, null, 'words']) {
      expect(shippedAdvisories(answer, places)).toEqual({ kind: 'none', reason: 'npm audit gave no report' });
    }
  });
});
