import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { codeCells } from '../../src/source/codeCells.js';
import { findLayersInCells } from '../../src/source/findLayers.js';
import { chooseSource, type SourceChoice } from '../../src/source/match/chooseSource.js';
import { matchLayers, type MatchOptions } from '../../src/source/match/matchLayers.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';

const FOLDER = join(import.meta.dirname, '../fixtures/scripts');

/** A line of a file, or of a notebook's cell counted among all its cells, both from where the editor counts. */
interface Spot {
  readonly file?: string;
  readonly cell?: number;
  readonly line: number;
}

interface Expected {
  readonly script: string;
  /** Name of the model. */
  readonly model: string;
  readonly layers: readonly (Spot & { readonly id: string })[];
  /** Lines that must carry nothing. */
  readonly notOn: readonly (number | Spot)[];
  /** Layers of lines that make several, which may have none. */
  readonly unsure: readonly string[];
  /** Files that must carry nothing when they are not known to be the model's. */
  readonly others?: readonly string[];
}

/** One kind of training code: its files, its model, and which line made which layer. */
export interface ScriptFixture {
  readonly name: string;
  readonly expected: Expected;
  readonly layers: readonly ModelLayer[];
  /** Files of code, relative. */
  readonly files: readonly string[];
}

export function readScriptFixtures(): readonly ScriptFixture[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      expected: json(name, 'expected.json') as Expected,
      layers: json(name, 'layers.json') as readonly ModelLayer[],
      files: readdirSync(join(FOLDER, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !['.json', '.md'].includes(extname(entry.name)))
        .map((entry) => relative(join(FOLDER, name), join(entry.parentPath, entry.name)))
        .sort(),
    }));
}

/** Id -> "line" or "cell:line" of what a file's code made. */
export function linesIn(
  { name, layers, expected }: ScriptFixture,
  file: string,
  options: MatchOptions,
): ReadonlyMap<string, string> {
  const text = readFileSync(join(FOLDER, name, file), 'utf8');
  const program = findLayersInCells(codeCells(file, text));
  const { matches } = matchLayers(layers, program, { ...placesOf(name, file, expected), ...options });
  const numbers = codeCellNumbers(file, text);
  return new Map(
    matches.flatMap(({ layer, ids }) => {
      const { cell, line } = program.layers[layer]!;
      const number = numbers === null ? {} : { cell: numbers[cell]! };
      return ids.map((id) => [id, spotText({ ...number, line: line + 1 })] as const);
    }),
  );
}

export function choiceOf({ name, layers, expected, files }: ScriptFixture): SourceChoice<string> {
  return chooseSource(
    files.map((key) => {
      const text = readFileSync(join(FOLDER, name, key), 'utf8');
      const program = findLayersInCells(codeCells(key, text));
      return { key, match: matchLayers(layers, program, placesOf(name, key, expected)) };
    }),
  );
}

export function spotText(spot: number | Spot): string {
  if (typeof spot === 'number') return String(spot);
  return spot.cell === undefined ? String(spot.line) : `${spot.cell}:${spot.line}`;
}

function placesOf(name: string, file: string, { model }: Expected): MatchOptions {
  return { modelPath: `${name}/model/model.json`, sourcePath: `${name}/${file}`, modelName: model };
}

/** Indices of a notebook's code cells among all of its cells; null for other files. */
function codeCellNumbers(file: string, text: string): readonly number[] | null {
  if (!file.endsWith('.ipynb')) return null;
  const { cells } = JSON.parse(text) as { readonly cells: readonly { readonly cell_type: string }[] };
  return cells.flatMap(({ cell_type }, index) => (cell_type === 'code' ? [index] : []));
}

function json(name: string, file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8'));
}
