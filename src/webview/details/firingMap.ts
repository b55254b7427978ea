import { count, decimals, percent } from '../../vocabulary/formatNumber.js';
import { rgb } from 'd3';
import { element } from '../parts/element.js';
import { preferredClass, selectivity, type OrderedColumns } from './firingOrder.js';
import type { FiringRates } from './firingRates.js';
import type { Theme } from '../page/theme.js';

export interface FiringMapData {
  readonly layer: string;
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  readonly rates: FiringRates;
  /** A column is a channel: a mean over its positions. */
  readonly channels: boolean;
  /** The columns' numbers are those of the layer's neurons: none was left out. */
  readonly whole: boolean;
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
/** Room for "always 123". */
const APART_LEAST = 58;
/** Pixels of all rows together. */
const TALLEST = 320;

/**
 * The firing map: columns are neurons (or channels), rows are classes, the tint is the share of the class's samples in
 * which the neuron fires. Columns narrower than a pixel are drawn as means.
 */
export function drawFiringMap(root: HTMLElement, data: FiringMapData, theme: Theme): void {
  const { classes, width } = data;
  const rowHeight = rowHeightOf(classes.length);
  const height = Math.ceil(HEAD + rowHeight * classes.length + 2);
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
  const colours = Array.from({ length: 256 }, (_, index) => rgb(theme.ramp(index / 255)));
  for (const block of blocks)
    drawBlock(context, block, { rates: data.rates, rowHeight, ratio, colours, theme });
  const pointed = element('p', { class: 'pointed' }, hint(data));
  canvas.addEventListener('pointermove', (event) => {
    pointed.textContent = pointedText(event, { blocks, data, rowHeight }) ?? hint(data);
  });
  canvas.addEventListener('pointerleave', () => {
    pointed.textContent = hint(data);
  });
  root.replaceChildren(canvas, pointed);
}

/** Pixels: whole ones as long as the map does not get too high. */
function rowHeightOf(classes: number): number {
  const fitting = Math.min(GREATEST_CELL, TALLEST / Math.max(1, classes));
  return fitting >= 2 ? Math.floor(fitting) : Math.max(0.5, fitting);
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
    Math.min(
      Math.max(room * APART_SHARE, APART_LEAST),
      Math.max(columns.length * cell, (label ?? '').length * 7 + 26),
    );
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
  readonly rates: FiringRates;
  readonly rowHeight: number;
  readonly ratio: number;
  /** Of rates 0..1 in 256 steps. */
  readonly colours: readonly { readonly r: number; readonly g: number; readonly b: number }[];
  readonly theme: Theme;
}

function drawBlock(context: CanvasRenderingContext2D, block: Block, drawing: Drawing): void {
  const { rates, rowHeight, ratio, theme } = drawing;
  const { classes } = rates;
  const { columns, x, width, label } = block;
  const step = width / Math.max(1, columns.length);
  const lines = step >= 5 && rowHeight >= 5 ? 1 : 0;
  const picture = cellsPicture(block, drawing, Math.floor(width * ratio));
  if (picture !== null) {
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, x, HEAD, width, rowHeight * classes);
  }
  if (lines > 0) {
    // In high contrast cells at rest are as black (or white) as the ground.
    context.fillStyle = theme.contrast ? theme.grid : theme.ground;
    for (let row = 1; row <= classes; row++) context.fillRect(x, HEAD + row * rowHeight - 1, width, 1);
    for (let cell = 1; cell <= columns.length; cell++) {
      context.fillRect(x + cell * step - 1, HEAD, 1, rowHeight * classes);
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

/**
 * One pixel a cell, to be stretched: as many cells as the screen has pixels at most; a cell of several columns shows
 * their mean.
 */
function cellsPicture(
  { columns }: Block,
  { rates: { classes, values }, colours }: Drawing,
  pixels: number,
): HTMLCanvasElement | null {
  const cells = Math.max(1, Math.min(columns.length, pixels));
  const picture = element('canvas', { width: cells, height: Math.max(1, classes) });
  const context = picture.getContext('2d');
  if (context === null) return null;
  const image = context.createImageData(cells, Math.max(1, classes));
  const sums = new Float64Array(classes);
  for (let cell = 0; cell < cells; cell++) {
    const from = Math.floor((cell * columns.length) / cells);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * columns.length) / cells));
    sums.fill(0);
    for (let place = from; place < to; place++) {
      const at = (columns[place] ?? 0) * classes;
      for (let row = 0; row < classes; row++) sums[row] = (sums[row] ?? 0) + (values[at + row] ?? 0);
    }
    for (let row = 0; row < classes; row++) {
      const colour = colours[Math.round(((sums[row] ?? 0) / (to - from)) * 255)];
      image.data.set([colour?.r ?? 0, colour?.g ?? 0, colour?.b ?? 0, 255], (row * cells + cell) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  return picture;
}

function hint({ rates, channels, ordered, layer }: FiringMapData): string {
  const what = channels ? 'channels (means over their positions)' : 'neurons';
  const how = {
    similarity: 'like beside like',
    class: 'grouped by the class they fire for most',
    entropy: 'highest entropy first',
    selectivity: 'most selective for one class first',
  }[ordered.order];
  return `${count(rates.columns)} ${what} of ${layer} as columns, ${how}; rows: classes; tint: share of the class’s samples in which it fires.`;
}

interface Pointing {
  readonly blocks: readonly Block[];
  readonly data: FiringMapData;
  readonly rowHeight: number;
}

function pointedText(event: PointerEvent, { blocks, data, rowHeight }: Pointing): string | null {
  const row = Math.floor((event.offsetY - HEAD) / rowHeight);
  const block = blocks.find(({ x, width }) => event.offsetX >= x && event.offsetX < x + width);
  const label = data.classes[row]?.label;
  if (block === undefined || label === undefined) return null;
  const column = block.columns[Math.floor(((event.offsetX - block.x) / block.width) * block.columns.length)];
  if (column === undefined) return null;
  const { rates, classes, channels, whole } = data;
  const what = channels ? 'Channel' : whole ? 'Neuron' : 'Measured neuron';
  const rate = rates.values[column * rates.classes + row] ?? 0;
  const best = classes[preferredClass(rates, column)]?.label ?? '';
  return `${what} ${column}, class ${label}: fires in ${percent(rate)} of its samples; entropy ${decimals(rates.entropy[column] ?? 0)} bit, most for ${best} (selectivity ${decimals(selectivity(rates, column), 2)})`;
}

function describe({ layer, classes, rates, channels, ordered }: FiringMapData): string {
  return `Firing map of ${layer}: ${count(rates.columns)} ${channels ? 'channels' : 'neurons'} by ${classes.length} classes. ${ordered.always.length} fire for every sample, ${ordered.never.length} for none.`;
}
