import { createHash } from 'node:crypto';
import { slashes } from '../../files/slashes.js';
import type { Report } from '../../report/report.js';
import type { ProgramMatch } from '../../source/match/matchLayers.js';
import type { SourceProgram } from '../../source/sourceProgram.js';
import { modelMatches } from '../../sourceThread/modelMatches.js';
import type { FindOptions, SourceReader } from '../../sourceThread/sourceReader.js';
import type { LayerPlace } from './layerPlace.js';
import type { SourceCell } from './sourceCells.js';

interface MatchOptions {
  /** Absolute path of the model file, and of the code's. */
  readonly model: string;
  readonly file: string;
  /** True where somebody said that this code made the model. */
  readonly known: boolean;
}

/** How well the layers of some code fit a model. */
export function matchProgram(
  reader: SourceReader,
  report: Report,
  program: SourceProgram,
  { model, file, known }: MatchOptions,
): Promise<ProgramMatch> {
  return reader.match(file, report.layers, program, {
    modelPath: slashes(model),
    sourcePath: slashes(file),
    modelName: report.model.name,
    known,
  });
}

export interface ModelPlaces {
  /** The files that were looked at: that which made the model, and what it imports. */
  readonly files: ReadonlySet<string>;
  readonly places: readonly LayerPlace[];
}

/**
 * The lines that define layers of a model: in the file that made it, and in those that it imports.
 * @param cellsOf the code of a file, as it stands in the editor or on disk
 */
export async function placesOfModel(
  reader: SourceReader,
  report: Report,
  { model, file, known, ...reading }: MatchOptions & FindOptions,
  cellsOf: (file: string) => Promise<readonly SourceCell[]>,
): Promise<ModelPlaces> {
  const files = await modelMatches(reader, report.layers, file, cellsOf, {
    modelPath: slashes(model),
    modelName: report.model.name,
    known,
    ...reading,
  });
  const places = files.flatMap(({ cells, program, matches }) =>
    matches.flatMap(({ layer, ids, confidence }) => {
      const source = program.layers[layer];
      const cell = source === undefined ? undefined : cells[source.cell];
      if (source === undefined || cell === undefined) return [];
      const { from, to } = source;
      const textHash = createHash('sha256').update(cell.text.slice(from, to)).digest('base64').slice(0, 12);
      return [{ model, layers: ids, uri: cell.uri, from, to, sure: confidence === 'sure', textHash }];
    }),
  );
  return { files: new Set(files.map((one) => one.file)), places };
}
