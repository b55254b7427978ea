import { ESLint, RuleTester } from 'eslint';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { noZeroForMissing } from '../../scripts/lintRules/noZeroForMissing.mjs';
import { nonNullElements } from '../../scripts/lintRules/nonNullElements.mjs';
import { ordinaryFiles } from '../../scripts/lintRules/ordinaryFiles.mjs';
import { roomImports } from '../../scripts/lintRules/roomImports.mjs';
import { shownTexts } from '../../scripts/lintRules/shownTexts.mjs';
import { ROOT } from '../support/cli.js';

Object.assign(RuleTester, { describe, it, afterAll });

const typed = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: {
      projectService: {
        allowDefaultProject: ['probe.ts'],
        defaultProject: join(ROOT, 'tsconfig.tests.json'),
      },
      tsconfigRootDir: ROOT,
    },
  },
});
const filename = join(ROOT, 'probe.ts');

function refusedTwice(code: string): RuleTester.InvalidTestCase {
  return { filename, code, errors: [{ messageId: 'refused' }, { messageId: 'refused' }] };
}

function refused(code: string): RuleTester.InvalidTestCase {
  return { filename, code, errors: [{ messageId: 'refused' }] };
}

const outsideFiles = join(ROOT, 'src', 'config', 'probe.ts');
new RuleTester({ languageOptions: { parser: tseslint.parser } }).run('ordinary-files', ordinaryFiles, {
  valid: [
    { filename: outsideFiles, code: "import { stat, rename } from 'node:fs/promises';" },
    { filename: outsideFiles, code: "import type { FileHandle } from 'node:fs/promises';" },
    { filename: join(ROOT, 'src', 'files', 'probe.ts'), code: "import { open } from 'node:fs/promises';" },
  ],
  invalid: [
    ...['readFile', 'open', 'writeFile', 'readFileSync', 'createReadStream as read', 'openSync'].map(
      (name) => ({
        filename: outsideFiles,
        code: `import { ${name} } from 'node:fs';`,
        errors: [{ messageId: 'opens' }],
      }),
    ),
    ...[
      "import fs from 'fs';",
      "import * as fs from 'node:fs/promises';",
      "export * from 'node:fs';",
      "import { promises } from 'node:fs';",
      "export const fs = import('node:fs');",
    ].map((code) => ({ filename: outsideFiles, code, errors: [{ messageId: 'whole' }] })),
  ],
});

typed.run('non-null-elements', nonNullElements, {
  valid: [
    'export function f(x: Uint32Array, i: number): number { return x[i]!; }',
    'export function f(x: Float32Array | Float64Array): number { return x[0]!; }',
    'export function f(x: BigUint64Array): bigint { return x[0]!; }',
    'export function f<X extends Uint8Array>(x: X): number { return x[0]!; }',
    'export function f(x: Buffer): number { return x[0]!; }',
    'export function f(o: { readonly x: Int16Array }): number { return o.x[o.x.length - 1]!; }',
    'export class C { #x = new Uint8Array(1); f(): number { return this.#x[0]!; } }',
  ].map((code) => ({ filename, code })),
  invalid: [
    refused('export function f(x: readonly number[]): number { return x[0]!; }'),
    refused('export function f(x: ArrayLike<number>): number { return x[0]!; }'),
    refused('export function f(x: Uint8Array | number[]): number { return x[0]!; }'),
    refused('export function f(x: Map<string, Uint8Array>): Uint8Array { return x.get("a")!; }'),
    refused('export function f(x: { y?: Uint8Array }): Uint8Array { return x.y!; }'),
    // The array itself may be missing, and so may an array of typed arrays hold none.
    refused('export function f(x: Uint8Array | undefined): number | undefined { return x![0]; }'),
    refused('export function f(x: readonly Uint8Array[]): number { return x[0]![1]!; }'),
    refused('export function f(x: Uint8Array): number { return x.at(0)!; }'),
    refused('export function f(x: Uint8Array | undefined): number { return x?.[0]!; }'),
    refused('class Uint8Array { [i: number]: number | undefined }\nexport const f = new Uint8Array()[0]!;'),
    refusedTwice('export function f(x: any): number { return x[0]! + x.y!; }'),
  ],
});

typed.run('no-zero-for-missing', noZeroForMissing, {
  valid: [
    'export function f(x: Uint32Array, i: number): number { return x[i]!; }',
    'export function f(x: readonly number[]): number { return x[0] ?? 0; }',
    'export function f(x: Map<string, number>): number { return x.get("a") ?? 0; }',
    'export function f(x: Uint8Array): number | null { return x[0] ?? null; }',
    'export function f(x: Uint8Array | undefined): number { return x?.length ?? 0; }',
  ].map((code) => ({ filename, code })),
  invalid: [
    refused('export function f(x: Uint32Array, i: number): number { return x[i] ?? 0; }'),
    refused('export function f(x: BigInt64Array): bigint { return x[0] ?? 0n; }'),
    refusedTwice('export function f(x: Float64Array): number { return (x[0] ?? 0) * (x[1] ?? 0); }'),
  ],
});

const untyped = new RuleTester({ languageOptions: { parser: tseslint.parser } });

function inRoom(file: string, code: string): RuleTester.ValidTestCase {
  return { filename: join(ROOT, 'src', file), code };
}

function walled(file: string, code: string, message: string): RuleTester.InvalidTestCase {
  return { ...inRoom(file, code), errors: [{ message }] };
}

const wall = (room: string, target: string) =>
  `src/${room} may not import src/${target}: see docs/architecture.md`;

untyped.run('room-imports', roomImports, {
  valid: [
    inRoom('engine/probe.ts', 'import { a } from "./entropy.js"; import { b } from "../vocabulary/b.js";'),
    inRoom('extension/code/probe.ts', 'import { a } from "../../analysis/client/runJob.js";'),
    inRoom('extension/probe.ts', 'import * as vscode from "vscode"; import { join } from "node:path";'),
    inRoom('tensorflow/probe.ts', 'import * as tf from "@tensorflow/tfjs-core";'),
    inRoom('webview/chart/probe.tsx', 'import { render } from "preact"; import { scaleLinear } from "d3";'),
    inRoom('webview/probe.ts', 'import { a } from "../outputs/csv/a.js";'),
    inRoom('outputs/probe.ts', 'import { a } from "./csv/a.js";'),
    inRoom('cli/probe.ts', 'import { a } from "../outputs/csv/a.js"; import { b } from "../outputs/b.js";'),
    inRoom('config/probe.ts', 'import schema from "../../media/entroscope.schema.json";'),
  ],
  invalid: [
    walled('engine/probe.ts', 'import { a } from "../report/report.js";', wall('engine', 'report')),
    walled('engine/probe.ts', 'import type { A } from "../report/report.js";', wall('engine', 'report')),
    walled('engine/probe.ts', 'export * from "../report/report.js";', wall('engine', 'report')),
    walled('engine/probe.ts', 'export { a } from "../report/report.js";', wall('engine', 'report')),
    walled('engine/probe.ts', 'export const a = import("../cli/main.js");', wall('engine', 'cli')),
    walled('engine/probe.ts', 'export type A = import("../cli/main.js").A;', wall('engine', 'cli')),
    walled('cli/probe.ts', 'import { a } from "../analysis/worker/a.js";', wall('cli', 'analysis')),
    // The folder's own name is in the path of neither of these two imports.
    walled('analysis/client/probe.ts', 'import "../worker/a.js";', wall('analysis/client', 'analysis')),
    walled('outputs/csv/probe.ts', 'import { a } from "../outputFiles.js";', wall('outputs/csv', 'outputs')),
    walled('webview/probe.ts', 'import { a } from "../outputs/files.js";', wall('webview', 'outputs')),
    walled('engine/probe.ts', 'import "node:fs";', 'src/engine has no Node: it may not import node:fs'),
    walled('webview/probe.ts', 'import "fs";', 'src/webview has no Node: it may not import fs'),
    walled(
      'outputs/csv/probe.ts',
      'import "node:fs";',
      'src/outputs/csv has no Node: it may not import node:fs',
    ),
    walled('cli/probe.ts', 'import * as vscode from "vscode";', 'only src/extension imports vscode'),
    walled('report/probe.ts', 'import { h } from "preact";', 'only src/webview imports preact'),
    walled(
      'cli/probe.ts',
      'import "@tensorflow/tfjs-core";',
      'only src/tensorflow imports @tensorflow/tfjs-core',
    ),
    walled(
      'cli/probe.ts',
      'import { a } from "../../test/a.js";',
      'src never imports what lies outside of it (../../test/a.js)',
    ),
    walled(
      'utils/probe.ts',
      'export {};',
      'src/utils/probe.ts lies in no room: see scripts/lintRules/rooms.mjs',
    ),
  ],
});

function shows(code: string): RuleTester.InvalidTestCase {
  return { ...inRoom('extension/probe.ts', code), errors: [{ messageId: 'refused' }] };
}

untyped.run('shown-texts', shownTexts, {
  valid: [
    inRoom('extension/say.ts', 'vscode.window.showErrorMessage(text); new vscode.TreeItem(text);'),
    inRoom('extension/probe.ts', 'vscode.window.showOpenDialog({}); vscode.window.showTextDocument(uri);'),
    inRoom('extension/probe.ts', 'function item(): vscode.TreeItem { return treeRow(texts, state); }'),
    inRoom('extension/probe.ts', 'new vscode.ThemeIcon(vscode.TreeItemCollapsibleState.None);'),
    inRoom('extension/probe.ts', 'const withProgress = 1; f(withProgress); vscode.window[withProgress];'),
  ],
  invalid: [
    shows('vscode.window.showInformationMessage(text);'),
    shows('void vscode.window.showWarningMessage(text, { modal: true });'),
    shows('window.showErrorMessage(text);'),
    shows('vscode.window.showQuickPick<Item>(items);'),
    shows('vscode.window.createQuickPick();'),
    shows('vscode.window.withProgress({ title }, run);'),
    shows('vscode.window.createStatusBarItem("id");'),
    shows('vscode.window.setStatusBarMessage(text);'),
    shows('new vscode.TreeItem(text);'),
    shows('class Row extends vscode.TreeItem {}'),
    shows('import { TreeItem } from "vscode";'),
    shows('vscode.window["showErrorMessage"](text);'),
    shows('vscode.window[`showErrorMessage`](text);'),
    shows('const { showErrorMessage: say } = vscode.window;'),
    shows('const say = vscode.window.showErrorMessage;'),
    // Files of the same name elsewhere are no exception.
    {
      ...inRoom('extension/code/say.ts', 'vscode.window.withProgress();'),
      errors: [{ messageId: 'refused' }],
    },
  ],
});

describe('eslint.config.mjs', () => {
  /** Without types, which a file that is not there has none of. */
  const eslint = new ESLint({
    cwd: ROOT,
    ruleFilter: ({ ruleId }) => ruleId === 'entroscope/room-imports',
    overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
  });

  it.each([
    ['src/engine/probe.ts', '../cli/main.js', 1],
    ['src/engine/probe.ts', '../vocabulary/phrase.js', 0],
    ['src/webview/probe.ts', 'node:fs', 1],
    ['test/engine/probe.ts', '../../src/cli/main.js', 0],
  ])('in %s, an import of %s: %i mistakes', async (filePath, target, mistakes) => {
    const [result] = await eslint.lintText(`import ${JSON.stringify(target)};\n`, { filePath });
    expect(result?.messages).toHaveLength(mistakes);
  });

  it.each(['engine', 'analysis', 'datasets', 'webview'])(
    'src/%s may use ! on typed arrays only',
    async (room) => {
      const config = (await eslint.calculateConfigForFile(`src/${room}/probe.ts`)) as {
        readonly rules: Readonly<Record<string, readonly unknown[]>>;
      };
      expect(config.rules['entroscope/non-null-elements']?.[0]).toBe(2);
      expect(config.rules['@typescript-eslint/no-non-null-assertion']?.[0]).toBe(0);
    },
  );

  it('src/extension shows texts through one file', async () => {
    const config = (await eslint.calculateConfigForFile('src/extension/code/probe.ts')) as {
      readonly rules: Readonly<Record<string, readonly unknown[]>>;
    };
    expect(config.rules['entroscope/shown-texts']?.[0]).toBe(2);
  });

  it('all other rooms may not use ! at all', async () => {
    const config = (await eslint.calculateConfigForFile('src/cli/probe.ts')) as {
      readonly rules: Readonly<Record<string, readonly unknown[]>>;
    };
    expect(config.rules['@typescript-eslint/no-non-null-assertion']?.[0]).toBe(2);
  });
});
