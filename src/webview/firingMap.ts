import { percent } from '../report/formatNumber.js';
import type { FiringCounts } from './decodeCounts.js';
import { element } from './element.js';
import type { OrderedColumns } from './firingOrder.js';
import type { Theme } from './theme.js';

export interface FiringMapData {
  readonly layer: string;
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  readonly counts: FiringCounts;
  readonly ordered: OrderedColumns;
  /** Pixels. */
  readonly width: number;
}

interface Block {
  readonly label: string | null;
  readonly columns: readonly number[];
  readonly x: number;
  readonly width: number;
}

const GAP = 10;
const HEAD = 18;
const GREATEST_CELL = 14;
/** Always- and never-firing neurons say nothing by their place: they may not take more than this each. */
const APART_SHARE = 0.16;

/**
 * The firing map: columns are neurons (or channels), rows are classes, the tint is the share of the class's samples in
 * which the neuron fires. Columns narrower than a pixel are drawn as means.
 */
export function drawFiringMap(root: HTMLElement, data: FiringMapData, theme: Theme): void {
  const { classes, counts, width } = data;
  const rowHeight = Math.max(2, Math.min(GREATEST_CELL, Math.floor(320 / Math.max(1, classes.length))));
  const height = HEAD + rowHeight * classes.length + 2;
  const ratio = Math.max(1, devicePixelRatio);
  const canvas = element('canvas', {
    role: 'img',
    'aria-label': describe(data),
    'data-layer': data.layer,
    width: Math.round(width * ratio),
    height: Math.round(height * ratio),
  });
  canvas.style.setProperty('width', `${width}px`);
  canvas.style.setProperty('height', `${height}px`);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.font = `11px ${getComputedStyle(root).fontFamily}`;
  const left = labels(context, data, { rowHeight, theme });
  const blocks = blocksOf(data.ordered, left, width);
  const rate = rateOf(counts, classes);
  for (const block of blocks)
    drawBlock(context, block, { classes: classes.length, rowHeight, ratio, rate, theme });
  const pointed = element('p', { class: 'pointed' }, hint(data));
  canvas.addEventListener('pointermove', (event) => {
    pointed.textContent = pointedText(event, { blocks, data, rowHeight, rate }) ?? hint(data);
  });
  canvas.addEventListener('pointerleave', () => {
    pointed.textContent = hint(data);
  });
  root.replaceChildren(canvas, pointed);
}

type Rate = (label: number, column: number) => number;

function rateOf(counts: FiringCounts, classes: FiringMapData['classes']): Rate {
  return (label, column) =>
    (counts.byClass[label]?.[column] ?? 0) / Math.max(1, classes[label]?.samples ?? 1);
}

/** Class names at the left; returns the room they take. Where rows are low, only every so many. */
function labels(
  context: CanvasRenderingContext2D,
  { classes, width }: FiringMapData,
  { rowHeight, theme }: { readonly rowHeight: number; readonly theme: Theme },
): number {
  const most = Math.min(110, width * 0.25);
  const texts = classes.map(({ label }) => fitted(context, label, most));
  const room = Math.ceil(Math.max(8, ...texts.map((text) => context.measureText(text).width))) + 8;
  const every = Math.max(1, Math.ceil(12 / rowHeight));
  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  texts.forEach((text, index) => {
    if (index % every === 0) context.fillText(text, room - 6, HEAD + (index + 0.5) * rowHeight);
  });
  return room;
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let letters = Array.from(text);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

function blocksOf(ordered: OrderedColumns, left: number, width: number): readonly Block[] {
  const main = ordered.groups.map(({ label, columns }) => ({ label, columns, apart: false }));
  const apart = [
    { label: 'always', columns: ordered.always, apart: true },
    { label: 'never', columns: ordered.never, apart: true },
  ].filter(({ columns }) => columns.length > 0);
  const all = [...main, ...apart];
  const room = width - left - 2 - GAP * Math.max(0, all.length - 1);
  const total = all.reduce((sum, { columns }) => sum + columns.length, 0);
  const cell = Math.min(GREATEST_CELL, room / Math.max(1, total));
  const widthApart = ({ label, columns }: { label: string | null; columns: readonly number[] }): number =>
    Math.min(room * APART_SHARE, Math.max(columns.length * cell, (label ?? '').length * 7 + 26));
  const taken = apart.reduce((sum, block) => sum + widthApart(block), 0);
  const varying = main.reduce((sum, { columns }) => sum + columns.length, 0);
  const step = Math.min(GREATEST_CELL, (room - taken) / Math.max(1, varying));
  let x = left;
  return all.map((block) => {
    const own = block.apart ? widthApart(block) : block.columns.length * step;
    const placed = {
      label: block.apart ? `${block.label ?? ''} ${block.columns.length}` : block.label,
      columns: block.columns,
      x,
      width: own,
    };
    x += own + GAP;
    return placed;
  });
}

interface Drawing {
  readonly classes: number;
  readonly rowHeight: number;
  readonly ratio: number;
  readonly rate: Rate;
  readonly theme: Theme;
}

function drawBlock(context: CanvasRenderingContext2D, block: Block, drawing: Drawing): void {
  const { classes, rowHeight, ratio, rate, theme } = drawing;
  const { columns, x, width, label } = block;
  const step = width / Math.max(1, columns.length);
  const lines = step >= 5 && rowHeight >= 5 ? 1 : 0;
  // As many cells as there are pixels of the screen: a cell of several columns shows their mean.
  const cells = Math.max(1, Math.min(columns.length, Math.floor(width * ratio)));
  for (let cell = 0; cell < cells; cell++) {
    const from = Math.floor((cell * columns.length) / cells);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * columns.length) / cells));
    const [x0, x1] = [x + (cell * width) / cells, x + ((cell + 1) * width) / cells];
    for (let row = 0; row < classes; row++) {
      let sum = 0;
      for (let place = from; place < to; place++) sum += rate(row, columns[place] ?? 0);
      context.fillStyle = theme.ramp(sum / (to - from));
      context.fillRect(x0, HEAD + row * rowHeight, x1 - x0 - lines, rowHeight - lines);
    }
  }
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.strokeRect(x - 0.5, HEAD - 0.5, width + 1 - lines, rowHeight * classes + 1 - lines);
  if (label === null || width < 8) return;
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(fitted(context, label, width + GAP - 2), x + width / 2, HEAD - 5);
}

function hint({ counts, ordered, layer }: FiringMapData): string {
  const what = counts.channels ? 'channels (means over their positions)' : 'neurons';
  const how = {
    similarity: 'like beside like',
    class: 'grouped by the class they fire for most',
    entropy: 'highest entropy first',
  }[ordered.order];
  return `${counts.columns} ${what} of ${layer} as columns, ${how}; rows: classes; tint: share of the class’s samples in which it fires.`;
}

interface Pointing {
  readonly blocks: readonly Block[];
  readonly data: FiringMapData;
  readonly rowHeight: number;
  readonly rate: Rate;
}

function pointedText(event: PointerEvent, { blocks, data, rowHeight, rate }: Pointing): string | null {
  const row = Math.floor((event.offsetY - HEAD) / rowHeight);
  const block = blocks.find(({ x, width }) => event.offsetX >= x && event.offsetX < x + width);
  const label = data.classes[row]?.label;
  if (block === undefined || label === undefined) return null;
  const column = block.columns[Math.floor(((event.offsetX - block.x) / block.width) * block.columns.length)];
  if (column === undefined) return null;
  const what = data.counts.channels ? 'Channel' : 'Neuron';
  return `${what} ${column}, class ${label}: fires in ${percent(rate(row, column))} of its samples`;
}

function describe({ layer, classes, counts, ordered }: FiringMapData): string {
  return `Firing map of ${layer}: ${counts.columns} ${counts.channels ? 'channels' : 'neurons'} by ${classes.length} classes. ${ordered.always.length} fire for every sample, ${ordered.never.length} for none.`;
}
