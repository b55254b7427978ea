import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/vocabulary/expectedError.js';
import { FINDING_CODES, FINDING_KINDS } from '../../src/vocabulary/findings/finding.js';
import { TERMS } from '../../src/vocabulary/terms.js';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

describe('the documentation', () => {
  it('explains every error code', () => {
    const text = read('docs/errors.md');
    expect(ERROR_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });

  it('explains every kind of finding with its severity, and no other', () => {
    const rows = [...read('docs/findings.md').matchAll(/^\| `([a-z-]+)` \| ([a-z]+) \|/gmu)];
    const explained = rows.map(([, code = '', severity = '']) => [code, severity] as const);
    const kinds = FINDING_CODES.map((code) => [code, FINDING_KINDS[code].severity] as const);
    expect(explained.length).toBeGreaterThan(25);
    expect(new Map(explained)).toEqual(new Map(kinds));
  });
});

describe('the terms that findings name', () => {
  it('are in the glossary', () => {
    const terms = FINDING_CODES.map((code) => FINDING_KINDS[code]).flatMap((kind) =>
      'term' in kind && kind.term !== undefined ? [kind.term] : [],
    );
    expect(terms.length).toBeGreaterThan(10);
    const ids: readonly string[] = TERMS.map(({ id }) => id);
    expect(terms.filter((term) => !ids.includes(term))).toEqual([]);
  });
});
