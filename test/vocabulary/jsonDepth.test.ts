import { describe, expect, it } from 'vitest';
import { DEEPEST_JSON, isTooDeep, JsonTooDeepError, parseJson } from '../../src/vocabulary/jsonDepth.js';

const nested = (depth: number, open = '[', close = ']'): string => open.repeat(depth) + close.repeat(depth);

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    const value = { a: [1, 'x[[[{{{"\\', { b: null }], '[{': '\\"[[', c: '/* [ */ // [' };
    expect(parseJson(JSON.stringify(value, null, 2))).toEqual(value);
    expect(() => parseJson('{"a": ')).toThrow(SyntaxError);
  });

  it('reads what is as deep as the limit, and refuses what is deeper', () => {
    expect(() => parseJson(nested(DEEPEST_JSON))).not.toThrow();
    expect(() => parseJson(nested(DEEPEST_JSON + 1))).toThrow(JsonTooDeepError);
    expect(() => parseJson(nested(DEEPEST_JSON + 1, '{"a":', '}'))).toThrow(/nested more than 1,000 deep/);
  });

  it('refuses forty million brackets without making anything of them', () => {
    const text = '['.repeat(40_000_000);
    const before = process.memoryUsage().rss;
    expect(() => parseJson(text)).toThrow(JsonTooDeepError);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });
});

describe('isTooDeep', () => {
  it.each([
    ['side by side', '[],'.repeat(100), false],
    ['in a string', JSON.stringify('['.repeat(100)), false],
    ['after a string with an escaped quote', `"\\""${'['.repeat(11)}`, true],
    ['in a comment', `// it's "${'['.repeat(100)}\n/* "${'['.repeat(100)}*/ {}`, false],
    ['after a comment', `/* " */ // "\n${'['.repeat(11)}`, true],
    ['after a string that its line ends', `"a\n${'['.repeat(11)}`, true],
    ['both kinds of brackets', '[{"a":'.repeat(6), true],
  ])('%s', (_, text, isDeep) => {
    expect(isTooDeep(text, 10)).toBe(isDeep);
  });
});
