import { describe, expect, it } from 'vitest';
import { gravestFirst, type WrittenFinding } from '../../src/vocabulary/findings/finding.js';

const finding = (
  code: string,
  severity: WrittenFinding['severity'],
  layer: string | null = null,
): WrittenFinding => ({
  code,
  severity,
  layer,
  message: code,
});

describe('gravestFirst', () => {
  it('goes by severity, then by what one acts on; how it was measured comes last', () => {
    const findings = [
      finding('saturated-patterns', 'info'),
      finding('scale-chosen', 'info'),
      finding('always-on', 'info', 'a'),
      finding('gap-grows', 'info'),
      finding('dead-neurons', 'warning', 'b'),
      finding('dead-neurons', 'warning', 'a'),
      finding('gap-fell', 'warning', 'c'),
      finding('non-finite', 'error', 'd'),
    ];
    expect(gravestFirst(findings).map(({ code, layer }) => `${code} ${layer ?? ''}`.trim())).toEqual([
      'non-finite d',
      'gap-fell c',
      'dead-neurons b',
      'dead-neurons a',
      'gap-grows',
      'always-on a',
      'saturated-patterns',
      'scale-chosen',
    ]);
  });
});
