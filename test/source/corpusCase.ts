import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLayers, findLayersInCells, type SourceText } from '../../src/source/findLayers.js';
import type { LayerMatch } from '../../src/source/match/matchLayers.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';
import type { SourceProgram } from '../../src/source/sourceProgram.js';
import type { SourceLanguage } from '../../src/source/syntax/parseSource.js';

/**
 * One script of the corpus, kept as .txt so that no tool takes it for code of this project. In its file a mark "//= id id" (Python: "#=") ends the lines of layers, with the ids of the
 * model's layers that the line makes; the model follows after the line "// model": id, class, activation or "-", shape,
 * parameters. Lines "// %%" part a notebook's cells.
 */
export interface CorpusCase {
  readonly name: string;
  readonly language: SourceLanguage;
  /** Lines of the script without marks. */
  readonly lines: readonly string[];
  /** Line, from 0 -> ids. */
  readonly expected: ReadonlyMap<number, readonly string[]>;
  readonly model: readonly ModelLayer[];
}

const FOLDER = join(import.meta.dirname, 'corpus');
const LANGUAGES: Readonly<Record<string, SourceLanguage>> = {
  js: 'javascript',
  jsx: 'jsx',
  ts: 'typescript',
  tsx: 'tsx',
  py: 'python',
};

export function readCorpus(): readonly CorpusCase[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => readCase(file));
}

function readCase(textFile: string): CorpusCase {
  const file = textFile.replace(/\.txt$/, '');
  const all = readFileSync(join(FOLDER, textFile), 'utf8').trimEnd().split('\n');
  const end = all.findIndex((line) => /^(\/\/|#) model$/.test(line));
  const expected = new Map<number, readonly string[]>();
  const lines = all.slice(0, end).map((line, index) => {
    const [, code = line, ids] = /^(.*?)\s*(?:\/\/|#)= (.*)$/.exec(line) ?? [];
    if (ids !== undefined) expected.set(index, ids.trim().split(' '));
    return code;
  });
  const model = all.slice(end + 1).map((line) => {
    const [id = '', type = '', activation = '-', shape = '', parameters = '0'] = line
      .replace(/^(\/\/|#) /, '')
      .split(' ');
    return {
      id,
      name: (id.split('/').at(-1) ?? id).replace(/#\d+$/, ''),
      type,
      activation: activation === '-' ? null : activation,
      outputShape: shape.split(',').map(Number),
      parameters: Number(parameters),
    };
  });
  const language = LANGUAGES[file.split('.').at(-1) ?? ''] ?? 'javascript';
  return { name: file, language, lines, expected, model };
}

/** The layers of a script's lines, and the line of each in the whole script. */
export function programOf(
  { language }: CorpusCase,
  lines: readonly string[],
): {
  readonly program: SourceProgram;
  readonly lineOf: (layer: number) => number;
} {
  const isMark = (line: string): boolean => /^(\/\/|#) %%$/.test(line);
  if (!lines.some(isMark)) {
    const program = findLayers(lines.join('\n'), language);
    return { program, lineOf: (layer) => program.layers[layer]!.line };
  }
  const cells: (SourceText & { readonly first: number })[] = [];
  let first = 0;
  let text: string[] = [];
  const close = (): void => {
    if (text.length > 0) cells.push({ text: text.join('\n'), language, first });
  };
  lines.forEach((line, index) => {
    if (!isMark(line)) {
      text.push(line);
      return;
    }
    close();
    text = [];
    first = index + 1;
  });
  close();
  const program = findLayersInCells(cells);
  return {
    program,
    lineOf: (layer) => {
      const { cell, line } = program.layers[layer]!;
      return cells[cell]!.first + line;
    },
  };
}

/** Line -> ids as matched; two layers on one line are put together. */
export function matchedLines(
  matches: readonly LayerMatch[],
  lineOf: (layer: number) => number,
): ReadonlyMap<number, readonly string[]> {
  const lines = new Map<number, string[]>();
  for (const { layer, ids } of matches) {
    const line = lineOf(layer);
    lines.set(line, [...(lines.get(line) ?? []), ...ids]);
  }
  return lines;
}
