import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Bundles into dist/: cli.js (the command), child.js (the forked analysis and its worker threads: the only bundle with
 * TensorFlow.js), extension.cjs (what VS Code loads), source.js (its thread that reads training code), page.js and page.css (the charts of the HTML report), panel.js and panel.css (those of panel and side view), and the .wasm files.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  define: { ENTROSCOPE_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages call require for Node's own modules; the wasm loader asks where it lies.
  banner: {
    js: [
      "import { createRequire as createRequireForBundle } from 'node:module';",
      "import { fileURLToPath as pathForBundle } from 'node:url';",
      'const require = createRequireForBundle(import.meta.url);',
      'const __filename = pathForBundle(import.meta.url);',
      "const __dirname = require('node:path').dirname(__filename);",
    ].join('\n'),
  },
  external: ['@tensorflow/tfjs-node'],
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
};

const browser = {
  bundle: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const [cli, , extension, source, page, panel] = await Promise.all([
  build({
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
  }),
  build({
    ...node,
    entryPoints: ['src/analysis/child.ts'],
    outfile: 'dist/child.js',
    minify: true,
    keepNames: true,
  }),
  build({
    ...node,
    // VS Code loads extensions as CommonJS in every version and on every kind of host.
    format: 'cjs',
    mainFields: ['module', 'main'],
    banner: { js: "const moduleUrlForBundle = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...node.define, 'import.meta.url': 'moduleUrlForBundle' },
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    minify: true,
    keepNames: true,
  }),
  build({
    ...node,
    entryPoints: ['src/sourceThread/thread.ts'],
    outfile: 'dist/source.js',
    minify: true,
    keepNames: true,
  }),
  build({ ...browser, entryPoints: ['src/webview/page.ts'], outfile: 'dist/page.js' }),
  build({ ...browser, entryPoints: ['src/webview/panel.ts'], outfile: 'dist/panel.js' }),
]);

refuse(cli, /@tensorflow\//, 'TensorFlow.js in the command line bundle');
refuse(extension, /@tensorflow\//, 'TensorFlow.js in the extension bundle');
// Somebody's script is parsed in a thread that can be ended, never in the extension host.
refuse(
  extension,
  /@lezer\/|^src\/source\/(?:findLayers\.ts|run\/)/,
  'the reader of code in the extension bundle',
);
refuse(source, /@tensorflow\/|vscode/, 'TensorFlow.js or VS Code in the reader of code');
refuse(page, /@tensorflow\/|^node:/, 'TensorFlow.js or Node in the page');
refuse(panel, /@tensorflow\/|^node:/, 'TensorFlow.js or Node in the panel');

for (const [from, file] of [
  ['@tensorflow/tfjs-backend-wasm/dist', 'tfjs-backend-wasm.wasm'],
  ['@tensorflow/tfjs-backend-wasm/dist', 'tfjs-backend-wasm-simd.wasm'],
  ['@jsquash/jpeg/codec/dec', 'mozjpeg_dec.wasm'],
  ['@jsquash/webp/codec/dec', 'webp_dec.wasm'],
]) {
  const [scope, name, ...folders] = from.split('/');
  copyFileSync(join(packageRoot(`${scope}/${name}`), ...folders, file), join(out, file));
}

/** @param {string} name */
function packageRoot(name) {
  return dirname(require.resolve(`${name}/package.json`));
}

/** @param {import('esbuild').BuildResult} result @param {RegExp} pattern @param {string} what */
function refuse(result, pattern, what) {
  const found = Object.keys(result.metafile?.inputs ?? {}).filter((input) => pattern.test(input));
  if (found.length > 0) throw new Error(`${what}: ${found.join(', ')}`);
}
