import type { FiringCounts } from './decodeCounts.js';
import { neuronEntropy } from './neuronEntropy.js';

export type FiringOrder = 'similarity' | 'class' | 'entropy';

/** The orders with their names on the page. */
export const FIRING_ORDERS: readonly { readonly value: FiringOrder; readonly text: string }[] = [
  { value: 'similarity', text: 'by similarity' },
  { value: 'class', text: 'by preferred class' },
  { value: 'entropy', text: 'by entropy' },
];

/** Columns of the firing map from left to right; those without a difference between samples stand apart. */
export interface OrderedColumns {
  /** Grouped where the order has groups (by preferred class); one group without a label else. */
  readonly groups: readonly { readonly label: string | null; readonly columns: readonly number[] }[];
  readonly always: readonly number[];
  readonly never: readonly number[];
  /** The order that was taken: more columns than this are not clustered. */
  readonly order: FiringOrder;
}

/** Clustering keeps a matrix of distances: 1,024 columns are 4 MB and some 50 ms. */
export const MOST_CLUSTERED = 1024;

/** @param samples number of samples of each class */
export function orderColumns(
  counts: FiringCounts,
  classes: readonly { readonly label: string; readonly samples: number }[],
  wanted: FiringOrder,
): OrderedColumns {
  const { columns, byClass } = counts;
  const varying: number[] = [];
  const always: number[] = [];
  const never: number[] = [];
  const rate = (label: number, column: number): number =>
    (byClass[label]?.[column] ?? 0) / Math.max(1, classes[label]?.samples ?? 1);
  for (let column = 0; column < columns; column++) {
    const rates = classes.map((_, label) => rate(label, column));
    if (rates.every((value) => value === 0)) never.push(column);
    else if (rates.every((value) => value >= 1)) always.push(column);
    else varying.push(column);
  }
  const vectors = varying.map((column) => classes.map((_, label) => rate(label, column)));
  const order = wanted === 'similarity' && varying.length > MOST_CLUSTERED ? 'class' : wanted;
  const pick = (places: readonly number[]): readonly number[] => places.map((place) => varying[place] ?? 0);
  if (order === 'similarity') {
    return { groups: [{ label: null, columns: pick(clusterOrder(vectors)) }], always, never, order };
  }
  if (order === 'entropy') {
    const bits = vectors.map((vector) =>
      neuronEntropy(
        vector,
        classes.map(({ samples }) => samples),
      ),
    );
    const places = bits.map((_, place) => place).sort((one, other) => (bits[other] ?? 0) - (bits[one] ?? 0));
    return { groups: [{ label: null, columns: pick(places) }], always, never, order };
  }
  const preferred = vectors.map((vector) => vector.indexOf(Math.max(...vector)));
  const groups = classes.map(({ label }, index) => ({
    label,
    columns: pick(
      preferred
        .flatMap((own, place) => (own === index ? [place] : []))
        .sort((one, other) => mean(vectors[other]) - mean(vectors[one])),
    ),
  }));
  return { groups: groups.filter((group) => group.columns.length > 0), always, never, order };
}

function mean(vector: readonly number[] | undefined): number {
  if (vector === undefined || vector.length === 0) return 0;
  return vector.reduce((sum, value) => sum + value, 0) / vector.length;
}

/**
 * Order of the leaves of an average-linkage clustering (nearest-neighbour chains, Murtagh 1983) of the vectors by
 * squared Euclidean distance; when two clusters join, they are turned so that the closest ends meet.
 */
export function clusterOrder(vectors: readonly (readonly number[])[]): readonly number[] {
  const n = vectors.length;
  if (n < 3) return vectors.map((_, index) => index);
  const original = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++)
      original[i * n + j] = original[j * n + i] = distance(vectors[i], vectors[j]);
  }
  const linkage = original.slice();
  const clusters: (number[] | null)[] = vectors.map((_, index) => [index]);
  const chain: number[] = [];
  for (let left = n; left > 1;) {
    if (chain.length === 0) chain.push(clusters.findIndex((cluster) => cluster !== null));
    const top = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    const next = nearest(linkage, clusters, top, before);
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    join(linkage, clusters, [top, next], original);
    left--;
  }
  return clusters.find((cluster) => cluster !== null) ?? [];
}

function distance(one: readonly number[] = [], other: readonly number[] = []): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  return sum;
}

/** The closest living cluster; at a tie the one that came before in the chain, so that the chain ends. */
function nearest(
  linkage: Float32Array,
  clusters: readonly (readonly number[] | null)[],
  of: number,
  before: number,
): number {
  const n = clusters.length;
  let best = before;
  let least = before < 0 ? Infinity : (linkage[of * n + before] ?? Infinity);
  for (let other = 0; other < n; other++) {
    const value = linkage[of * n + other] ?? Infinity;
    if (other === of || clusters[other] === null || value >= least) continue;
    best = other;
    least = value;
  }
  return best;
}

/** Puts the second cluster into the first one's place. */
function join(
  linkage: Float32Array,
  clusters: (number[] | null)[],
  [kept, gone]: readonly [number, number],
  original: Float32Array,
): void {
  const n = clusters.length;
  const [one, other] = [clusters[kept] ?? [], clusters[gone] ?? []];
  for (let index = 0; index < n; index++) {
    const value =
      ((linkage[kept * n + index] ?? 0) * one.length + (linkage[gone * n + index] ?? 0) * other.length) /
      (one.length + other.length);
    linkage[kept * n + index] = linkage[index * n + kept] = value;
  }
  clusters[gone] = null;
  clusters[kept] = turned(one, other, (a, b) => original[a * n + b] ?? 0);
}

function turned(one: number[], other: number[], between: (a: number, b: number) => number): number[] {
  const [a, z] = [one[0] ?? 0, one.at(-1) ?? 0];
  const [b, y] = [other[0] ?? 0, other.at(-1) ?? 0];
  const ways: [number, () => number[]][] = [
    [between(z, b), () => [...one, ...other]],
    [between(z, y), () => [...one, ...other.reverse()]],
    [between(a, b), () => [...one.reverse(), ...other]],
    [between(a, y), () => [...other, ...one]],
  ];
  const best = ways.reduce((least, way) => (way[0] < least[0] ? way : least));
  return best[1]();
}
