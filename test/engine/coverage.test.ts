import { describe, expect, it } from 'vitest';
import { simulate, type FiringKind } from './coverageSimulation.js';

/** Samples a class from which on docs/measures.md promises 93 % and more, with how many repetitions are tried. */
const PROMISED: readonly (readonly [kind: FiringKind, perClass: number, repetitions: number])[] = [
  ...(['balanced', 'sparse', 'saturated', 'dependent'] as const).flatMap((kind) =>
    [20, 100, 1000].map((perClass) => [kind, perClass, 200] as const),
  ),
  ...[30, 100, 1000].map((perClass) => ['output', perClass, 1000] as const),
];

describe('95 % intervals of simulated neurons', () => {
  it.each(PROMISED)(
    'hold the truth in 93 % and more: %s, %i samples a class',
    (kind, perClass, repetitions) => {
      const { coverage } = simulate(kind, perClass, repetitions);
      expect(coverage.class).toBeGreaterThanOrEqual(0.93);
      expect(coverage.gap).toBeGreaterThanOrEqual(0.93);
    },
  );

  it('are about values that are nearer to the truth than the plain ones where samples are few', () => {
    for (const kind of ['balanced', 'sparse', 'saturated', 'dependent'] as const) {
      const { plugin, corrected } = simulate(kind, 20, 40);
      expect(corrected.class, kind).toBeLessThan(plugin.class / 2);
      expect(corrected.gap, kind).toBeLessThan(plugin.gap / 2);
    }
  });
});
