import { rgb, type RGBColor } from 'd3';
import { printable } from '../../vocabulary/cleanText.js';
import { count, decimals, percent } from '../../vocabulary/formatNumber.js';
import { element } from '../parts/element.js';
import type { Theme } from '../parts/theme.js';
import { columnAt, firingBlocks, GREATEST_CELL, labelRoom, type FiringBlock } from './firingBlocks.js';
import { preferredClass, selectivity, type OrderedColumns } from './firingOrder.js';
import { ratesOfColumn, type FiringRates } from './firingRates.js';

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
  readonly theme: Theme;
}

const HEAD = 18;
/** Pixels of all rows together. */
const TALLEST = 320;

/**
 * The firing map: columns are neurons (or channels), rows are classes, the tint is the share of the class's samples in
 * which the neuron fires. Columns narrower than a pixel are drawn as means.
 */
export function drawFiringMap(root: HTMLElement, data: FiringMapData): void {
  const { classes, width, theme } = data;
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
  const left = drawLabels(context, data, rowHeight);
  const blocks = firingBlocks(data.ordered, { left, width });
  const tints = Array.from({ length: 256 }, (_, index) => rgb(theme.ramp(index / 255)));
  for (const block of blocks)
    drawBlock(context, block, { rates: data.rates, rowHeight, ratio, tints, theme });
  const pointed = element('p', { class: 'pointed' }, hint(data));
  canvas.addEventListener('pointermove', (event) => {
    const column = columnAt(blocks, event.offsetX);
    const row = Math.floor((event.offsetY - HEAD) / rowHeight);
    pointed.textContent = (column === null ? null : pointedText(data, column, row)) ?? hint(data);
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
function drawLabels(
  context: CanvasRenderingContext2D,
  { classes, width, theme }: FiringMapData,
  rowHeight: number,
): number {
  const most = Math.min(110, width * 0.25);
  const texts = classes.map(({ label }) => fitted(context, printable(label), most));
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

/** A class's name is cut where its pixels end. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let letters = Array.from(text);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

interface Drawing {
  readonly rates: FiringRates;
  readonly rowHeight: number;
  readonly ratio: number;
  /** Of rates 0..1 in 256 steps. */
  readonly tints: readonly RGBColor[];
  readonly theme: Theme;
}

function drawBlock(context: CanvasRenderingContext2D, block: FiringBlock, drawing: Drawing): void {
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
  context.fillText(fitted(context, printable(label), labelRoom(block)), x + width / 2, HEAD - 5);
}

/**
 * One pixel a cell, to be stretched: as many cells as the screen has pixels at most; a cell of several columns shows
 * their mean.
 */
function cellsPicture(
  { columns }: FiringBlock,
  { rates, tints }: Drawing,
  pixels: number,
): HTMLCanvasElement | null {
  const { classes } = rates;
  const cells = Math.max(1, Math.min(columns.length, pixels));
  const picture = element('canvas', { width: cells, height: Math.max(1, classes) });
  const context = picture.getContext('2d');
  if (context === null) return null;
  const image = context.createImageData(cells, Math.max(1, classes));
  for (let cell = 0; cell < cells; cell++) {
    const from = Math.floor((cell * columns.length) / cells);
    const to = Math.max(from + 1, Math.floor(((cell + 1) * columns.length) / cells));
    const means = meanRates(rates, columns.slice(from, to));
    for (const [row, mean] of means.entries()) {
      const tint = tints[Math.round(mean * 255)];
      if (tint !== undefined) image.data.set([tint.r, tint.g, tint.b, 255], (row * cells + cell) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  return picture;
}

/** By class, over the columns of a cell. */
function meanRates(rates: FiringRates, columns: readonly number[]): Float64Array {
  const means = new Float64Array(rates.classes);
  for (const column of columns) {
    for (const [row, rate] of ratesOfColumn(rates, column).entries()) means[row]! += rate / columns.length;
  }
  return means;
}

function hint({ rates, channels, ordered, layer }: FiringMapData): string {
  const what = channels ? 'channels (means over their positions)' : 'neurons';
  const how = {
    similarity: 'like beside like',
    class: 'grouped by the class they fire for most',
    entropy: 'highest entropy first',
    selectivity: 'most selective for one class first',
  }[ordered.order];
  return printable(
    `${count(rates.columns)} ${what} of ${layer} as columns, ${how}; rows: classes; tint: share of the class’s samples in which it fires.`,
  );
}

function pointedText(data: FiringMapData, column: number, row: number): string | null {
  const { rates, classes, channels, whole } = data;
  const label = classes[row]?.label;
  const rate = ratesOfColumn(rates, column)[row];
  if (label === undefined || rate === undefined) return null;
  const what = channels ? 'Channel' : whole ? 'Neuron' : 'Measured neuron';
  const best = classes[preferredClass(rates, column)]?.label ?? '';
  return printable(
    `${what} ${column}, class ${label}: fires in ${percent(rate)} of its samples; entropy ${decimals(rates.entropy[column] ?? null)} bit, most for ${best} (selectivity ${decimals(selectivity(rates, column), 2)})`,
  );
}

function describe({ layer, classes, rates, channels, ordered }: FiringMapData): string {
  return `Firing map of ${layer}: ${count(rates.columns)} ${channels ? 'channels' : 'neurons'} by ${classes.length} classes. ${ordered.alwaysOn.length} always on, ${ordered.dead.length} dead.`;
}
