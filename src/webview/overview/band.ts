import { element } from '../parts/element.js';
import type { Row } from '../parts/rows.js';
import { svgElement } from '../parts/svg.js';
import type { ColumnDrawing } from './chartColumn.js';
import type { PlacedColumn } from './columnLayout.js';
import { LayerNames, type NamesOptions } from './layerNames.js';
import { prepareRows, rowGroups } from './marks.js';
import { heightOf, type Part, type RowFrame } from './rowFrame.js';

/** A column as it is drawn now. */
export interface ColumnNow {
  readonly placed: PlacedColumn;
  readonly frame: RowFrame;
  readonly drawing: ColumnDrawing;
}

/** Rows that the browser may leave out of layout and painting while they are out of sight. */
interface Block {
  readonly node: HTMLElement;
  readonly names: LayerNames;
  readonly charts: readonly SVGSVGElement[];
}

/**
 * Columns beside each other, with the layers' names before them, in blocks of rows below a head. Blocks, rows and marks'
 * groups stay as long as the columns do, so that results stream in without moving anything.
 */
export class Band {
  readonly node: HTMLElement;
  readonly #heads: readonly SVGSVGElement[];
  readonly #columns: readonly PlacedColumn[];
  readonly #blocks: Block[] = [];

  constructor(columns: readonly PlacedColumn[]) {
    this.#columns = columns;
    this.#heads = columns.map(({ chart }) =>
      svgElement('svg', { 'aria-hidden': 'true', 'data-axis': chart.name }),
    );
    this.node = element('div', { class: 'band' }, headRow(columns, this.#heads));
  }

  /** The head, and as many blocks as there are parts. */
  prepare(
    columns: readonly ColumnNow[],
    { parts, names }: { readonly parts: number; readonly names: number },
  ): void {
    const [first] = columns;
    if (first === undefined) return;
    this.node.className = first.frame.compact ? 'band compact' : 'band';
    this.node.style.setProperty('--es-row', `${first.frame.rowHeight}px`);
    const widths = [names, ...columns.map(({ placed }) => placed.width)];
    this.node.style.setProperty('--es-columns', widths.map((width) => `${width}px`).join(' '));
    this.#heads.forEach((axis, place) => {
      columns[place]?.drawing.head(axis);
    });
    for (const { node } of this.#blocks.splice(parts)) node.remove();
    while (this.#blocks.length < parts) this.#blocks.push(this.#newBlock());
  }

  /** What stands in one block besides its rows. */
  prepareBlock(
    index: number,
    part: Part,
    { rows, names }: { readonly rows: readonly Row[]; readonly names: NamesOptions },
    rowHeight: number,
  ): void {
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.node.style.setProperty('contain-intrinsic-height', `${heightOf(part, rowHeight)}px`);
    block.names.prepare(rows.slice(...part), names);
  }

  /** What lies behind the rows of one block. */
  drawBehind(index: number, part: Part, columns: readonly ColumnNow[]): void {
    this.#blocks[index]?.charts.forEach((svg, place) => {
      const column = columns[place];
      if (column === undefined) return;
      const { drawing, frame, placed } = column;
      svg.setAttribute(
        'aria-label',
        index === 0 ? drawing.description : `${placed.chart.title}, layers ${part[0] + 1} to ${part[1]}`,
      );
      prepareRows(svg, frame, part);
      drawing.behind?.(svg, part);
    });
  }

  /** Names and marks of some rows of one block. */
  drawRows(
    index: number,
    { part, range }: { readonly part: Part; readonly range: Part },
    columns: readonly ColumnNow[],
  ): void {
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.names.draw([range[0] - part[0], range[1] - part[0]]);
    block.charts.forEach((svg, place) => {
      const column = columns[place];
      if (column === undefined) return;
      const last = place === block.charts.length - 1;
      column.drawing.rows(rowGroups(svg, column.frame, { part, range, last }));
    });
  }

  /** All that shows a layer in one block. */
  marksOf(index: number, id: string): readonly Element[] {
    return [...(this.#blocks[index]?.node.querySelectorAll(`[data-layer="${CSS.escape(id)}"]`) ?? [])];
  }

  #newBlock(): Block {
    const names = new LayerNames();
    const charts = this.#columns.map(({ chart: { name } }) =>
      svgElement('svg', { class: `chart ${name}`, 'data-chart': name, role: 'img' }),
    );
    const node = element('div', { class: 'block' }, names.node, ...charts);
    this.node.append(node);
    return { node, names, charts };
  }
}

function headRow(columns: readonly PlacedColumn[], axes: readonly SVGSVGElement[]): HTMLElement {
  const heads = columns.map(({ chart: { title, unit } }, place) =>
    element(
      'div',
      { class: 'head' },
      element('div', { class: 'head-text' }, title, ' ', element('span', { class: 'unit' }, unit)),
      ...axes.slice(place, place + 1),
    ),
  );
  return element('div', { class: 'heads' }, element('div', { class: 'head name-head' }, 'Layer'), ...heads);
}
