import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOMS, roomOf } from '../../scripts/lintRules/rooms.mjs';
import { ROOT } from '../support/cli.js';

type Environment = 'anywhere' | 'page' | 'host';

function projectOf(environment: Environment): ts.ParsedCommandLine {
  const file = join(ROOT, `tsconfig.${environment}.json`);
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (): void => undefined };
  const project = ts.getParsedCommandLineOfConfigFile(file, {}, host);
  if (project === undefined) throw new Error(`${file} cannot be read`);
  return project;
}

const PROJECTS = {
  anywhere: projectOf('anywhere'),
  page: projectOf('page'),
  host: projectOf('host'),
} as const satisfies Record<Environment, ts.ParsedCommandLine>;

/** Declarations of packages, which are the same in each project, are parsed once. */
const libraries = new Map<string, ts.SourceFile>();

/**
 * What TypeScript says of files that are not there, each among all the files of a project: what those import could bring types
 * of another environment with it.
 */
function problemsOf(
  environment: Environment,
  probes: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly string[]>> {
  const { options, fileNames } = PROJECTS[environment];
  const codes = new Map(Object.entries(probes).map(([path, code]) => [join(ROOT, path), code]));
  const disk = ts.createCompilerHost(options);
  const read: ts.CompilerHost['getSourceFile'] = (file, language, onError) => {
    const isLibrary = file.includes('/node_modules/');
    const source =
      (isLibrary ? libraries.get(file) : undefined) ?? disk.getSourceFile(file, language, onError);
    if (isLibrary && source !== undefined) libraries.set(file, source);
    return source;
  };
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => codes.has(file) || disk.fileExists(file),
    getSourceFile: (file, language, onError) => {
      const code = codes.get(file);
      return code === undefined ? read(file, language, onError) : ts.createSourceFile(file, code, language);
    },
  };
  const program = ts.createProgram([...fileNames, ...codes.keys()], { ...options, incremental: false }, host);
  const problems = (path: string): readonly string[] => {
    const source = program.getSourceFile(join(ROOT, path));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '),
    );
  };
  return Object.fromEntries(Object.keys(probes).map((path) => [path, problems(path)]));
}

const PROBE = `import type * as preact from 'preact';
export function Probe(): preact.JSX.Element {
  return <b class="probe" onClick={() => undefined}>{1}</b>;
}`;

// Each is a compilation of the whole project, which a busy machine takes its time for.
describe('a room has the types of its environment only', { timeout: 240_000 }, () => {
  const dom = ['document', 'window', 'localStorage', 'HTMLElement'];
  const node = ['process', 'Buffer', 'setImmediate', '__dirname'];
  const code = [...dom, ...node].map((name) => `export const its_${name} = ${name};`).join('\n');
  const missing = (names: readonly string[]): readonly unknown[] =>
    names.map((name): unknown => expect.stringMatching(new RegExp(`^Cannot find name '${name}'`, 'u')));

  it('engine, report and the like: neither DOM nor Node', () => {
    const rooms = Object.entries(ROOMS).filter(([, { runs }]) => runs === 'anywhere');
    const paths = rooms.map(([room]) => `src/${room}/probe.ts`);
    expect(problemsOf('anywhere', Object.fromEntries(paths.map((path) => [path, code])))).toEqual(
      Object.fromEntries(paths.map((path) => [path, missing([...dom, ...node])])),
    );
  });

  it('the page: DOM and JSX, no Node', () => {
    const probes = {
      'src/webview/probe.ts': code,
      'src/webview/jsx.tsx': PROBE,
      'src/webview/wrongJsx.tsx': PROBE.replace('() => undefined', '1'),
    };
    expect(problemsOf('page', probes)).toEqual({
      'src/webview/probe.ts': missing(node),
      'src/webview/jsx.tsx': [],
      'src/webview/wrongJsx.tsx': [expect.stringMatching(/^Type 'number' is not assignable to/u)],
    });
  });

  it('the host: Node, no DOM', () => {
    expect(problemsOf('host', { 'src/extension/probe.ts': code })).toEqual({
      'src/extension/probe.ts': missing(dom),
    });
  });
});

it('a page in JSX is bundled with Preact', async () => {
  // esbuild takes its settings from the tsconfig.json above the file.
  const folder = join(ROOT, '.cache', 'walls');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'probe.tsx'), PROBE);
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'probe.tsx')],
    bundle: true,
    format: 'esm',
    external: ['preact'],
    write: false,
  });
  expect(outputFiles[0]?.text).toContain('from "preact/jsx-runtime"');
});

describe('the projects', () => {
  it('hold each file of src once: where its room runs', () => {
    const environments = new Map<string, string[]>();
    for (const [environment, { fileNames }] of Object.entries(PROJECTS)) {
      for (const file of fileNames) {
        const path = relative(join(ROOT, 'src'), file).split(sep).join('/');
        environments.set(path, [...(environments.get(path) ?? []), environment]);
      }
    }
    const rooms: Readonly<Record<string, { readonly runs: string }>> = ROOMS;
    for (const path of ts.sys.readDirectory(join(ROOT, 'src'), ['.ts', '.tsx'])) {
      const file = relative(join(ROOT, 'src'), path).split(sep).join('/');
      // Types of Node's own, beside the rooms.
      const runs = dirname(file) === '.' ? 'host' : rooms[roomOf(file) ?? '']?.runs;
      expect({ file, environments: environments.get(file) }).toEqual({ file, environments: [runs] });
    }
  });
});
