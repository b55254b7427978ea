import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/errors/expectedError.js';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

describe('the documentation', () => {
  it('explains every error code', () => {
    const text = read('docs/errors.md');
    expect(ERROR_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });

  it('explains every finding code', () => {
    const text = read('docs/findings.md');
    const sources = readdirSync(new URL('../../src/report', import.meta.url))
      .filter((name) => name.toLowerCase().endsWith('findings.ts'))
      .map((name) => read(`src/report/${name}`))
      .join('\n');
    const codes = [...sources.matchAll(/(?:code: |finding\(\s*|add\(\s*)'([a-z-]+)'/gu)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });
});
