import type { RunSummary } from '../../protocol/pageMessages.js';
import type { FiringCounts } from '../details/decodeCounts.js';

type Cell = string | number | null;

/** RFC 4180, as the report's own CSV: null is empty. */
function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  // A text that a spreadsheet would take for a formula stays a text.
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The kept runs: a row for each layer of each run, the oldest run first. */
export function runsCsv(runs: readonly RunSummary[]): string {
  return csv([
    [
      'run',
      'samples',
      'accuracy',
      'id',
      'dense',
      'entropy.class',
      'entropy.all',
      'entropy.gap',
      'stability.class',
    ],
    ...runs.flatMap(({ createdAt, samples, accuracy, layers }) =>
      layers.map((layer): Cell[] => [
        createdAt,
        samples,
        accuracy,
        layer.id,
        String(layer.dense),
        layer.class,
        layer.all,
        layer.gap,
        layer.stability,
      ]),
    ),
  ]);
}

/** The firing map's numbers: a row a neuron or channel, a column a class, samples of the class in which it fires. */
export function firingCsv(
  { columns, channels, byClass }: FiringCounts,
  classes: readonly { readonly label: string; readonly samples: number }[],
): string {
  const heads = classes.map(({ label, samples }) => `${label} (of ${samples})`);
  return csv([
    [channels ? 'channel' : 'neuron', ...heads],
    ...Array.from({ length: columns }, (_, column): Cell[] => [
      column,
      ...byClass.map((ofClass) => ofClass[column] ?? null),
    ]),
  ]);
}
