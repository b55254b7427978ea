import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The rooms of the house and what each may import (docs/architecture.md). Everything of ours that is not listed is
 * refused, and so are the packages and Node modules that a room has no business with.
 */
const rooms = {
  vocabulary: { ours: [], pure: true },
  engine: { ours: ['vocabulary'], pure: true },
  protocol: { ours: ['report', 'vocabulary'], pure: true },
  models: { ours: ['vocabulary', 'engine'] },
  tensorflow: { ours: ['vocabulary', 'engine', 'models'], tensorflow: true },
  datasets: { ours: ['vocabulary', 'engine'] },
  report: { ours: ['vocabulary', 'engine'], pure: true },
  config: { ours: ['vocabulary', 'protocol'] },
  analysis: { ours: ['vocabulary', 'engine', 'models', 'tensorflow', 'datasets', 'report', 'protocol'] },
  outputs: { ours: ['vocabulary', 'report'] },
  watch: { ours: ['vocabulary', 'models'] },
  source: { ours: ['vocabulary'], pure: true },
  cli: {
    ours: ['vocabulary', 'report', 'protocol', 'config', 'models', 'outputs', 'watch', 'analysis/client'],
  },
  extension: {
    ours: [
      'vocabulary',
      'report',
      'protocol',
      'config',
      'models',
      'outputs',
      'watch',
      'source',
      'analysis/client',
      'datasets/recognize',
    ],
    vscode: true,
  },
  webview: { ours: ['report', 'protocol', 'vocabulary'], pure: true, page: true },
};

const all = Object.keys(rooms);

function roomRule(room) {
  const { ours, pure, page, tensorflow, vscode } = rooms[room];
  const patterns = [];
  for (const other of all) {
    if (other === room || ours.includes(other)) continue;
    const parts = ours.filter((entry) => entry.startsWith(`${other}/`));
    // A pattern that ends in /** cannot be undone further in: where a part is allowed, exclude one level and re-include.
    const group = [
      parts.length > 0 ? `**/${other}/*` : `**/${other}/**`,
      ...parts.flatMap((part) => [`!**/${part}`, `!**/${part}/**`]),
    ];
    patterns.push({ group, message: `src/${room} may not import src/${other}: see docs/architecture.md` });
  }
  patterns.push({ group: ['**/test/**', '**/bench/**'], message: 'src never imports test or bench' });
  if (!tensorflow)
    patterns.push({ group: ['@tensorflow/*'], message: 'only src/tensorflow imports @tensorflow' });
  if (!vscode) patterns.push({ group: ['vscode'], message: 'only src/extension imports vscode' });
  if (!page)
    patterns.push({ group: ['d3', 'd3-*', '@vscode/webview-ui-toolkit'], message: 'only src/webview draws' });
  if (pure) patterns.push({ group: ['node:*'], message: `src/${room} runs anywhere: no Node modules` });
  return {
    files: [`src/${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', 'out/', 'coverage/', 'examples/**/model/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A value read for its side of an index check is clearer than a chain of optional calls.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  ...all.map(roomRule),
);
