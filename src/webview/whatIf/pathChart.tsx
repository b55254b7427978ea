import { extent, line, scaleLinear } from 'd3';
import type { VNode } from 'preact';
import type { WhatIf, WhatIfStep } from '../../report/whatIf.js';
import { count, decimals } from '../../vocabulary/formatNumber.js';

const [WIDTH, HEIGHT] = [360, 200];
const ROOM = { left: 48, right: 16, top: 12, bottom: 34 };

export interface PathPoint {
  readonly step: WhatIfStep;
  readonly rejected: boolean;
}

/** The network as it is, each step of the path, and the step that was not taken. */
export function pathOf({ own, parameters, greedy, rejected }: WhatIf): readonly PathPoint[] {
  const start: WhatIfStep = { layer: '', accuracy: own, loss: 0, lossSe: 0, parameters };
  return [
    { step: start, rejected: false },
    ...greedy.map((step) => ({ step, rejected: false })),
    ...(rejected === null ? [] : [{ step: rejected, rejected: true }]),
  ];
}

/** Accuracy against parameters, along the path of taking layers out; every mark can be reached by the keyboard. */
export function PathChart({ found }: { readonly found: WhatIf }): VNode {
  const points = pathOf(found);
  const [least = 0, most = 1] = extent(points, ({ step }) => step.accuracy);
  const x = scaleLinear()
    .domain([0, Math.max(1, found.parameters)])
    .range([ROOM.left, WIDTH - ROOM.right]);
  const y = scaleLinear()
    .domain([Math.max(0, least - 0.02), Math.min(1, most + 0.01)])
    .range([HEIGHT - ROOM.bottom, ROOM.top])
    .nice(4);
  const taken = points.filter(({ rejected }) => !rejected);
  const course = line<PathPoint>(
    ({ step }) => x(step.parameters),
    ({ step }) => y(step.accuracy),
  );
  return (
    <svg
      data-chart="what-if"
      width={WIDTH}
      height={HEIGHT}
      role="group"
      aria-label="Accuracy against parameters, one layer after the other; the table beside it has the numbers"
    >
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <line class="grid" x1={ROOM.left} x2={WIDTH - ROOM.right} y1={y(tick)} y2={y(tick)} />
          <text x={ROOM.left - 6} y={y(tick) + 4} text-anchor="end">
            {decimals(tick, 2)}
          </text>
        </g>
      ))}
      {x.ticks(3).map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - ROOM.bottom + 16} text-anchor="middle">
          {count(tick)}
        </text>
      ))}
      <text x={(ROOM.left + WIDTH - ROOM.right) / 2} y={HEIGHT - 4} text-anchor="middle">
        parameters
      </text>
      <path class="path-line" d={course(taken) ?? ''} />
      {points.map(({ step, rejected }) => (
        <circle
          key={step.layer}
          class={rejected ? 'rejected' : 'taken'}
          cx={x(step.parameters)}
          cy={y(step.accuracy)}
          r={4.5}
          tabIndex={0}
          role="img"
          aria-label={told(step, rejected)}
          data-layer={step.layer}
        >
          <title>{told(step, rejected)}</title>
        </circle>
      ))}
    </svg>
  );
}

function told({ layer, accuracy, parameters }: WhatIfStep, rejected: boolean): string {
  const what = layer === '' ? 'as it is' : `${rejected ? 'not taken out: ' : 'without '}${layer}`;
  return `${what}: accuracy ${decimals(accuracy)}, ${count(parameters)} parameters`;
}
