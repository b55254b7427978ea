import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { analyze, ROOT, temporaryFolder } from '../support/cli.js';
import {
  exampleDigits,
  sortedByClass,
  writeCsv,
  writeIdx,
  writeJson,
  writeModule,
  writeNpy,
  writeNpz,
  writePngFolders,
} from '../support/digitFiles.js';

const MODEL = join(ROOT, 'examples', 'mnist', 'model', 'model.json');
// Scaling is chosen for pictures; where the file may hold anything, it is said.
const SCALED = ['--scale', '0..1'];

/** What must not depend on how the digits are stored. */
function numbers(report: Report): unknown {
  return { layers: report.layers, task: report.task, depth: report.depth, classes: report.dataset.classes };
}

describe('the same digits in every kind of data set', () => {
  const folder = temporaryFolder();
  const digits = sortedByClass(exampleDigits(300));
  let expected: Report;

  beforeAll(async () => {
    expected = await analyze([MODEL, '--data', writeIdx(join(folder, 'idx'), digits, false)]);
  });

  it('are 300 digits that the model mostly knows', () => {
    expect(expected.dataset.samples).toBe(300);
    expect(expected.dataset.kind).toBe('idx');
    expect(expected.task?.accuracy).toBeGreaterThan(0.93);
    expect(expected.layers.length).toBeGreaterThanOrEqual(5);
  });

  const kinds: readonly [kind: string, args: () => readonly string[]][] = [
    ['idx', () => ['--data', writeIdx(join(folder, 'gz'), digits, true)]],
    ['images', () => ['--data', writePngFolders(join(folder, 'png'), digits)]],
    [
      'npy',
      () => {
        const files = writeNpy(join(folder, 'npy'), digits);
        return ['--data', files.data, '--labels', files.labels, ...SCALED];
      },
    ],
    ['npz', () => ['--data', writeNpz(join(folder, 'npz'), digits)]],
    ['csv', () => ['--data', writeCsv(join(folder, 'csv'), digits), ...SCALED]],
    ['json', () => ['--data', writeJson(join(folder, 'json'), digits), ...SCALED]],
    ['module', () => ['--data', writeModule(join(folder, 'module'), digits)]],
  ];
  it.each(kinds)('%s gives the same numbers, bit for bit', async (kind, args) => {
    const report = await analyze([MODEL, ...args()]);
    expect(report.dataset.kind).toBe(kind);
    expect(numbers(report)).toEqual(numbers(expected));
  });
});
