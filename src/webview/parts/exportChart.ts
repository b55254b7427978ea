import { shownText } from './shownText.js';

/** A chart as a file of its own: colours and fonts are written out, since no style sheet goes with it. */
export interface ChartFile {
  readonly text: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const WRITTEN_OUT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'paint-order',
  'font-size',
  'font-weight',
] as const;
const SVG = 'http://www.w3.org/2000/svg';
const TITLE = 34;
const NAMES = 190;
const MARGIN = 12;

/** @throws Error when the chart is not on the page, with a sentence for the reader */
export function chartSvg(page: HTMLElement, chart: string, title: string): ChartFile {
  const all = [...page.querySelectorAll(`[data-chart="${chart}"]`)];
  const [shown] = all;
  if (shown === undefined) throw new Error('this chart is not there for this layer');
  const parts: { node: SVGElement; x: number; y: number }[] = [];
  let width = MARGIN * 2;
  let height = TITLE + MARGIN;
  if (shown instanceof SVGSVGElement) {
    // Many layers are drawn in blocks, one below the other.
    const blocks = all.filter((block) => block instanceof SVGSVGElement);
    const w = shown.width.baseVal.value;
    const axis = page.querySelector(`[data-axis="${chart}"]`);
    const names = axis instanceof SVGSVGElement ? NAMES : 0;
    const head = axis instanceof SVGSVGElement ? axis.height.baseVal.value : 0;
    if (axis instanceof SVGSVGElement) parts.push({ node: copied(axis), x: MARGIN + names, y: TITLE });
    let y = TITLE + head;
    for (const block of blocks) {
      const own = block.height.baseVal.value;
      parts.push({ node: copied(block), x: MARGIN + names, y });
      if (names > 0) parts.push({ node: layerNames(page, block, own), x: MARGIN, y });
      y += own;
    }
    width += w + names;
    height += y - TITLE;
  } else {
    const canvas = shown.querySelector('canvas');
    if (canvas === null) throw new Error('this chart is not drawn yet');
    const { clientWidth, clientHeight } = canvas;
    parts.push({ node: picture(canvas), x: MARGIN, y: TITLE });
    width += clientWidth;
    height += clientHeight;
  }
  return { text: assembled(page, { parts, width, height, title }), width, height };
}

interface Assembly {
  readonly parts: readonly { readonly node: SVGElement; readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

function assembled(page: HTMLElement, { parts, width, height, title }: Assembly): string {
  const style = getComputedStyle(page);
  const ground = getComputedStyle(document.body).backgroundColor;
  const root = made('svg', {
    xmlns: SVG,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': style.fontFamily,
  });
  root.append(made('rect', { width, height, fill: ground }));
  const heading = made('text', {
    x: MARGIN,
    y: 22,
    fill: style.color,
    'font-size': '13px',
    'font-weight': '600',
  });
  heading.textContent = shownText(title);
  root.append(heading);
  for (const { node, x, y } of parts) {
    const group = made('g', { transform: `translate(${x},${y})` });
    group.append(node);
    root.append(group);
  }
  return new XMLSerializer().serializeToString(root);
}

/** A copy as a group, with the style that each element has on the page. */
function copied(source: SVGSVGElement): SVGElement {
  const group = made('g', {});
  for (const child of source.children) group.append(withStyle(child));
  return group;
}

function withStyle(source: Element): Element {
  const copy = source.cloneNode(false);
  if (!(copy instanceof Element)) return made('g', {});
  copy.removeAttribute('class');
  if (source instanceof SVGElement && source.localName !== 'title') {
    const style = getComputedStyle(source);
    for (const name of WRITTEN_OUT) {
      const value = style.getPropertyValue(name);
      if (value !== '' && value !== 'normal') copy.setAttribute(name, value);
    }
    // The selected row is a state of the page, not of the data.
    if (source.classList.contains('row')) copy.setAttribute('fill', 'none');
  }
  for (const child of source.childNodes) {
    copy.appendChild(child instanceof Element ? withStyle(child) : child.cloneNode(false));
  }
  return copy;
}

function layerNames(page: HTMLElement, chart: SVGSVGElement, height: number): SVGElement {
  const group = made('g', {});
  const layers = [...chart.querySelectorAll(':scope > g.rows > g.layer')];
  const row = height / Math.max(1, layers.length);
  const colour = getComputedStyle(page).color;
  layers.forEach((layer, index) => {
    const id = layer.getAttribute('data-layer') ?? '';
    const text = made('text', {
      x: 0,
      y: (index + 0.5) * row + 4,
      fill: colour,
      'font-size': row < 24 ? '10px' : '12px',
    });
    text.textContent = shownText(id.length > 28 ? `…${id.slice(-27)}` : id);
    group.append(text);
  });
  return group;
}

function picture(canvas: HTMLCanvasElement): SVGElement {
  return made('image', {
    href: canvas.toDataURL('image/png'),
    width: canvas.clientWidth,
    height: canvas.clientHeight,
  });
}

function made(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (!(element instanceof SVGElement)) throw new TypeError(`${tag} is no SVG element`);
  return element;
}

/** The same file as a PNG at twice the size. */
export async function chartImage({ text, width, height }: ChartFile): Promise<Blob> {
  const image = new Image(width, height);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    // Browsers refuse canvases above some 16,384 pixels a side.
    const scale = Math.min(2, 16_000 / Math.max(width, height));
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
