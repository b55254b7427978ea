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
  const built = tables.get(samples);
  if (built !== undefined) return built;
  const table = build(samples);
  tables.set(samples, table);
  return table;
}

/**
 * Mean of table[counts[i]] over from..to-1, summed in that order.
 * @throws RangeError where a count is larger than the samples that the table is of
 */
export function meanLookup(table: Float64Array, counts: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += table[counts[i]!]!;
  // An entry that is not there makes the sum NaN; the entries themselves are finite.
  if (Number.isNaN(sum)) throw new RangeError('a neuron fired more often than there are samples');
  return sum / (to - from);
}
