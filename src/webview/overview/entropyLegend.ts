import type { PageData } from '../../protocol/pageState.js';
import { circleIcon, lineIcon, pathIcon, type Icon, type LegendItem } from './legend.js';

/** An arrow up, as a path about the row's middle. */
export function riseArrow(x: number, y = 0): string {
  return `M${x},${y + 5}V${y - 4}M${x - 3},${y - 1}L${x},${y - 4.5}L${x + 3},${y - 1}`;
}

/** @param intervals some interval is wide enough to be drawn */
export function entropyLegend(
  { report }: PageData,
  { intervals }: { readonly intervals: boolean },
): readonly LegendItem[] {
  const joined = report.layers.filter(({ dense }) => dense).length > 1;
  return [
    joined
      ? { text: 'class entropy, a line joins the dense layers', icon: joinedDot }
      : { text: 'class entropy', icon: circleIcon('dot') },
    { text: 'pooled entropy', icon: circleIcon('ring') },
    { text: 'gap, with its number: what a neuron tells about the class', icon: lineIcon('gap') },
    ...(report.layers.some(({ baseline }) => (baseline ?? null) !== null)
      ? [{ text: 'how far the gap reaches with fresh weights', icon: baselineIcon }]
      : []),
    ...(intervals
      ? [
          {
            text: '95% interval, where it is wider than the mark',
            icon: pathIcon('whisker class', 'M3,9H21M3,5V13M21,5V13'),
          },
        ]
      : []),
    ...(report.depth.exceptions.length > 0
      ? [{ text: 'rise against the fall with depth', icon: pathIcon('exception', riseArrow(12, 9)) }]
      : []),
  ];
}

const baselineIcon: Icon = (svg) => {
  lineIcon('gap')(svg);
  pathIcon('baseline', 'M6,2H11V16H6Z')(svg);
};

const joinedDot: Icon = (svg) => {
  pathIcon('joining', 'M2,15L22,3')(svg);
  circleIcon('dot')(svg);
};
