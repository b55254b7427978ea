import { mixSeed, seededUniform } from './random.js';

/** Chosen unless the user says otherwise. */
export const DEFAULT_SAMPLES = 10_000;

export interface SampleRequest {
  /** Class of each sample of the data set, an index into labels. */
  readonly classOf: Int32Array;
  /** The data set's classes in the contract's order. */
  readonly labels: readonly string[];
  /** Which classes take part, as indices into labels in any order; null takes all. */
  readonly include: readonly number[] | null;
  /** How many samples of the whole run; null is 10,000. */
  readonly samples: number | null;
  readonly seed: number;
}

/** The samples of a run. Everything else speaks of positions in this list. */
export interface ChosenSamples {
  /** Indices into the data set, ascending. */
  readonly chosen: Uint32Array;
  /** Class of each chosen sample, an index into classes. */
  readonly classOf: Int32Array;
  /** How many earlier chosen samples have the same class. */
  readonly rank: Uint32Array;
  /** The classes that have chosen samples, as ascending indices into the data set's labels. */
  readonly classes: readonly number[];
  /** Chosen samples of each, all at least 1. */
  readonly classSizes: readonly number[];
}

/**
 * Chooses samples evenly: min(n_c, quota) of each class, quotas as equal as possible, the rest to the larger classes (to
 * the earlier of two equal ones); within a class the samples floor((j + u) n_c / m), with u in [0, 1) seeded by the
 * class's label, so that a filter on classes does not move the others' choice. Classes that get none are left out.
 * @throws RangeError where a sample is of a class that has no label
 */
export function chooseSamples(request: SampleRequest): ChosenSamples {
  const { classOf, labels, include, seed } = request;
  const sizes = sizesOf(classOf, labels.length);
  if (include !== null) {
    const wanted = new Set(include);
    for (let c = 0; c < sizes.length; c++) if (!wanted.has(c)) sizes[c] = 0;
  }
  const quotas = Uint32Array.from(shareQuotas([...sizes], request.samples ?? DEFAULT_SAMPLES));
  const classes = [...quotas.keys()].filter((c) => quotas[c]! > 0);
  const newIndex = new Int32Array(labels.length).fill(-1);
  classes.forEach((c, index) => {
    newIndex[c] = index;
  });
  const picks = labels.map((label, c) =>
    spreadWithin(sizes[c]!, quotas[c]!, seededUniform(mixSeed(seed, label))()),
  );

  const total = quotas.reduce((sum, quota) => sum + quota, 0);
  const chosen = new Uint32Array(total);
  const chosenClass = new Int32Array(total);
  const rank = new Uint32Array(total);
  const met = new Uint32Array(labels.length);
  const taken = new Uint32Array(labels.length);
  let next = 0;
  for (let index = 0; index < classOf.length; index++) {
    const c = classOf[index]!;
    const within = met[c]!;
    met[c] = within + 1;
    const r = taken[c]!;
    if (picks[c]?.[r] !== within) continue;
    taken[c] = r + 1;
    chosen[next] = index;
    chosenClass[next] = newIndex[c]!;
    rank[next] = r;
    next++;
  }
  return { chosen, classOf: chosenClass, rank, classes, classSizes: classes.map((c) => quotas[c]!) };
}

/** How many samples each class has. */
function sizesOf(classOf: Int32Array, classes: number): Uint32Array {
  const sizes = new Uint32Array(classes);
  for (const c of classOf) {
    if (!(c >= 0 && c < classes)) throw new RangeError(`a sample is of class ${c} of ${classes}`);
    sizes[c]! += 1;
  }
  return sizes;
}

/**
 * How many samples each class gives (water-filling).
 * @param sizes samples of each class
 * @param samples how many in all; more than there are takes everything
 */
export function shareQuotas(sizes: readonly number[], samples: number): readonly number[] {
  const bySize = [...sizes.entries()].sort(([c, size], [other, otherSize]) => size - otherSize || other - c);
  const quotas = new Array<number>(sizes.length).fill(0);
  let left = samples;
  // From the smallest: what it cannot give is shared among the larger ones, which come later.
  bySize.forEach(([c, size], done) => {
    const quota = Math.min(size, Math.floor(left / (sizes.length - done)));
    quotas[c] = quota;
    left -= quota;
  });
  return quotas;
}

/** floor((j + u) of / count), j = 0..count-1: strictly ascending and below of. */
function spreadWithin(of: number, count: number, u: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, j) =>
    count === of ? j : Math.min(of - 1, Math.floor(((j + u) * of) / count)),
  );
}
