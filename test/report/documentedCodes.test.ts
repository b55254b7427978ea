import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/vocabulary/expectedError.js';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

describe('the documentation', () => {
  it('explains every error code', () => {
    const text = read('docs/errors.md');
    expect(ERROR_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });

  it('explains every finding code', () => {
    const codes = findingCodes();
    for (const room of ['report', 'datasets', 'analysis'])
      expect([...codes.values()].some((file) => file.startsWith(room))).toBe(true);
    expect(codes.size).toBeGreaterThan(25);
    const text = read('docs/findings.md');
    expect([...codes].filter(([code]) => !text.includes(`| \`${code}\` |`))).toEqual([]);
  });

  it('explains no finding code that nothing gives', () => {
    const codes = findingCodes();
    const explained = [...read('docs/findings.md').matchAll(/^\| `([a-z-]+)` \|/gmu)].map(([, code]) => code);
    expect(explained.length).toBeGreaterThan(25);
    expect(explained.filter((code) => code === undefined || !codes.has(code))).toEqual([]);
  });
});

/** Every finding code of src, with a file that gives it: a code is followed by its severity wherever one is made. */
function findingCodes(): ReadonlyMap<string, string> {
  const files = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' });
  const made = /'([a-z]+(?:-[a-z]+)+)',\s*(?:severity:\s*)?'(?:error|warning|info)'/gu;
  return new Map(
    files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...read(`src/${file}`).matchAll(made)].map(([, code = '']) => [code, file] as const),
      ),
  );
}
