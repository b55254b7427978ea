import picocolors from 'picocolors';
import type { InspectedLayer, Inspection } from '../../protocol/inspection.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { count, decimals, NO_NUMBER, plural } from '../../vocabulary/formatNumber.js';
import type { TextOptions } from './reportText.js';
import { tableLines, tableWidth, type Column } from './table.js';
import { wrapText } from './wrapText.js';

const LONGEST_NAME = 40;

/** What a model file holds, for a terminal: head, layers, repairs, problems. */
export function renderInspectionText(inspection: Inspection, options: TextOptions): string {
  const colors = picocolors.createColors(options.color);
  const columns = Math.max(80, options.columns);
  const head = (name: string, text: string): string => `${colors.dim(name.padEnd(10))}  ${cleanText(text)}`;
  const noted = (word: string, text: string, paint: (text: string) => string): string[] => {
    const [first = '', ...rest] = wrapText(cleanText(text), columns - 12);
    return [`${paint(word.padEnd(10))}  ${first}`, ...rest.map((line) => ' '.repeat(12) + line)];
  };
  return [
    head('model', `${inspection.path} (${inspection.name})`),
    head('format', inspection.format),
    ...(inspection.generatedBy === null ? [] : [head('written by', inspection.generatedBy)]),
    head(
      'weights',
      `${plural(inspection.parameters, 'parameter', 'parameters')}, ${decimals(inspection.weightBytes / 2 ** 20, 1)} MiB`,
    ),
    ...inspection.inputs.map(({ name, shape, dtype, expects }) =>
      head('input', `${name} ${shapeText(shape)} ${dtype}${expects === null ? '' : `, expects ${expects}`}`),
    ),
    ...(inspection.layers.length === 0 ? [] : ['', ...layerLines(inspection.layers, columns, colors)]),
    ...meetingLines(inspection.meeting, columns, colors),
    ...(inspection.repairs.length + inspection.findings.length + inspection.problems.length === 0
      ? []
      : ['']),
    ...inspection.repairs.flatMap(({ code, detail }) => noted('repaired', `${code}: ${detail}`, colors.blue)),
    ...inspection.findings.flatMap(({ code, severity, message }) =>
      noted(severity, `${code}: ${message}`, severity === 'error' ? colors.red : colors.yellow),
    ),
    ...inspection.problems.flatMap(({ code, message }) =>
      noted('problem', `${code}: ${message}`, colors.red),
    ),
    '',
  ].join('\n');
}

/** How the data meets the model, and the trial's table. */
function meetingLines(
  meeting: Inspection['meeting'],
  columns: number,
  colors: ReturnType<typeof picocolors.createColors>,
): string[] {
  if (meeting === undefined) return [];
  const { trial } = meeting;
  const line = (name: string, text: string): string[] => {
    const [first = '', ...rest] = wrapText(cleanText(text), columns - 12);
    return [
      `${colors.dim(name.padEnd(10))}  ${first}`,
      ...rest.map((continued) => ' '.repeat(12) + continued),
    ];
  };
  const list = (name: string, values: readonly number[] | null): string =>
    values === null ? '' : `, ${name} ${values.join(', ')}`;
  return [
    '',
    ...line('data', `${meeting.path} (${meeting.kind})`),
    ...line(
      'scale',
      `${meeting.scale}${list('mean', meeting.mean)}${list('std', meeting.std)}${meeting.channels === 'rgb' ? '' : `, ${meeting.channels}`}${meeting.crop === 'none' ? '' : `, ${meeting.crop}`} (${meeting.scaleReason})`,
    ),
    ...(meeting.classOrder === null ? [] : line('outputs', meeting.classOrder.join(', '))),
    ...(trial.length === 0
      ? []
      : [
          '',
          ...tableLines(
            [
              { title: 'tried', align: 'left', cells: trial.map(({ name }) => name) },
              { title: 'accuracy', align: 'right', cells: trial.map(({ accuracy }) => decimals(accuracy)) },
              { title: 'loss', align: 'right', cells: trial.map(({ loss }) => decimals(loss)) },
              { title: 'samples', align: 'right', cells: trial.map(({ samples }) => count(samples)) },
            ],
            colors.dim,
          ),
        ]),
    '',
    ...meeting.findings.flatMap(({ code, message }) => line('', `${code}: ${message}`)),
  ];
}

function layerLines(
  layers: readonly InspectedLayer[],
  columns: number,
  colors: ReturnType<typeof picocolors.createColors>,
): string[] {
  const name: Column = { title: 'layer', align: 'left', cells: layers.map(({ id }) => cleanText(id)) };
  const rest: Column[] = [
    { title: 'type', align: 'left', cells: layers.map(({ type }) => cleanText(type)) },
    {
      title: 'activation',
      align: 'left',
      cells: layers.map(({ activation }) => cleanText(activation ?? '')),
    },
    {
      title: 'output',
      align: 'right',
      cells: layers.map(({ outputShape }) => (outputShape === null ? NO_NUMBER : shapeText(outputShape))),
    },
    { title: 'parameters', align: 'right', cells: layers.map(({ parameters }) => count(parameters)) },
  ];
  const width = Math.max(12, Math.min(LONGEST_NAME, tableWidth([name]), columns - tableWidth(rest) - 2));
  const paint = (text: string, row: number): string =>
    layers[row]?.passThrough === true ? colors.dim(text) : text;
  return tableLines([{ ...name, width, paint }, ...rest], colors.dim);
}

/** "28 x 28 x 1", a free dimension as "?", a single number as "scalar". */
function shapeText(shape: readonly (number | null)[]): string {
  return shape.length === 0 ? 'scalar' : shape.map((size) => size ?? '?').join(' x ');
}
