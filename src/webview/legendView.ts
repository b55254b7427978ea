import { select } from 'd3';
import { decimals } from '../report/formatNumber.js';
import { highestOf } from './classesChart.js';
import { element } from './element.js';
import type { PageData } from '../protocol/pageState.js';

type Draw = (svg: SVGSVGElement) => void;

/** All that the legend depends on; brief: the column of entropy stands alone. */
export function legendKey(data: PageData, brief: boolean): string {
  return itemsOf(data, brief)
    .map(([text]) => text)
    .join(';');
}

/** What the marks mean, each beside the words. */
export function legendView(data: PageData, brief: boolean): HTMLElement {
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...itemsOf(data, brief).map(([text, draw]) => element('li', {}, icon(draw), text)),
  );
}

function itemsOf({ report, previous }: PageData, brief: boolean): readonly [string, Draw][] {
  const items: [string, Draw][] = [
    ['within a class', circle('dot')],
    ['all classes pooled', circle('ring')],
    ['gap: what a neuron tells about the class', line('gap')],
  ];
  if (!brief && report.layers.length > 0) {
    items.push([`by class: entropy from 0 to ${decimals(highestOf(report), 2)} bit`, ramp]);
  }
  if (report.layers.some(({ entropy }) => entropy.ci95.class !== null)) {
    items.push([
      'corrected value with its 95% interval',
      path('whisker class', 'M3,5V13M3,9H21M21,5V13M12,3V15'),
    ]);
  }
  if (report.layers.some(({ baseline }) => baseline !== null)) {
    items.push(['untrained', path('baseline', 'M12,1V17')]);
  }
  if (report.depth.exceptions.length > 0)
    items.push(['rise against the fall with depth', path('exception', 'M8,13l4,-8l4,8z')]);
  if (previous !== null) items.push(['previous run', circle('ghost class', 2.5)]);
  if (report.layers.some(({ dense }) => dense) && report.layers.some(({ dense }) => !dense)) {
    items.push(['not dense: our extension of the published claim', circle('dot', 5, 'lighter')]);
  }
  return items;
}

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

function circle(kind: string, radius = 5, group = ''): Draw {
  return (svg) => {
    select(svg)
      .append('g')
      .attr('class', group)
      .append('circle')
      .attr('class', kind)
      .attr('cx', 12)
      .attr('cy', 9)
      .attr('r', radius);
  };
}

function line(kind: string): Draw {
  return (svg) => {
    select(svg).append('line').attr('class', kind).attr('x1', 2).attr('x2', 22).attr('y1', 9).attr('y2', 9);
  };
}

function path(kind: string, d: string): Draw {
  return (svg) => {
    select(svg).append('path').attr('class', kind).attr('d', d);
  };
}
