import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareFamily, KERAS_MATRIX, unpackFamily, type Cell } from '../support/kerasMatrix.js';

/** Of the largest number of a layer: float32's rounding over the few sums and functions of one layer. */
const TOLERANCE = 2e-6;
/** A file to which the largest difference of each class of layers is written; scripts/kerasMatrix.mjs sets it. */
const TABLE = process.env['ENTROSCOPE_MATRIX_TABLE'];
/** Settings that are there to be refused have a file of their own. */
const FAMILIES = readdirSync(KERAS_MATRIX).filter(
  (name) => name.endsWith('.zip') && !name.includes('-alone_'),
);

const folder = mkdtempSync(join(tmpdir(), 'keras-matrix-'));
const cells: (Cell & { readonly backend: string })[] = [];

afterAll(() => {
  rmSync(folder, { recursive: true });
  if (TABLE !== undefined) appendFileSync(TABLE, tableOf(cells));
});

describe.each(['wasm', 'cpu'] as const)(
  'every layer with every setting has Keras’ own numbers on %s',
  (backend) => {
    it.each(FAMILIES)('%s', async (zip) => {
      const { models, numbers, facts } = unpackFamily(join(KERAS_MATRIX, zip), folder);
      for (const model of models) {
        const compared = await compareFamily(model, { numbers, facts, backend });
        cells.push(...compared.map((cell) => ({ ...cell, backend })));
        const wrong = compared.filter(({ difference }) => !(difference < TOLERANCE));
        const named = wrong.map(({ layer, type, difference }) => `${layer} (${type}): ${String(difference)}`);
        expect([basename(model), named]).toEqual([basename(model), []]);
        expect(compared.length).toBeGreaterThan(0);
      }
    });
  },
);

/** The largest difference by class of layer, and how many settings it was met in. */
function tableOf(all: readonly (Cell & { readonly backend: string })[]): string {
  const types = [...new Set(all.map(({ type }) => type))].sort();
  const rows = types.map((type) => {
    const own = all.filter((cell) => cell.type === type);
    const largest = (backend: string): string =>
      Math.max(...own.flatMap((cell) => (cell.backend === backend ? [cell.difference] : []))).toExponential(
        1,
      );
    const settings = new Set(own.map(({ family, setting }) => `${family}/${setting}`)).size;
    return `| ${type} | ${String(settings)} | ${largest('wasm')} | ${largest('cpu')} |\n`;
  });
  return `| layer or op | cases | wasm | cpu |\n|---|---|---|---|\n${rows.join('')}`;
}
