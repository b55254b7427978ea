import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: builds the tool, bundles bench/ into .cache/bench and runs its parts. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const parts = ['main', 'page'];

run(join('scripts', 'build.mjs'));
await build({
  absWorkingDir: root,
  entryPoints: parts.map((part) => `bench/${part}.ts`),
  outdir: join('.cache', 'bench'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  // As in build.mjs: CommonJS packages call require, and the wasm loader asks where it lies.
  banner: {
    js: [
      "import { createRequire as createRequireForBundle } from 'node:module';",
      'const require = createRequireForBundle(import.meta.url);',
      "const __filename = require('node:url').fileURLToPath(import.meta.url);",
      "const __dirname = require('node:path').dirname(__filename);",
    ].join('\n'),
  },
  external: ['@tensorflow/tfjs-node', 'playwright-core'],
  logLevel: 'warning',
});
for (const part of parts) run(join('.cache', 'bench', `${part}.mjs`));

function run(script) {
  const { status } = spawnSync(process.execPath, [join(root, script)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
