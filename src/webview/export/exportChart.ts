import { printable } from '../../vocabulary/cleanText.js';
import { shortText } from '../parts/layerName.js';
import { svgElement } from '../parts/svg.js';
import { copyWithStyle } from './copyWithStyle.js';

/** A chart as a file of its own: colors and fonts are written out, since no style sheet goes with it. */
export interface ChartFile {
  readonly text: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What the file is put together of. */
interface Piece {
  readonly node: SVGElement;
  readonly x: number;
  readonly y: number;
}

interface Drawing {
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly height: number;
}

const TITLE = 34;
const NAMES = 190;
/** Characters of a layer's name that fit. */
const NAME_ROOM = 28;
const MARGIN = 12;
/** Browsers refuse canvases above some 16,384 pixels a side. */
const LARGEST_CANVAS = 16_000;

/** @throws Error when the chart is not on the page, with a sentence for the reader */
export function chartSvg(page: HTMLElement, chart: string, title: string): ChartFile {
  const nodes = [...page.querySelectorAll(`[data-chart="${chart}"]`)];
  const [first] = nodes;
  if (first === undefined) throw new Error('this chart is not there for this layer');
  // Many layers are drawn in blocks, one below the other.
  const blocks = nodes.filter((block) => block instanceof SVGSVGElement);
  const drawing = blocks.length > 0 ? drawnBlocks(page, chart, blocks) : drawnCanvas(first);
  const width = drawing.width + 2 * MARGIN;
  const height = TITLE + drawing.height + MARGIN;
  return { text: assembled(page, { ...drawing, width, height }, title), width, height };
}

function drawnBlocks(page: HTMLElement, chart: string, blocks: readonly SVGSVGElement[]): Drawing {
  const axis = page.querySelector(`[data-axis="${chart}"]`);
  const hasAxis = axis instanceof SVGSVGElement;
  const names = hasAxis ? NAMES : 0;
  const pieces: Piece[] = hasAxis ? [{ node: copyWithStyle(axis), x: names, y: 0 }] : [];
  let y = hasAxis ? axis.height.baseVal.value : 0;
  for (const block of blocks) {
    const height = block.height.baseVal.value;
    pieces.push({ node: copyWithStyle(block), x: names, y });
    if (names > 0) pieces.push({ node: layerNames(page, block, height), x: 0, y });
    y += height;
  }
  return { pieces, width: names + Math.max(...blocks.map((block) => block.width.baseVal.value)), height: y };
}

function drawnCanvas(chart: Element): Drawing {
  const canvas = chart.querySelector('canvas');
  if (canvas === null) throw new Error('this chart is not drawn yet');
  const { clientWidth: width, clientHeight: height } = canvas;
  const node = svgElement('image', { href: canvas.toDataURL('image/png'), width, height });
  return { pieces: [{ node, x: 0, y: 0 }], width, height };
}

/** The layers' names, which stand beside the chart on the page. */
function layerNames(page: HTMLElement, chart: SVGSVGElement, height: number): SVGElement {
  const group = svgElement('g');
  const layers = [...chart.querySelectorAll(':scope > g.rows > g.layer')];
  const row = height / Math.max(1, layers.length);
  const fill = getComputedStyle(page).color;
  layers.forEach((layer, index) => {
    const text = svgElement('text', {
      x: 0,
      y: (index + 0.5) * row + 4,
      fill,
      'font-size': row < 24 ? '10px' : '12px',
    });
    text.textContent = shortText(layer.getAttribute('data-layer') ?? '', NAME_ROOM);
    group.append(text);
  });
  return group;
}

function assembled(page: HTMLElement, { pieces, width, height }: Drawing, title: string): string {
  const { fontFamily, color } = getComputedStyle(page);
  const ground = getComputedStyle(document.body).backgroundColor;
  const root = svgElement('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': fontFamily,
  });
  const heading = svgElement('text', {
    x: MARGIN,
    y: 22,
    fill: color,
    'font-size': '13px',
    'font-weight': '600',
  });
  heading.textContent = printable(title);
  root.append(svgElement('rect', { width, height, fill: ground }), heading);
  for (const { node, x, y } of pieces) {
    const group = svgElement('g', { transform: `translate(${MARGIN + x},${TITLE + y})` });
    group.append(node);
    root.append(group);
  }
  return new XMLSerializer().serializeToString(root);
}

/** The same file as a PNG at twice the size. */
export async function chartImage({ text, width, height }: ChartFile): Promise<Blob> {
  const image = new Image(width, height);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    const scale = Math.min(2, LARGEST_CANVAS / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('the browser could not draw the picture'));
        else resolve(blob);
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
