import picocolors from 'picocolors';
import { cleanText } from '../vocabulary/cleanText.js';
import type { ComparedNumbers, LayerDifference, ReportComparison } from './compareReports.js';
import { count, decimals, NO_NUMBER, signed } from '../vocabulary/formatNumber.js';
import type { TextOptions } from './reportText.js';
import { tableLines, tableWidth, type Column } from './table.js';
import { wrapText } from './wrapText.js';

const LONGEST_NAME = 28;
const SHORTEST_NAME = 8;
type Quantity = 'class' | 'all' | 'gap' | 'stability';

/** A comparison for a terminal: each number of the new run with its change. */
export function renderComparisonText(comparison: ReportComparison, options: TextOptions): string {
  const colours = picocolors.createColors(options.colour);
  const columns = Math.max(80, options.columns);
  const { layers } = comparison;
  const numbers = (['class', 'all', 'gap', 'stability'] as const).flatMap((quantity): Column[] => [
    { title: quantity, align: 'right', cells: layers.map((layer) => valueText(layer, quantity)) },
    {
      title: 'Δ',
      align: 'right',
      cells: layers.map((layer) => signed(layer.delta?.[quantity] ?? null)),
      paint: (text) =>
        text.includes('+') ? colours.green(text) : text.includes('−') ? colours.red(text) : text,
    },
  ]);
  const dead: Column[] = [
    { title: 'dead', align: 'right', cells: layers.map((layer) => deadText(layer)) },
    { title: 'Δ', align: 'right', cells: layers.map(({ delta }) => signed(delta?.dead ?? null, 0)) },
  ];
  const rest = tableWidth([...numbers, ...dead]);
  const name: Column = { title: 'layer', align: 'left', cells: layers.map(nameText) };
  const width = Math.max(SHORTEST_NAME, Math.min(LONGEST_NAME, tableWidth([name]), columns - rest - 2));
  return [
    `${colours.dim('old')}  ${cleanText(comparison.old.model)} ${colours.dim(`(${cleanText(comparison.old.createdAt)})`)}`,
    `${colours.dim('new')}  ${cleanText(comparison.new.model)} ${colours.dim(`(${cleanText(comparison.new.createdAt)})`)}`,
    ...accuracyLine(comparison),
    '',
    ...tableLines([{ ...name, width }, ...numbers, ...dead], colours.dim),
    '',
    ...wrapText('Values are the new run’s, Δ is new less old. Entropies in bits per neuron.', columns).map(
      (line) => colours.dim(line),
    ),
    ...comparison.notes.flatMap((note) => bulleted('note', note, columns, colours.blue)),
    ...comparison.findings.appeared.flatMap(({ code, message }) =>
      bulleted('new', `${code}: ${message}`, columns, colours.yellow),
    ),
    ...comparison.findings.gone.flatMap(({ code, message }) =>
      bulleted('gone', `${code}: ${message}`, columns, colours.green),
    ),
    '',
  ].join('\n');
}

function accuracyLine({ accuracy }: ReportComparison): string[] {
  if (accuracy === null) return [];
  return [`accuracy ${decimals(accuracy.old)} -> ${decimals(accuracy.new)} (${signed(accuracy.delta)})`];
}

function nameText({ id, old, new: next }: LayerDifference): string {
  const only = old === null ? ' (new only)' : next === null ? ' (old only)' : '';
  return cleanText(id) + only;
}

function shown(layer: LayerDifference): ComparedNumbers | null {
  return layer.new ?? layer.old;
}

function valueText(layer: LayerDifference, quantity: Quantity): string {
  return decimals(shown(layer)?.[quantity] ?? null);
}

function deadText(layer: LayerDifference): string {
  const numbers = shown(layer);
  return numbers === null ? NO_NUMBER : count(numbers.dead);
}

function bulleted(word: string, text: string, columns: number, paint: (text: string) => string): string[] {
  const [first = '', ...rest] = wrapText(cleanText(text), columns - 6);
  return [`${paint(word.padEnd(4))}  ${first}`, ...rest.map((line) => `${' '.repeat(6)}${line}`)];
}
