import picocolors from 'picocolors';
import type { LayerDifference, ReportComparison } from '../../report/compareReports.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { findingWords, type Finding } from '../../vocabulary/findings/finding.js';
import { decimals, signed } from '../../vocabulary/formatNumber.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { changeText, quantitiesIn, quantityText, shortHead } from '../../vocabulary/quantities.js';
import type { TextOptions } from './reportText.js';
import { tableLines, tableWidth, type Column } from './table.js';
import { wrapText } from './wrapText.js';

const LONGEST_NAME = 28;
const SHORTEST_NAME = 8;

/** A comparison for a terminal: each number of the new run with its change. */
export function renderComparisonText(comparison: ReportComparison, options: TextOptions): string {
  const colors = picocolors.createColors(options.color);
  const columns = Math.max(80, options.columns);
  const { layers } = comparison;
  const paintChange = (text: string): string =>
    text.includes('+') ? colors.green(text) : text.includes('−') ? colors.red(text) : text;
  const numbers = quantitiesIn('compare')
    .filter(({ roomy }) => roomy !== true)
    .flatMap((quantity): Column[] => [
      {
        title: shortHead(quantity),
        align: 'right',
        cells: layers.map(({ old, new: next }) =>
          quantityText(quantity, (next ?? old)?.[quantity.short] ?? null),
        ),
      },
      {
        title: 'Δ',
        align: 'right',
        cells: layers.map(({ delta }) => changeText(quantity, delta?.[quantity.short] ?? null)),
        // More neurons are not better.
        ...(quantity.unit === 'neurons' ? {} : { paint: paintChange }),
      },
    ]);
  const name: Column = { title: 'layer', align: 'left', cells: layers.map(nameText) };
  const width = Math.max(
    SHORTEST_NAME,
    Math.min(LONGEST_NAME, tableWidth([name]), columns - tableWidth(numbers) - 2),
  );
  return [
    `${colors.dim('old')}  ${cleanText(comparison.old.model)} ${colors.dim(`(${cleanText(comparison.old.createdAt)})`)}`,
    `${colors.dim('new')}  ${cleanText(comparison.new.model)} ${colors.dim(`(${cleanText(comparison.new.createdAt)})`)}`,
    ...accuracyLine(comparison),
    '',
    ...tableLines([{ ...name, width }, ...numbers], colors.dim),
    '',
    ...wrapText('Values are the new run’s, Δ is new less old. Entropies in bits per neuron.', columns).map(
      (line) => colors.dim(line),
    ),
    ...comparison.notes.flatMap((note) => bulleted('note', note, columns, colors.blue)),
    ...comparison.findings.appeared.flatMap((finding) =>
      bulleted('new', findingText(finding), columns, colors.yellow),
    ),
    ...comparison.findings.gone.flatMap((finding) =>
      bulleted('gone', findingText(finding), columns, colors.green),
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

function findingText(finding: Finding): string {
  return `${finding.code}: ${phraseText(findingWords(finding), 'terminal')}`;
}

function bulleted(word: string, text: string, columns: number, paint: (text: string) => string): string[] {
  const [first = '', ...rest] = wrapText(cleanText(text), columns - 6);
  return [`${paint(word.padEnd(4))}  ${first}`, ...rest.map((line) => `${' '.repeat(6)}${line}`)];
}
