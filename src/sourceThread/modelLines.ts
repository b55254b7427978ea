import type { ModelLayer } from '../source/match/modelLayer.js';
import { modelMatches, type ModelMatchOptions } from './modelMatches.js';
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

/**
 * The lines of a file that made layers of a model, and those of the files beside it that it imports, where it leaves some
 * of the model to them. It never rejects.
 * @param file absolute
 */
export async function modelLines(
  reader: SourceReader,
  layers: readonly ModelLayer[],
  file: string,
  options: ModelMatchOptions,
): Promise<readonly LayerLine[]> {
  const files = await modelMatches(reader, layers, file, (path) => readCells(path, reader), options);
  return files.flatMap(({ file: path, program, matches }) =>
    matches.flatMap(({ layer, ids, confidence }): readonly LayerLine[] => {
      const source = program.layers[layer];
      if (source === undefined) return [];
      const { line, cell } = source;
      return ids.map((id) => ({ id, file: path, line, cell, sure: confidence === 'sure' }));
    }),
  );
}
