import picocolors from 'picocolors';
import { accuracyInterval } from '../../report/accuracyInterval.js';
import type { LayerReport, Report } from '../../report/report.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { findingWords, type Finding } from '../../vocabulary/findings/finding.js';
import { count, decimals, interval, plural } from '../../vocabulary/formatNumber.js';
import { phraseText } from '../../vocabulary/phrase.js';
import {
  FEW_PER_CLASS,
  hasManyDead,
  headlineEntropies,
  headlineOf,
  quantitiesOf,
  quantityText,
  shortHead,
  showsCorrected,
  type Quantity,
} from '../../vocabulary/quantities.js';
import { entropyBar } from './entropyBar.js';
import { COLUMN_GAP, tableLines, tableWidth, type Column } from './table.js';
import { wrapText } from './wrapText.js';

export interface TextOptions {
  /** Columns of the terminal; fewer than 80 count as 80. */
  readonly columns: number;
  readonly color: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;

const LONGEST_NAME = 32;
const SHORTEST_NAME = 8;
const LONGEST_BAR = 32;
const SHORTEST_BAR = 10;

/** A report for a terminal: what was run, the table of layers with bars, the findings in words. */
export function renderReportText(report: Report, options: TextOptions): string {
  const colors = picocolors.createColors(options.color);
  const columns = Math.max(80, options.columns);
  return [
    ...headLines(report, colors),
    '',
    ...layerLines(report, columns, colors),
    ...findingLines(report.findings, columns, colors),
    '',
  ].join('\n');
}

function headLines(report: Report, colors: Colors): string[] {
  const { model, dataset, runtime, task } = report;
  const head = (name: string, parts: readonly string[]): string =>
    `${colors.dim(name.padEnd(8))}  ${parts.map(cleanText).join(colors.dim(' · '))}`;
  const skipped = dataset.skipped === 0 ? [] : [`${count(dataset.skipped)} skipped`];
  const lines = [
    head('model', [model.path, model.format, plural(model.parameters, 'parameter', 'parameters')]),
    head('data', [
      dataset.kind === 'synthetic' ? 'synthetic: seeded noise, no real data' : dataset.path,
      dataset.kind,
      `${plural(dataset.samples, 'sample', 'samples')} in ${plural(dataset.classes.length, 'class', 'classes')}`,
      ...skipped,
    ]),
    head('run', [
      `${runtime.backend} ${runtime.backendVersion}`,
      plural(runtime.workers, 'worker', 'workers'),
      `batch ${count(runtime.batchSize)}`,
      `${decimals(runtime.totalMs / 1000, 1)} s`,
    ]),
  ];
  if (runtime.fallbackReason !== null) lines.push(head('', [runtime.fallbackReason]));
  if (task !== null) {
    const range = interval(accuracyInterval(task.accuracy, dataset.samples));
    lines.push(
      head('accuracy', [
        `${decimals(task.accuracy)}, 95% interval ${range}`,
        `chance ${decimals(task.chance)}`,
      ]),
    );
  }
  return lines;
}

function layerLines({ layers }: Report, columns: number, colors: Colors): string[] {
  if (layers.length === 0) return [colors.dim('no layers were measured')];
  const name: Column = {
    title: 'layer',
    align: 'left',
    cells: layers.map(({ id }) => cleanText(id)),
    paint: (text, row) => (layers[row]?.dense === true ? colors.bold(text) : text),
  };
  const numbers: Column[] = [
    { title: 'neurons', align: 'right', cells: layers.map(neuronsCell) },
    ...quantitiesOf('terminal', layers)
      .filter(({ roomy }) => roomy !== true)
      .map((quantity) => quantityColumn(quantity, layers, colors)),
  ];
  const shown = fitColumns(name, numbers, optionalColumns(layers, colors), columns);
  const room = columns - tableWidth(shown) - COLUMN_GAP.length;
  const table = tableLines(
    room >= SHORTEST_BAR ? [...shown, barColumn(layers, Math.min(LONGEST_BAR, room), colors)] : shown,
    colors.dim,
  );
  return [...table, '', ...legend(layers, columns).map((line) => colors.dim(line))];
}

/** The name, cut where it must be, with as many of the optional columns as leave room for the bar. */
function fitColumns(
  name: Column,
  numbers: readonly Column[],
  optional: readonly Column[],
  columns: number,
): Column[] {
  const needed = Math.max(SHORTEST_NAME, Math.min(LONGEST_NAME, tableWidth([name])));
  const room = columns - tableWidth(numbers) - 2 * COLUMN_GAP.length - SHORTEST_BAR;
  const width = Math.min(needed, Math.max(SHORTEST_NAME, room));
  let shown: Column[] = [{ ...name, width }, ...numbers];
  for (const column of optional) {
    const wider = [...shown.slice(0, 1), column, ...shown.slice(1)];
    const placed = column.title === 'type' ? wider : [...shown, column];
    if (tableWidth(placed) + COLUMN_GAP.length + LONGEST_BAR / 2 <= columns) shown = placed;
  }
  return shown;
}

function optionalColumns(layers: readonly LayerReport[], colors: Colors): readonly Column[] {
  const kinds = layers.map(({ type, activation }) =>
    cleanText(activation === null ? type : `${type} ${activation}`),
  );
  const quantities = quantitiesOf('terminal', layers);
  return [
    { title: 'type', align: 'left', cells: kinds, paint: colors.dim },
    ...quantities
      .filter(({ roomy }) => roomy === true)
      .map((quantity) => quantityColumn(quantity, layers, colors)),
    ...quantities
      .filter(({ intervalIn = [] }) => intervalIn.includes('terminal'))
      .map((quantity): Column => ({
        title: `${shortHead(quantity)}, 95% interval`,
        align: 'right',
        cells: layers.map((layer) => interval(quantity.ci95?.(layer) ?? null)),
        paint: colors.dim,
      })),
  ];
}

function quantityColumn(quantity: Quantity, layers: readonly LayerReport[], colors: Colors): Column {
  const column: Column = {
    title: shortHead(quantity),
    align: 'right',
    cells: layers.map((layer) => quantityText(quantity, headlineOf(quantity, layer))),
  };
  if (quantity.path !== 'neurons.dead') return column;
  const isNotable = layers.map(hasManyDead);
  return { ...column, paint: (text, row) => (isNotable[row] === true ? colors.yellow(text) : text) };
}

function barColumn(layers: readonly LayerReport[], width: number, colors: Colors): Column {
  const bars = layers.map((layer) => {
    const shown = headlineEntropies(layer);
    return entropyBar(shown.class, shown.all, width);
  });
  return {
    title: `0${'1 bit'.padStart(width - 1)}`,
    align: 'left',
    width,
    cells: bars.map((bar) => bar.class + bar.gap),
    paint: (text, row) => {
      const bar = bars[row];
      if (bar === undefined) return text;
      return colors.cyan(bar.class) + colors.green(text.slice(bar.class.length));
    },
  };
}

function legend(layers: readonly LayerReport[], columns: number): string[] {
  const partly = layers.some(({ neurons }) => neurons.measured < neurons.total);
  return [
    ...wrapText(
      'class, all, gap: entropy in bits per neuron, within classes, over all samples, and the difference (class information). Bars: █ class, ░ gap.',
      columns,
    ),
    ...(layers.some(showsCorrected)
      ? wrapText(
          `Fewer than ${FEW_PER_CLASS} samples a class: the entropies are corrected for that; as counted they stand in the report.`,
          columns,
        )
      : []),
    ...(partly ? ['* measured / all neurons: the numbers describe the measured ones'] : []),
  ];
}

function neuronsCell({ neurons }: LayerReport): string {
  if (neurons.measured === neurons.total) return count(neurons.total);
  return `*${compact(neurons.measured)}/${compact(neurons.total)}`;
}

/** At most four characters before the unit: "65.5k", "3.2M". */
function compact(value: number): string {
  if (value < 10_000) return count(value);
  if (value < 1_000_000) return `${decimals(value / 1000, 1)}k`;
  return `${decimals(value / 1_000_000, 1)}M`;
}

function findingLines(findings: readonly Finding[], columns: number, colors: Colors): string[] {
  if (findings.length === 0) return [];
  const paint = { error: colors.red, warning: colors.yellow, info: colors.blue };
  return [
    '',
    ...findings.flatMap((finding) => {
      const { severity, code } = finding;
      const words = phraseText(findingWords(finding), 'terminal');
      const [first = '', ...rest] = wrapText(`${cleanText(code)}: ${cleanText(words)}`, columns - 9);
      return [
        `${paint[severity](severity.padEnd(7))}  ${first}`,
        ...rest.map((line) => `${' '.repeat(9)}${line}`),
      ];
    }),
  ];
}
