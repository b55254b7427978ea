import { select } from 'd3';
import { decimals } from '../../vocabulary/formatNumber.js';
import { diamond } from './chartMarks.js';
import { highestOf } from './classesChart.js';
import { element } from '../parts/element.js';
import { rise } from './entropyChart.js';
import { isNotable, NOTABLE } from './idleChart.js';
import type { PageData } from '../../protocol/pageState.js';

type Draw = (svg: SVGSVGElement) => void;

export interface LegendOptions {
  readonly data: PageData;
  /** The column of entropy stands alone. */
  readonly brief: boolean;
  /** Some interval is wide enough to be drawn. */
  readonly whiskers: boolean;
}

/** All that the legend depends on. */
export function legendKey(options: LegendOptions): string {
  return itemsOf(options)
    .map(([text]) => text)
    .join(';');
}

/** What the marks mean, each beside the words. */
export function legendView(options: LegendOptions): HTMLElement {
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...itemsOf(options).map(([text, draw]) => element('li', {}, icon(draw), text)),
  );
}

function itemsOf({ data: { report, previous }, brief, whiskers }: LegendOptions): readonly [string, Draw][] {
  const joined = report.layers.filter(({ dense }) => dense).length > 1;
  const items: [string, Draw][] = [
    joined ? ['class entropy, a line joins the dense layers', joinedDot] : ['class entropy', circle('dot')],
    ['pooled entropy', circle('ring')],
    ['gap, with its number: what a neuron tells about the class', line('gap')],
  ];
  if (!brief && report.layers.length > 0) {
    items.push([`by class: entropy from 0 to ${decimals(highestOf(report), 2)} bit`, ramp]);
  }
  if (!brief && report.layers.some(({ neurons }) => neurons.dead + neurons.alwaysOn > 0)) {
    const red = report.layers.some(isNotable) ? ` (number red from ${NOTABLE * 100}%)` : '';
    items.push(
      [`share of neurons that never fire${red}`, bar('never', 2)],
      ['that always fire', bar('always', 12)],
    );
  }
  if (whiskers) {
    items.push([
      '95% interval, where it is wider than the mark',
      path('whisker class', 'M3,9H21M3,5V13M21,5V13'),
    ]);
  }
  if (report.layers.some(({ baseline }) => baseline !== null)) {
    items.push(['untrained', path('baseline', 'M12,1V17')]);
  }
  if (report.depth.exceptions.length > 0)
    items.push(['rise against the fall with depth', path('exception', rise(12, 9))]);
  if (previous !== null) items.push(['previous run, Δ: the change since', ghost]);
  if (report.layers.some(({ dense }) => dense) && report.layers.some(({ dense }) => !dense)) {
    items.push(['not dense: our extension of the published claim', circle('dot', 'lighter')]);
  }
  return items;
}

const joinedDot: Draw = (svg) => {
  path('joining', 'M2,15L22,3')(svg);
  circle('dot')(svg);
};

/** A thin dumbbell of diamonds. */
const ghost: Draw = (svg) => {
  path('ghost-gap', 'M6,9H18')(svg);
  path('ghost', `${diamond(6, 9, 4)}${diamond(18, 9, 4)}`)(svg);
};

/** Rising bars: tint and height say the same, as in the column. */
const ramp: Draw = (svg) => {
  select(svg)
    .selectAll('rect')
    .data([0, 1, 2, 3])
    .join('rect')
    .attr('class', (step) => `ramp-${step}`)
    .attr('x', (step) => 2 + step * 5)
    .attr('y', (step) => 12 - step * 3)
    .attr('width', 5)
    .attr('height', (step) => 3 + step * 3);
};

function icon(draw: Draw): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', '24');
  svg.setAttribute('height', '18');
  svg.setAttribute('aria-hidden', 'true');
  draw(svg);
  return svg;
}

function circle(kind: string, group = ''): Draw {
  return (svg) => {
    select(svg)
      .append('g')
      .attr('class', group)
      .append('circle')
      .attr('class', kind)
      .attr('cx', 12)
      .attr('cy', 9)
      .attr('r', 5);
  };
}

function line(kind: string): Draw {
  return (svg) => {
    select(svg).append('line').attr('class', kind).attr('x1', 2).attr('x2', 22).attr('y1', 9).attr('y2', 9);
  };
}

/** An end of the bar of neurons that never and always fire. */
function bar(kind: string, x: number): Draw {
  return (svg) => {
    const root = select(svg);
    root.append('rect').attr('class', 'track').attr('x', 2).attr('y', 6).attr('width', 20).attr('height', 6);
    root.append('rect').attr('class', kind).attr('x', x).attr('y', 6).attr('width', 10).attr('height', 6);
  };
}

function path(kind: string, d: string): Draw {
  return (svg) => {
    select(svg).append('path').attr('class', kind).attr('d', d);
  };
}
