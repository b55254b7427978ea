import { build } from 'esbuild';
import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Bundles what the harness of VS Code runs outside vitest into .cache/vscode/bundles: the suite that VS Code loads
 * into its extension host, the stand-in for its executable, and what `npm run vscode` starts. Packages stay outside.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, '.cache', 'vscode', 'bundles');

/** Modules find files beside themselves, also from a bundle that lies elsewhere. */
const ownAddresses = {
  name: 'own-addresses',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  absWorkingDir: root,
  plugins: [ownAddresses],
};

await Promise.all([
  build({
    ...common,
    format: 'cjs',
    entryPoints: ['test/vscode/inHost/index.ts'],
    outfile: join(out, 'inHost', 'index.cjs'),
  }),
  build({
    ...common,
    format: 'esm',
    entryPoints: ['test/vscode/support/editorExecutable.ts', 'test/vscode/support/openForPerson.ts'],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    banner: { js: '#!/usr/bin/env node' },
  }),
]);
chmodSync(join(out, 'editorExecutable.mjs'), 0o755);
