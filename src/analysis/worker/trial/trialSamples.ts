import type { Dataset } from '../../../datasets/dataset.js';
import { isScaled } from '../../../datasets/scaling.js';
import { chooseSamples, type ChosenSamples } from '../../../engine/sampling.js';
import { sizeOf } from '../../../engine/sizeOf.js';
import type { ModelRunner } from '../../../engine/tap.js';
import { NEVER } from '../never.js';

/** Labelled samples of a trial, as they are stored, in an order whose beginnings are spread over the classes, too. */
export interface TrialSamples {
  readonly count: number;
  /** Numbers a sample. */
  readonly size: number;
  readonly values: Float32Array;
  /** Class of each, an index into the data set's classes. */
  readonly classOf: Int32Array;
}

const MOST = 128;
/** Numbers that are held at once: 128 MiB. */
const MOST_NUMBERS = 2 ** 25;

/** Which samples of the data set a trial takes, ascending: the same for every worker, shard and batch. */
export function trialPlaces(chosen: ChosenSamples, size: number, seed: number): Uint32Array {
  const most = Math.max(1, Math.min(MOST, Math.floor(MOST_NUMBERS / Math.max(1, size))));
  const labels = chosen.classes.map(String);
  const { chosen: positions } = chooseSamples({
    classOf: chosen.classOf,
    labels,
    include: null,
    samples: most,
    seed,
  });
  return positions.map((position) => chosen.chosen[position]!);
}

/**
 * Reads the samples of a trial as they are stored.
 * @param raw the data set, prepared so that nothing is scaled
 * @returns null for a model of several inputs, or one whose input is not scaled
 */
export async function readTrialSamples(
  raw: Dataset,
  { inputs }: Pick<ModelRunner, 'inputs'>,
  places: Uint32Array,
): Promise<TrialSamples | null> {
  const [input, ...others] = inputs;
  const [shape] = raw.shapes;
  if (input === undefined || shape === undefined || others.length > 0 || !isScaled(input)) return null;
  const reader = await raw.open(places);
  try {
    const { inputs: arrays } = await reader.read(0, places.length, NEVER);
    const [values] = arrays;
    if (!(values instanceof Float32Array)) return null;
    return spread({ count: places.length, size: sizeOf(shape), values, classOf: places, dataset: raw });
  } finally {
    await reader.close();
  }
}

/** Puts one sample of each class in turn. */
function spread({
  count,
  size,
  values,
  classOf: places,
  dataset,
}: {
  readonly count: number;
  readonly size: number;
  readonly values: Float32Array;
  readonly classOf: Uint32Array;
  readonly dataset: Dataset;
}): TrialSamples {
  const met = new Map<number, number>();
  const listed = Array.from(places, (place, slot) => {
    const c = dataset.classOf[place]!;
    const round = met.get(c) ?? 0;
    met.set(c, round + 1);
    return { slot, c, round };
  });
  listed.sort((one, other) => one.round - other.round || one.c - other.c);
  const ordered = new Float32Array(values.length);
  listed.forEach(({ slot }, to) => {
    ordered.set(values.subarray(slot * size, (slot + 1) * size), to * size);
  });
  return { count, size, values: ordered, classOf: Int32Array.from(listed, ({ c }) => c) };
}
