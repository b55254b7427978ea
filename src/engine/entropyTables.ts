import { binaryEntropyTable, binaryZhangTable } from './entropy.js';

/** Entropies of a neuron that fired in k of n samples, looked up by k: built once for each n that a run meets. */
export class EntropyTables {
  readonly #plugin = new Map<number, Float64Array>();
  readonly #corrected = new Map<number, Float64Array>();

  /** Plug-in entropies in bits, length samples + 1. */
  plugin(samples: number): Float64Array {
    return getOrBuild(this.#plugin, samples, binaryEntropyTable);
  }

  /** Bias-corrected (Zhang) entropies in bits, length samples + 1. */
  corrected(samples: number): Float64Array {
    return getOrBuild(this.#corrected, samples, binaryZhangTable);
  }
}

function getOrBuild(
  tables: Map<number, Float64Array>,
  samples: number,
  build: (samples: number) => Float64Array,
): Float64Array {
  const known = tables.get(samples);
  if (known !== undefined) return known;
  const table = build(samples);
  tables.set(samples, table);
  return table;
}

/** Mean of table[counts[i]] over from..to-1, summed in that order. */
export function meanLookup(table: Float64Array, counts: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += table[counts[i] ?? 0] ?? 0;
  return sum / (to - from);
}
