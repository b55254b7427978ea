import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';

it('generated files are those that the tables in src give (npm run generate writes them)', () => {
  const { stderr, status } = spawnSync(process.execPath, [join(ROOT, 'scripts/generate.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, 240_000);
