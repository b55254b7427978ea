import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVitest } from './runVitest.mjs';

/** Prints the largest difference from Keras of each class of layers, over all cases of test/fixtures/keras-matrix. */
const table = join(mkdtempSync(join(tmpdir(), 'keras-matrix-')), 'table.md');
const { status } = await runVitest({
  args: ['test/tensorflow/kerasMatrix.test.ts'],
  environment: { ENTROSCOPE_MATRIX_TABLE: table },
});
console.info(readFileSync(table, 'utf8'));
process.exitCode = status ?? 1;
