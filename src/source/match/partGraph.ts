import type { LayerPart, Part } from '../sourceProgram.js';
import { weightOf } from './modelLayer.js';

/** One step through a model's parts: a layer, or any number of layers that the code does not show. */
export interface Step {
  /** Null is "any layers". */
  readonly part: LayerPart | null;
  /** Indices of the steps that may come right before; -1 is the start. All are smaller than its own. */
  readonly before: readonly number[];
  /** In a loop of unknown length, which could take any number of layers. */
  readonly looped: boolean;
}

/** All ways through a model's parts, loops of unknown length repeated as often as could be needed. */
export interface PartGraph {
  readonly steps: readonly Step[];
  /** Steps that may be the last; -1 where there may be none. */
  readonly ends: readonly number[];
}

const MOST_STEPS = 1200;

/** @param layers number of the model's layers: no loop runs oftener */
export function partGraph(parts: readonly Part[], layers: number): PartGraph {
  const steps: Step[] = [];
  let loops = 0;
  const add = (part: LayerPart | null, before: readonly number[]): readonly number[] => {
    steps.push({ part, before, looped: loops > 0 });
    return [steps.length - 1];
  };
  const sequence = (list: readonly Part[], entry: readonly number[], turns: number): readonly number[] =>
    list.reduce((before, part) => passed(part, before, turns), entry);
  const passed = (part: Part, entry: readonly number[], turns: number): readonly number[] => {
    switch (part.kind) {
      case 'layer':
        return add(part, entry);
      case 'any':
        return add(null, entry);
      case 'choice':
        return [...new Set(part.arms.flatMap((arm) => sequence(arm, entry, turns)))];
      case 'loop': {
        const inside = Math.max(1, measured(part.parts));
        const most = Math.min(turns, Math.ceil(layers / inside));
        const exits = new Set(entry);
        let last = entry;
        loops++;
        for (let turn = 0; turn < most && steps.length < MOST_STEPS; turn++) {
          last = sequence(part.parts, last, Math.max(2, Math.ceil(most / 4)));
          for (const exit of last) exits.add(exit);
        }
        loops--;
        return [...exits];
      }
    }
  };
  return { ends: sequence(parts, [-1], 64), steps };
}

/** Least number of measured layers that parts hold. */
function measured(parts: readonly Part[]): number {
  let count = 0;
  for (const part of parts) {
    if (part.kind === 'layer' && weightOf(part.type) > 0) count++;
    else if (part.kind === 'choice') count += Math.min(...part.arms.map(measured));
  }
  return count;
}
