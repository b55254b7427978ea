import { describe, expect, it } from 'vitest';
import { PartialClock } from '../../src/analysis/worker/partialClock.js';

/** When partial reports are made in a run of chunks of 10 ms, each report taking as long as cost says. */
function reportsOf(runMs: number, cost: (made: number) => number): { at: number; ms: number }[] {
  const clock = new PartialClock(0);
  const made: { at: number; ms: number }[] = [];
  for (let now = 0; now < runMs; now += 10) {
    if (!clock.isDue(now)) continue;
    const ms = cost(made.length);
    made.push({ at: now, ms });
    clock.made(now, now + ms);
    now += ms;
  }
  return made;
}

const spent = (made: readonly { ms: number }[]): number => made.reduce((sum, { ms }) => sum + ms, 0);

describe('when partial reports are made', () => {
  it('is first after 300 ms', () => {
    expect(reportsOf(290, () => 20)).toEqual([]);
    expect(reportsOf(1000, () => 20)[0]?.at).toBe(300);
  });

  it('is at most twice a second where they cost nothing', () => {
    const made = reportsOf(10_000, () => 0);
    expect(made.length).toBeGreaterThan(15);
    expect(made.length).toBeLessThanOrEqual(20);
  });

  it.each([10_000, 30_000, 120_000])('costs at most 3 % of a run of %i ms', (runMs) => {
    for (const cost of [5, 20, 60])
      expect(spent(reportsOf(runMs, () => cost))).toBeLessThanOrEqual(0.03 * runMs);
  });

  it('makes up for one that took longer than those before', () => {
    const made = reportsOf(60_000, (before) => (before === 3 ? 300 : 10));
    expect(spent(made)).toBeLessThanOrEqual(0.03 * 60_000);
    expect(made.length).toBeGreaterThan(5);
  });

  it('is seldom where each takes seconds', () => {
    expect(reportsOf(60_000, () => 2000).length).toBe(1);
  });
});
