import { select } from 'd3';
import type { VNode } from 'preact';
import type { PageData } from '../../protocol/pageState.js';
import { Drawn } from '../parts/drawn.js';
import { diamond } from './marks.js';
import './legend.css';

/** Draws a mark into 24 by 18 pixels. */
export type Icon = (svg: SVGSVGElement) => void;

export interface LegendItem {
  readonly text: string;
  readonly icon: Icon;
}

const NO_DATA = {};

/** What the marks mean, each beside the words. */
export function legendOf(items: readonly LegendItem[]): VNode {
  return (
    <ul class="legend" aria-label="Legend">
      {items.map(({ text, icon }) => (
        <li key={text}>
          <Drawn data={NO_DATA} draw={icon}>
            {(place) => <svg ref={place} width="24" height="18" aria-hidden="true" />}
          </Drawn>
          {text}
        </li>
      ))}
    </ul>
  );
}

/** What is true of all columns: the run compared with, and layers that are not dense. */
export function commonLegend({ report, previous }: PageData): readonly LegendItem[] {
  const dense = report.layers.some((layer) => layer.dense);
  const others = report.layers.some((layer) => !layer.dense);
  return [
    ...(previous === null ? [] : [{ text: 'previous run, Δ: the change since', icon: ghost }]),
    ...(dense && others
      ? [{ text: 'not dense: our extension of the published claim', icon: circleIcon('dot', 'lighter') }]
      : []),
  ];
}

/** A thin dumbbell of diamonds. */
const ghost: Icon = (svg) => {
  pathIcon('ghost-gap', 'M6,9H18')(svg);
  pathIcon('ghost', `${diamond(6, 9, 4)}${diamond(18, 9, 4)}`)(svg);
};

export function circleIcon(kind: string, group = ''): Icon {
  return (svg) => {
    const root = select(svg).append('g').attr('class', group);
    root.append('circle').attr('class', kind).attr('cx', 12).attr('cy', 9).attr('r', 5);
  };
}

export function lineIcon(kind: string): Icon {
  return (svg) => {
    select(svg).append('line').attr('class', kind).attr('x1', 2).attr('x2', 22).attr('y1', 9).attr('y2', 9);
  };
}

export function pathIcon(kind: string, d: string): Icon {
  return (svg) => {
    select(svg).append('path').attr('class', kind).attr('d', d);
  };
}

export function barIcon(kind: string, x: number): Icon {
  return (svg) => {
    const bar = (className: string, from: number, width: number): void => {
      select(svg)
        .append('rect')
        .attr('class', className)
        .attr('x', from)
        .attr('y', 6)
        .attr('width', width)
        .attr('height', 6);
    };
    bar('track', 2, 20);
    bar(kind, x, 10);
  };
}
