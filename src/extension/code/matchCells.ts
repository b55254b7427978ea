import { createHash } from 'node:crypto';
import { slashes } from '../../files/slashes.js';
import type { Report } from '../../report/report.js';
import type { ProgramMatch } from '../../source/match/matchLayers.js';
import type { SourceProgram } from '../../source/sourceProgram.js';
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

export interface MatchCellsOptions extends MatchOptions, FindOptions {}

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

/** The lines of some code that define layers of a model. */
export async function placesOfCells(
  reader: SourceReader,
  report: Report,
  cells: readonly SourceCell[],
  options: MatchCellsOptions,
): Promise<readonly LayerPlace[]> {
  const { model, file } = options;
  const program = await reader.find(file, cells, options);
  const match = await matchProgram(reader, report, program, options);
  return match.matches.flatMap(({ layer, ids, confidence }) => {
    const source = program.layers[layer];
    const cell = source === undefined ? undefined : cells[source.cell];
    if (source === undefined || cell === undefined) return [];
    const { from, to } = source;
    const textHash = createHash('sha256').update(cell.text.slice(from, to)).digest('base64').slice(0, 12);
    return [{ model, layers: ids, uri: cell.uri, from, to, sure: confidence === 'sure', textHash }];
  });
}
