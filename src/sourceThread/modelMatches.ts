import { dirname, join } from 'node:path';
import type { SourceText } from '../source/findLayers.js';
import { importsIn } from '../source/importsIn.js';
import type { LayerMatch, MatchOptions } from '../source/match/matchLayers.js';
import type { ModelLayer } from '../source/match/modelLayer.js';
import type { Part, SourceProgram } from '../source/sourceProgram.js';
import type { FindOptions, SourceReader } from './sourceReader.js';

/** The layers of a model that one file defines. */
export interface FileMatch<Cell extends SourceText> {
  /** Absolute. */
  readonly file: string;
  readonly cells: readonly Cell[];
  readonly program: SourceProgram;
  readonly matches: readonly LayerMatch[];
}

export interface ModelMatchOptions extends Pick<MatchOptions, 'modelPath' | 'modelName'>, FindOptions {
  /** True where somebody said that this code made the model. */
  readonly known: boolean;
}

/** Files beside the one that made the model which are looked at. */
const MOST_HELPERS = 20;
/** Of train.py, which imports a package, which imports what defines the layers. */
const MOST_STEPS = 3;

/**
 * The layers of a model in the file that made it, and in the files that it imports, where it leaves some of the model to
 * them. It never rejects.
 * @param file absolute
 * @param cellsOf the code of a file; empty where it is not there
 * @returns the file first
 */
export async function modelMatches<Cell extends SourceText>(
  reader: SourceReader,
  layers: readonly ModelLayer[],
  file: string,
  cellsOf: (file: string) => Promise<readonly Cell[]>,
  options: ModelMatchOptions,
): Promise<readonly FileMatch<Cell>[]> {
  const cells = await cellsOf(file);
  const program = await reader.find(file, cells, options);
  const { modelPath = null, modelName = null, known } = options;
  const where = { modelPath, modelName };
  const matchIn = (path: string, found: SourceProgram, those: readonly ModelLayer[], isKnown: boolean) =>
    reader.match(path, those, found, { ...where, sourcePath: path.replaceAll('\\', '/'), known: isKnown });
  const { matches, group } = await matchIn(file, program, layers, known);
  const main = { file, cells, program, matches };
  if (!leavesLayers(program, group)) return [main];
  const placed = new Set(matches.flatMap(({ ids }) => ids));
  const rest = layers.filter(({ id }) => !placed.has(id));
  const others: FileMatch<Cell>[] = [];
  for await (const helper of importedFiles({ file, cells, program }, cellsOf, (path, found) =>
    reader.find(path, found),
  )) {
    const found = await matchIn(helper.file, helper.program, rest, false);
    others.push({ ...helper, matches: found.matches });
  }
  // Two files that may have made a layer: none is said.
  const counts = new Map<string, number>();
  for (const id of others.flatMap((other) => other.matches.flatMap(({ ids }) => ids)))
    counts.set(id, (counts.get(id) ?? 0) + 1);
  const isOnly = ({ ids }: LayerMatch): boolean => ids.every((id) => counts.get(id) === 1);
  return [main, ...others.map((other) => ({ ...other, matches: other.matches.filter(isOnly) }))];
}

/** Does a file leave layers of its model to others? One that defines none leaves all of them. */
function leavesLayers(program: SourceProgram, group: number | null): boolean {
  if (program.layers.length === 0) return true;
  const kept = group === null ? undefined : program.groups[group];
  return kept !== undefined && (kept.orders[0] ?? []).some(holdsUnknown);
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

type ReadFile<Cell extends SourceText> = Omit<FileMatch<Cell>, 'matches'>;

/** The files with layers that a file imports, and those that these import, the nearest first. */
async function* importedFiles<Cell extends SourceText>(
  start: ReadFile<Cell>,
  cellsOf: (file: string) => Promise<readonly Cell[]>,
  find: (file: string, cells: readonly Cell[]) => Promise<SourceProgram>,
): AsyncGenerator<ReadFile<Cell>> {
  const seen = new Set([start.file]);
  let layer = [start];
  let count = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next: ReadFile<Cell>[] = [];
    for (const from of layer)
      for (const file of importCandidates(from)) {
        if (seen.has(file) || count >= MOST_HELPERS) continue;
        seen.add(file);
        const cells = await cellsOf(file);
        if (cells.length === 0) continue;
        count++;
        const read = { file, cells, program: await find(file, cells) };
        next.push(read);
        if (read.program.layers.length > 0) yield read;
      }
    layer = next;
  }
}

/** The files that the imports of one may mean, whether they are there or not: beside it, or in the folder above. */
function importCandidates({ file, cells, program }: ReadFile<SourceText>): readonly string[] {
  const isPython = /\.(py|ipynb)$/i.test(file);
  const imports =
    program.imports.length > 0
      ? program.imports
      : importsIn(cells.map(({ text }) => text).join('\n'), isPython);
  const home = dirname(file);
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
  return [...new Set(files)].filter((path) => path !== file && /\.\w+$/.test(path));
}
