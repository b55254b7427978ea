import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';

interface ContextKeyExpression {
  readonly evaluate: (context: { readonly getValue: (key: string) => unknown }) => boolean;
}

/** VS Code's own parser of `when` clauses (vs/platform/contextkey/common/contextkey). */
interface WhenParser {
  /** undefined where it is none: VS Code then shows the entry everywhere. */
  readonly parse: (clause: string) => ContextKeyExpression | undefined;
}

let parser: WhenParser;

beforeAll(async () => {
  const source = 'monaco-editor-core/esm/vs/platform/contextkey/common/contextkey.js';
  const { outputFiles } = await build({
    stdin: { contents: `export { Parser } from '${source}';`, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    loader: { '.css': 'empty', '.ttf': 'empty' },
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('the parser was not bundled');
  const url = `data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`;
  const { Parser } = (await import(/* @vite-ignore */ url)) as { Parser: new () => WhenParser };
  parser = new Parser();
}, 60_000);

function parsed(clause: string): ContextKeyExpression {
  const expression = parser.parse(clause);
  if (expression === undefined) throw new Error(`${clause} is no clause`);
  return expression;
}

/** Every `when` and `enablement` of a part of package.json. */
function clausesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(clausesIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    (key === 'when' || key === 'enablement') && typeof value === 'string' ? [value] : clausesIn(value),
  );
}

const { contributes } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as {
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
  };
};

describe('the clauses of package.json', () => {
  it('are read by VS Code’s own grammar', () => {
    const clauses = clausesIn(contributes);
    expect(clauses.length).toBeGreaterThan(20);
    for (const clause of clauses) parsed(clause);
  });

  it('would not be, with an operator that VS Code does not have', () => {
    expect(() => parsed('resourceFilename !~ /x/')).toThrow();
  });

  it.each(['explorer/context', 'editor/title/context'])('of %s hold on models only', (menu) => {
    const entry = contributes.menus[menu]?.find(({ command }) => command === 'entroscope.analyzeModel');
    const expression = parsed(entry?.when ?? '');
    const holds = (path: string, searched: boolean): boolean => {
      const keys: Readonly<Record<string, unknown>> = {
        resourcePath: path,
        resourceFilename: path.split('/').at(-1),
        'entroscope.models': searched ? ['/w/model.json', '/w/history.json'] : undefined,
        'entroscope.searched': searched,
      };
      return expression.evaluate({ getValue: (key) => keys[key] });
    };
    expect(['/w/model.json', '/w/history.json'].map((path) => holds(path, true))).toEqual([true, true]);
    const others = ['train.js', 'photo.png', 'package.json', 'notes.md', 'folder', 'settings.json'];
    expect(others.filter((name) => holds(`/w/${name}`, true) || holds(`/w/${name}`, false))).toEqual([]);
    // What is not read is told how to be exported.
    const foreign = ['saved_model.pb', 'net.tflite', 'net.onnx', 'net.pt', 'net.pth', 'net.safetensors'];
    expect([...foreign, 'net.weights.h5'].every((name) => holds(`/w/${name}`, true))).toBe(true);
    expect(['data.h5', 'other.pb', 'best.keras'].some((name) => holds(`/w/${name}`, true))).toBe(false);
    expect(holds('/w/best.keras', false)).toBe(true);
    // Before the first search has ended, by name: a right-click must not need a second try.
    expect(holds('/w/model.json', false)).toBe(true);
  });
});
