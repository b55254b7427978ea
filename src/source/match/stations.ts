import type { LayerPart } from '../sourceProgram.js';
import { compatibility, type Compatibility } from './compatibility.js';
import { classOf, weightOf, type ModelLayer } from './modelLayer.js';
import type { PartGraph } from './partGraph.js';

/** The station that every way begins at. */
export const START = 0;

/** What passing one layer of the model costs and gives at a station. */
export interface Move {
  /** Cost of a layer that goes to nothing. */
  readonly gap: number;
  /** How well the layer goes with the station's; null where the station has none. */
  readonly pair: Compatibility | null;
}

/** A step of the graph with its weights; the start comes first, so step s is station s + 1. */
export interface Station {
  readonly part: LayerPart | null;
  readonly looped: boolean;
  /** Stations that may come right before; all are earlier. */
  readonly before: readonly number[];
  /** Cost of a layer of the code that no layer of the model goes to. */
  readonly skip: number;
  /** One a layer of the model. */
  readonly moves: readonly Move[];
}

/** The stations of a graph, the start first. */
export function stationsOf(
  { steps }: PartGraph,
  layers: readonly ModelLayer[],
  fused: boolean,
): readonly Station[] {
  const weighted = layers.map((layer) => ({ layer, gap: weightOf(classOf(layer)) }));
  const start = weighted.map(({ gap }): Move => ({ gap, pair: null }));
  const hiding = weighted.map((): Move => ({ gap: 0, pair: null }));
  // Copies of a loop's body are the same parts: each is weighed once.
  const weighed = new Map<LayerPart, readonly Move[]>();
  const movesOf = (part: LayerPart): readonly Move[] => {
    const moves =
      weighed.get(part) ??
      weighted.map(({ layer, gap }): Move => ({ gap, pair: compatibility(part, layer, fused) }));
    weighed.set(part, moves);
    return moves;
  };
  return [
    { part: null, looped: false, before: [], skip: 0, moves: start },
    ...steps.map(({ part, looped, before }) => ({
      part,
      looped,
      before: before.map((step) => step + 1),
      skip: part === null ? 0 : skipOf(part, fused),
      moves: part === null ? hiding : movesOf(part),
    })),
  ];
}

function skipOf({ type }: LayerPart, fused: boolean): number {
  const weight = weightOf(type);
  return fused && weight === 1 ? 0.2 : weight;
}
