import picocolors from 'picocolors';
import type { WhatIf, WhatIfStep } from '../../report/whatIf.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { count, decimals, listed, percent, plural } from '../../vocabulary/formatNumber.js';
import type { TextOptions } from './reportText.js';
import { tableLines, type Column } from './table.js';
import { wrapText } from './wrapText.js';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Names of layers that a sentence lists at most. */
const MOST_NAMED = 6;

/** What can go, for a terminal: each block alone, the path of folding one after the other, and what that means. */
export function renderWhatIfText(
  found: WhatIf,
  { columns, color, wasToSave }: TextOptions & { readonly wasToSave: boolean },
): string {
  const colors = picocolors.createColors(color);
  const { model, own, samples, single, greedy, rejected, cut, saved, outside, parameters } = found;
  const paragraphs = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => [...wrapText(cleanText(text), Math.max(60, columns)), '']);
  return [
    `${colors.dim('model'.padEnd(8))}  ${cleanText(model.path)}, ${count(parameters)} parameters`,
    `${colors.dim('accuracy'.padEnd(8))}  ${decimals(own)} of ${count(samples)} samples, which no stand-in was fitted to`,
    '',
    ...(single.length === 0 ? [] : [...singleLines(found, colors), '']),
    ...(greedy.length === 0 && rejected === null ? [] : [...pathLines(found, colors), '']),
    ...paragraphs([
      ...(single.length === 0 ? [] : [meaning(found)]),
      ...(cut === null
        ? []
        : [
            `A linear read-out of ${cut.layer} names ${percent(cut.accuracy)}: ${points(cut.loss)} less than the whole network [SE ${decimals(100 * cut.lossSe, 1)}].`,
          ]),
      ...(outside.length === 0 || single.length === 0
        ? []
        : [
            `Only the chain of dense layers at the end was looked at; before it stand ${listed(outside, MOST_NAMED)}.`,
          ]),
      ...(saved === null
        ? []
        : [
            `The smaller model was written: ${saved.path}, ${count(saved.parameters)} parameters, accuracy ${decimals(saved.accuracy)} on the same samples. On other samples networks folded like this were 0.8 points below the original on average; one epoch of training brought that back.`,
          ]),
      ...(wasToSave && saved === null ? ['Nothing was written: no block can go within the margin.'] : []),
    ]),
  ].join('\n');
}

function meaning({ greedy, margin, single, own }: WhatIf): string {
  const last = greedy.at(-1);
  if (last === undefined)
    return `No block can go: without any one of the ${plural(single.length, 'block', 'blocks')} more than ${margin} points of accuracy may be lost.`;
  const left = Math.max(1, single.length - greedy.length);
  const gone = listed(
    greedy.map(({ layer }) => layer),
    MOST_NAMED,
  );
  const change =
    last.loss <= 0
      ? `no loss (accuracy ${decimals(last.accuracy)}, ${decimals(own)} before)`
      : `a loss of ${points(last.loss)} [SE ${decimals(100 * last.lossSe, 1)}]`;
  return `${gone} can be replaced by linear maps at ${change}: ${plural(left, 'hidden layer', 'hidden layers')} of ${single.length} may be enough. Retrain with ${left}, or fine-tune the smaller model (--save DIR), and ask again.`;
}

function singleLines({ single }: WhatIf, colors: Colors): readonly string[] {
  return tableLines(
    [
      { title: 'alone', align: 'left', cells: single.map(({ layer }) => cleanText(layer)) },
      ...numberColumns(single),
      {
        title: 'linear',
        align: 'right',
        cells: single.map(({ linear, kind }) => (kind === 'residual' ? 'left out' : decimals(linear))),
      },
    ],
    colors.dim,
  );
}

function pathLines({ greedy, rejected, own, parameters }: WhatIf, colors: Colors): readonly string[] {
  const start: WhatIfStep = { layer: 'nothing', accuracy: own, loss: 0, lossSe: 0, parameters };
  const rows = [start, ...greedy, ...(rejected === null ? [] : [rejected])];
  const isRejected = (row: number): boolean => rejected !== null && row === rows.length - 1;
  return tableLines(
    [
      {
        title: 'one after the other',
        align: 'left',
        cells: rows.map(({ layer }, row) =>
          row === 0 ? 'as it is' : `${isRejected(row) ? 'not ' : 'and '}${cleanText(layer)}`,
        ),
        paint: (text, row) => (isRejected(row) ? colors.dim(text) : text),
      },
      ...numberColumns(rows),
    ],
    colors.dim,
  );
}

function numberColumns(steps: readonly WhatIfStep[]): readonly Column[] {
  return [
    { title: 'accuracy', align: 'right', cells: steps.map(({ accuracy }) => decimals(accuracy)) },
    { title: 'loss, points', align: 'right', cells: steps.map(({ loss }) => decimals(100 * loss, 2)) },
    { title: 'SE', align: 'right', cells: steps.map(({ lossSe }) => decimals(100 * lossSe, 2)) },
    { title: 'parameters', align: 'right', cells: steps.map(({ parameters }) => count(parameters)) },
  ];
}

function points(share: number): string {
  const value = decimals(100 * share, 1);
  return `${value} ${value === '1.0' ? 'point' : 'points'}`;
}
