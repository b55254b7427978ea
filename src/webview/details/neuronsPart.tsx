import type { RefObject, VNode } from 'preact';
import type { Controls } from '../parts/controls.js';
import { Drawn } from '../parts/drawn.js';
import type { Theme } from '../parts/theme.js';
import { drawFiringMap, type FiringMapData } from './firingMap.js';
import { FIRING_ORDERS, type FiringOrder } from './firingOrder.js';
import { drawHistogram, type HistogramData } from './histogram.js';
import type { NeuronsDrawing, NeuronsState } from './neuronsLoader.js';
import '../parts/marks.css';

export interface NeuronsProps {
  readonly state: NeuronsState;
  readonly reorder: (order: FiringOrder) => void;
  readonly controls: Controls;
  /** Pixels. */
  readonly width: number;
  readonly theme: Theme;
}

/** The firing map with its head; a sentence where there is none. */
export function FiringPart({ state, reorder, controls: { Dropdown }, width, theme }: NeuronsProps): VNode {
  if (state.t === 'told') {
    return (
      <div class="firing">
        <p class="sentence">{state.text}</p>
      </div>
    );
  }
  const drawing = drawingIn(state);
  if (drawing === null) return <div class="firing" />;
  const { layer, classes, rates, ordered, channels, whole } = drawing;
  const map: FiringMapData = { layer: layer.id, classes, rates, channels, whole, ordered, width, theme };
  return (
    <div class={state.t === 'coming' ? 'firing coming' : 'firing'}>
      <div class="chart-head">
        <h3>Firing map</h3>
        <Dropdown
          action="order-firing"
          label="Order of the neurons"
          value={ordered.order}
          options={FIRING_ORDERS}
          choose={(value) => {
            const chosen = FIRING_ORDERS.find((option) => option.value === value);
            if (chosen !== undefined) reorder(chosen.value);
          }}
        />
        <RampKey theme={theme} />
      </div>
      <Drawn data={map} draw={drawFiringMap}>
        {(place: RefObject<HTMLDivElement | null>) => (
          <div ref={place} data-chart="firing" data-layer={layer.id} />
        )}
      </Drawn>
    </div>
  );
}

/** How the entropies of the layer's neurons are spread. */
export function HistogramPart({ state, width }: Pick<NeuronsProps, 'state' | 'width'>): VNode {
  const drawing = drawingIn(state);
  if (drawing === null) return <div class="histogram" />;
  const { layer, entropy } = drawing;
  const data: HistogramData = { layer: layer.id, entropy, width };
  return (
    <div class={state.t === 'coming' ? 'histogram coming' : 'histogram'}>
      <h3>
        Entropy of its neurons <span class="unit">number of neurons by class entropy, bit</span>
      </h3>
      <Drawn data={data} draw={drawHistogram}>
        {(place) => <svg ref={place} data-chart="histogram" data-layer={layer.id} role="img" />}
      </Drawn>
    </div>
  );
}

function drawingIn(state: NeuronsState): NeuronsDrawing | null {
  if (state.t === 'drawn') return state.drawing;
  return state.t === 'coming' ? state.last : null;
}

/** 0 % to 100 % as tints. */
function RampKey({ theme }: { readonly theme: Theme }): VNode {
  return (
    <span class="ramp" aria-hidden="true">
      0%
      <span class="ramp-steps">
        {Array.from({ length: 11 }, (_, index) => (
          <span key={index} class="ramp-step" style={{ background: theme.ramp(index / 10) }} />
        ))}
      </span>
      100%
    </span>
  );
}
