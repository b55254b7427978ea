import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { noZeroForMissing } from './scripts/lintRules/noZeroForMissing.mjs';
import { nonNullElements } from './scripts/lintRules/nonNullElements.mjs';
import { ordinaryFiles } from './scripts/lintRules/ordinaryFiles.mjs';
import { roomImports } from './scripts/lintRules/roomImports.mjs';
import { shownTexts } from './scripts/lintRules/shownTexts.mjs';

/** `x[i] ?? 0` on a typed array: an index out of range would become a silent 0. */
const ZERO_FOR_MISSING = 'error';

/** Rooms that compute with typed arrays, and may say of an element that it is there. */
const NUMERIC_ROOMS = ['engine', 'analysis', 'datasets', 'tensorflow', 'webview'];

export default tseslint.config(
  {
    ignores: [
      'test/fixtures/scripts/**',
      'dist/',
      'node_modules/',
      '.cache/',
      'out/',
      'coverage/',
      'examples/**/model/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
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
    files: ['{test,bench}/**/*.{ts,tsx}'],
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
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/*.d.ts'],
    plugins: {
      entroscope: {
        rules: {
          'no-zero-for-missing': noZeroForMissing,
          'non-null-elements': nonNullElements,
          'ordinary-files': ordinaryFiles,
          'room-imports': roomImports,
          'shown-texts': shownTexts,
        },
      },
    },
    rules: {
      'entroscope/no-zero-for-missing': ZERO_FOR_MISSING,
      'entroscope/ordinary-files': 'error',
      'entroscope/room-imports': 'error',
    },
  },
  {
    files: ['src/extension/**/*.ts'],
    rules: { 'entroscope/shown-texts': 'error' },
  },
  {
    files: [`src/{${NUMERIC_ROOMS.join(',')}}/**/*.{ts,tsx}`],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'entroscope/non-null-elements': 'error',
    },
  },
);
