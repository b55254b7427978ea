import { quantitiesIn } from '../../vocabulary/quantities.js';
import { csvText, type CsvCell } from './csvText.js';

/** What is known of a kept run: its layers with the timeline's quantities, by their short names. */
export interface RunNumbers {
  /** ISO time. */
  readonly createdAt: string;
  readonly samples: number;
  readonly accuracy: number | null;
  readonly layers: readonly {
    readonly id: string;
    readonly dense: boolean;
    readonly numbers: Readonly<Record<string, number | null>>;
  }[];
}

/** The kept runs: a row for each layer of each run, the oldest run first; columns are named by the report's field paths. */
export function runsCsv(runs: readonly RunNumbers[]): string {
  const quantities = quantitiesIn('timeline');
  return csvText([
    ['run', 'samples', 'accuracy', 'id', 'dense', ...quantities.map(({ path }) => path)],
    ...runs.flatMap(({ createdAt, samples, accuracy, layers }) =>
      layers.map(({ id, dense, numbers }): CsvCell[] => [
        createdAt,
        samples,
        accuracy,
        id,
        dense,
        ...quantities.map(({ short }) => numbers[short] ?? null),
      ]),
    ),
  ]);
}
