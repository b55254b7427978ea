import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Runs every layer and op on every backend and writes the tables of docs/models.md. */
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/tensorflow/modelsTable.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, ENTROSCOPE_WRITE_TABLES: '1' },
});
process.exitCode = status ?? 1;
