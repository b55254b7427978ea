import { dirname, join } from 'node:path';
import type { MatchOptions } from '../source/match/matchLayers.js';
import type { ModelLayer } from '../source/match/modelLayer.js';
import type { Part, SourceProgram } from '../source/sourceProgram.js';
import { readCells } from './sourceFiles.js';
import type { SourceReader } from './sourceReader.js';

/** Where a layer of a model is defined. */
export interface LayerLine {
  readonly id: string;
  /** Absolute. */
  readonly file: string;
  /** From 0. */
  readonly line: number;
  /** Index among the code cells of a notebook; 0 for other files. */
  readonly cell: number;
  /** False where another reading of the code is possible, though less likely. */
  readonly sure: boolean;
}

export interface ModelLinesOptions extends Pick<MatchOptions, 'modelPath' | 'modelName'> {
  /** True where somebody said that this code made the model. */
  readonly known: boolean;
}

/** Files beside the one that made the model which are looked at. */
const MOST_HELPERS = 20;

/**
 * The lines of a file that made layers of a model, and those of the files beside it that it imports, where it leaves some
 * of the model to them. It never rejects.
 * @param file absolute
 */
export async function modelLines(
  reader: SourceReader,
  layers: readonly ModelLayer[],
  file: string,
  options: ModelLinesOptions,
): Promise<readonly LayerLine[]> {
  const program = await reader.find(file, await readCells(file, reader));
  const { lines, group } = await linesIn(reader, layers, { file, program }, options);
  const kept = group === null ? undefined : program.groups[group];
  if (kept === undefined || !(kept.orders[0] ?? []).some(holdsUnknown)) return lines;
  const placed = new Set(lines.map(({ id }) => id));
  const rest = layers.filter(({ id }) => !placed.has(id));
  const others: LayerLine[] = [];
  for (const helper of importedFiles(file, program.imports)) {
    const found = await reader.find(helper, await readCells(helper, reader));
    others.push(
      ...(await linesIn(reader, rest, { file: helper, program: found }, { ...options, known: false })).lines,
    );
  }
  // Two files that may have made a layer: none is said.
  const counts = new Map<string, number>();
  for (const { id } of others) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...lines, ...others.filter(({ id }) => counts.get(id) === 1)];
}

async function linesIn(
  reader: SourceReader,
  layers: readonly ModelLayer[],
  { file, program }: { readonly file: string; readonly program: SourceProgram },
  options: ModelLinesOptions,
): Promise<{ readonly lines: readonly LayerLine[]; readonly group: number | null }> {
  const sourcePath = file.replaceAll('\\', '/');
  const { matches, group } = await reader.match(file, layers, program, { ...options, sourcePath });
  const lines = matches.flatMap(({ layer, ids, confidence }): readonly LayerLine[] => {
    const source = program.layers[layer];
    if (source === undefined) return [];
    const { line, cell } = source;
    return ids.map((id) => ({ id, file, line, cell, sure: confidence === 'sure' }));
  });
  return { lines, group };
}

function holdsUnknown(part: Part): boolean {
  switch (part.kind) {
    case 'any':
      return true;
    case 'loop':
      return part.parts.some(holdsUnknown);
    case 'choice':
      return part.arms.some((arm) => arm.some(holdsUnknown));
    case 'layer':
      return false;
  }
}

/** The files that the imports of one may mean, whether they are there or not: beside it, or in the folder above. */
function importedFiles(file: string, imports: readonly string[]): readonly string[] {
  const home = dirname(file);
  const isPython = /\.(py|ipynb)$/i.test(file);
  const files = imports.flatMap((module) => {
    if (!isPython) {
      if (!/^\.{1,2}\//.test(module)) return [];
      const path = join(home, module);
      const plain = path.replace(/\.[cm]?jsx?$/i, '');
      return [
        path,
        ...['.js', '.ts', '.jsx', '.tsx', '.mjs', '/index.js', '/index.ts'].map((end) => plain + end),
      ];
    }
    const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
    if (name === '') return [];
    const homes =
      dots === '' ? [home, dirname(home)] : [join(home, ...Array<string>(dots.length - 1).fill('..'))];
    return homes.flatMap((folder) => [
      `${join(folder, ...name.split('.'))}.py`,
      join(folder, ...name.split('.'), '__init__.py'),
    ]);
  });
  return [...new Set(files)]
    .filter((path) => path !== file && /\.\w+$/.test(path))
    .slice(0, MOST_HELPERS * 8);
}
