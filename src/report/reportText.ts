import picocolors from 'picocolors';
import { cleanText } from '../vocabulary/cleanText.js';
import { entropyBar } from './entropyBar.js';
import { count, decimals, interval, plural } from '../vocabulary/formatNumber.js';
import type { Finding, LayerReport, Report } from './report.js';
import { COLUMN_GAP, tableLines, tableWidth, type Column } from './table.js';
import { accuracyInterval } from './taskFindings.js';
import { wrapText } from './wrapText.js';

export interface TextOptions {
  /** Columns of the terminal; fewer than 80 count as 80. */
  readonly columns: number;
  readonly colour: boolean;
}

type Colours = ReturnType<typeof picocolors.createColors>;

const LONGEST_NAME = 32;
const SHORTEST_NAME = 8;
const LONGEST_BAR = 32;
const SHORTEST_BAR = 10;
const NOTABLE_SHARE = 0.1;

/** A report for a terminal: what was run, the table of layers with bars, the findings in words. */
export function renderReportText(report: Report, options: TextOptions): string {
  const colours = picocolors.createColors(options.colour);
  const columns = Math.max(80, options.columns);
  return [
    ...headLines(report, colours),
    '',
    ...layerLines(report, columns, colours),
    ...findingLines(report.findings, columns, colours),
    '',
  ].join('\n');
}

function headLines(report: Report, colours: Colours): string[] {
  const { model, dataset, runtime, task } = report;
  const head = (name: string, parts: readonly string[]): string =>
    `${colours.dim(name.padEnd(8))}  ${parts.map(cleanText).join(colours.dim(' · '))}`;
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

function layerLines({ layers }: Report, columns: number, colours: Colours): string[] {
  if (layers.length === 0) return [colours.dim('no layers were measured')];
  const name: Column = {
    title: 'layer',
    align: 'left',
    cells: layers.map(({ id }) => cleanText(id)),
    paint: (text, row) => (layers[row]?.dense === true ? colours.bold(text) : text),
  };
  const numbers: Column[] = [
    { title: 'neurons', align: 'right', cells: layers.map(neuronsCell) },
    { title: 'class', align: 'right', cells: layers.map(({ entropy }) => decimals(entropy.class)) },
    { title: 'all', align: 'right', cells: layers.map(({ entropy }) => decimals(entropy.all)) },
    { title: 'gap', align: 'right', cells: layers.map(({ entropy }) => decimals(entropy.gap)) },
    { title: 'stability', align: 'right', cells: layers.map(({ stability }) => decimals(stability.class)) },
    {
      title: 'dead',
      align: 'right',
      cells: layers.map(({ neurons }) => count(neurons.dead)),
      paint: (text, row) => (notable(layers[row]) ? colours.yellow(text) : text),
    },
  ];
  const shown = fitColumns(name, numbers, optionalColumns(layers, colours), columns);
  const room = columns - tableWidth(shown) - COLUMN_GAP.length;
  const table = tableLines(
    room >= SHORTEST_BAR ? [...shown, barColumn(layers, Math.min(LONGEST_BAR, room), colours)] : shown,
    colours.dim,
  );
  return [...table, '', ...legend(layers, columns).map((line) => colours.dim(line))];
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

function optionalColumns(layers: readonly LayerReport[], colours: Colours): readonly Column[] {
  const kinds = layers.map(({ type, activation }) =>
    cleanText(activation === null ? type : `${type} ${activation}`),
  );
  return [
    { title: 'type', align: 'left', cells: kinds, paint: colours.dim },
    { title: 'always on', align: 'right', cells: layers.map(({ neurons }) => count(neurons.alwaysOn)) },
    {
      title: 'gap, 95% interval',
      align: 'right',
      cells: layers.map(({ entropy }) => interval(entropy.ci95.gap)),
      paint: colours.dim,
    },
  ];
}

function barColumn(layers: readonly LayerReport[], width: number, colours: Colours): Column {
  const bars = layers.map(({ entropy }) => entropyBar(entropy.class, entropy.all, width));
  return {
    title: `0${'1 bit'.padStart(width - 1)}`,
    align: 'left',
    width,
    cells: bars.map((bar) => bar.class + bar.gap),
    paint: (text, row) => {
      const bar = bars[row];
      if (bar === undefined) return text;
      return colours.cyan(bar.class) + colours.green(text.slice(bar.class.length));
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

function notable(layer: LayerReport | undefined): boolean {
  return (
    layer !== undefined &&
    layer.neurons.dead >= NOTABLE_SHARE * layer.neurons.measured &&
    layer.neurons.dead > 0
  );
}

function findingLines(findings: readonly Finding[], columns: number, colours: Colours): string[] {
  if (findings.length === 0) return [];
  const paint = { error: colours.red, warning: colours.yellow, info: colours.blue };
  return [
    '',
    ...findings.flatMap(({ severity, code, message }) => {
      const [first = '', ...rest] = wrapText(`${cleanText(code)}: ${cleanText(message)}`, columns - 9);
      return [
        `${paint[severity](severity.padEnd(7))}  ${first}`,
        ...rest.map((line) => `${' '.repeat(9)}${line}`),
      ];
    }),
  ];
}
