import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
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

const BUNDLES = {
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
  },
  child: {
    ...node,
    entryPoints: ['src/analysis/child.ts'],
    outfile: 'dist/child.js',
    // TensorFlow.js asks for it where Node has no fetch of its own; with it come 290 kB of tables of domain names.
    alias: { 'node-fetch': './scripts/noNodeFetch.mjs' },
    minify: true,
    keepNames: true,
  },
  extension: {
    ...node,
    // VS Code loads extensions as CommonJS in every version and on every kind of host.
    format: 'cjs',
    banner: { js: "const moduleUrlForBundle = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...node.define, 'import.meta.url': 'moduleUrlForBundle' },
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    minify: true,
    keepNames: true,
  },
  source: {
    ...node,
    entryPoints: ['src/sourceThread/thread.ts'],
    outfile: 'dist/source.js',
    minify: true,
    keepNames: true,
  },
  science: {
    ...node,
    entryPoints: ['src/analysis/science/thread.ts'],
    outfile: 'dist/science.js',
    minify: true,
    keepNames: true,
  },
  page: { ...browser, entryPoints: ['src/webview/page.ts'], outfile: 'dist/page.js' },
  panel: { ...browser, entryPoints: ['src/webview/panel.ts'], outfile: 'dist/panel.js' },
};

/** How the child of an analysis is bundled, for scripts that run its readers by another entry. */
export const CHILD_BUNDLE = BUNDLES.child;

/** What may be in no bundle of that name: files, as the metafile names them. */
const REFUSED = {
  cli: [/@tensorflow\//, 'TensorFlow.js in the command line bundle'],
  child: [/node_modules\/(node-fetch|whatwg-url|tr46|ml-matrix)\//, 'code that is never called in the child'],
  // Somebody's script is parsed in a thread that can be ended, never in the extension host.
  extension: [
    /@tensorflow\/|@lezer\/|^src\/source\/(?:findLayers\.ts|run\/)/,
    'TensorFlow.js, or the reader of code, in the extension bundle',
  ],
  source: [/@tensorflow\/|vscode/, 'TensorFlow.js or VS Code in the reader of code'],
  science: [/@tensorflow\/|vscode/, 'TensorFlow.js or VS Code in the thread of linear algebra'],
  page: [/@tensorflow\/|^node:/, 'TensorFlow.js or Node in the page'],
  panel: [/@tensorflow\/|^node:/, 'TensorFlow.js or Node in the panel'],
};

/** Files of packages that lie beside the bundles, in dist, as they are. */
export const COPIED_FILES = [
  { package: '@tensorflow/tfjs-backend-wasm', path: 'dist/tfjs-backend-wasm.wasm' },
  { package: '@tensorflow/tfjs-backend-wasm', path: 'dist/tfjs-backend-wasm-simd.wasm' },
  { package: '@jsquash/jpeg', path: 'codec/dec/mozjpeg_dec.wasm' },
  { package: '@jsquash/webp', path: 'codec/dec/webp_dec.wasm' },
];

/**
 * Makes all bundles: dist/cli.js (the command), child.js (the forked analysis and its worker threads: the only bundle with
 * TensorFlow.js), science.js (the threads in which it does linear algebra), extension.cjs (what VS Code loads), source.js (its thread that reads training code), page.js and page.css (the charts of the HTML report), panel.js and
 * panel.css (those of panel and side view). Throws where a bundle holds what it may not.
 * @param {object} choice
 * @param {boolean} choice.write false: nothing is written, for whoever only asks what is in them
 * @returns {Promise<Record<keyof typeof BUNDLES, import('esbuild').Metafile>>} each bundle's metafile
 */
export async function makeBundles({ write }) {
  const entries = await Promise.all(
    Object.entries(BUNDLES).map(async ([name, options]) => {
      const { metafile } = await build({ ...options, write });
      const [pattern, what] = REFUSED[name];
      const refused = Object.keys(metafile.inputs).filter((input) => pattern.test(input));
      if (refused.length > 0) throw new Error(`${what}: ${refused.join(', ')}`);
      return [name, metafile];
    }),
  );
  return Object.fromEntries(entries);
}

/** @param {string} name of a package @returns {string} its folder */
export function packageRoot(name) {
  return dirname(require.resolve(`${name}/package.json`));
}
