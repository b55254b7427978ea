import { describe, expect, it } from 'vitest';
import { bestAssignment } from '../../src/engine/assignment.js';
import { seededUniform } from '../../src/engine/random.js';

type Matrix = readonly (readonly number[])[];

/** The largest sum that any assignment has. */
function largestSum([row, ...rest]: Matrix, taken: ReadonlySet<number> = new Set()): number {
  if (row === undefined) return 0;
  return Math.max(
    ...row.map((value, column) =>
      taken.has(column) ? -Infinity : value + largestSum(rest, new Set([...taken, column])),
    ),
  );
}

function sumOf(values: Matrix, columns: readonly number[]): number {
  return values.reduce((sum, row, place) => sum + (row[columns[place] ?? -1] ?? NaN), 0);
}

describe('the best assignment', () => {
  const next = seededUniform(7);
  const kinds = {
    counts: () => Math.floor(40 * next()),
    'many ties': () => Math.floor(2 * next()),
    'numbers of either sign': () => 2 * next() - 1,
  };

  for (const [kind, value] of Object.entries(kinds))
    it(`sums to most, as trying all shows: ${kind}`, () => {
      for (let columns = 1; columns <= 7; columns++)
        for (let rows = 1; rows <= columns; rows++) {
          const values = Array.from({ length: rows }, () => Array.from({ length: columns }, value));
          const found = bestAssignment(values);
          expect(new Set(found).size).toBe(rows);
          expect(sumOf(values, found)).toBeCloseTo(largestSum(values), 9);
        }
    });

  it('finds the order of 1,000 outputs in bounded time', () => {
    const size = 1000;
    const outputOf = (c: number): number => (c * 387 + 11) % size;
    const values = Array.from({ length: size }, (_, c) =>
      Array.from({ length: size }, (__, output) =>
        output === outputOf(c) ? 9 : Math.floor(6 * next() ** 3),
      ),
    );
    const before = process.cpuUsage();
    expect(bestAssignment(values)).toEqual(values.map((_, c) => outputOf(c)));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  it('refuses more rows than columns, and takes none', () => {
    expect(() => bestAssignment([[1], [2]])).toThrow(RangeError);
    expect(bestAssignment([])).toEqual([]);
  });
});
