import { csvText, type CsvCell } from './csvText.js';

/** How often the neurons, or channels, of a layer fire. */
export interface FiringNumbers {
  readonly columns: number;
  readonly channels: boolean;
  /** [class][column], samples of the class in which it fires. */
  readonly byClass: readonly ArrayLike<number>[];
}

/** The firing map's numbers: a row a neuron or channel, a column a class, samples of the class in which it fires. */
export function firingCsv(
  { columns, channels, byClass }: FiringNumbers,
  classes: readonly { readonly label: string; readonly samples: number }[],
): string {
  const heads = classes.map(({ label, samples }) => `${label} (of ${samples})`);
  return csvText([
    [channels ? 'channel' : 'neuron', ...heads],
    ...Array.from({ length: columns }, (_, column): CsvCell[] => [
      column,
      ...byClass.map((ofClass) => ofClass[column] ?? null),
    ]),
  ]);
}
