import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Files that a script runs by itself in place of the tests: see scripts/runVitest.mjs. */
const chosen = process.env['ENTROSCOPE_VITEST_FILES'];

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

export default defineConfig({
  // As scripts/bundles.mjs puts it into what is built.
  define: { ENTROSCOPE_VERSION: JSON.stringify(version) },
  test: {
    include: chosen?.split(',') ?? ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/build.ts'],
    // Children, wasm heaps and a browser on two cores: a test that hangs should still end.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
