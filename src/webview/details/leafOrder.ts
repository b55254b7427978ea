import type { Steps } from '../parts/slices.js';
import { squaredDistance, type Points } from './points.js';

const WORK_A_STEP = 200_000;

/** Distances of n things to each other, [one][other]. */
interface Distances {
  readonly n: number;
  readonly values: Float32Array;
}

/** Things that belong together, by index; null where a cluster was joined to another. */
type Clusters = (readonly number[] | null)[];

/**
 * The leaves of an average-linkage clustering (nearest-neighbour chains, Murtagh 1983) by squared Euclidean distance;
 * when two clusters join, they are turned so that the closest ends meet.
 * @param places of points
 * @returns the places in their new order, each once
 */
export function* leafOrder(points: Points, places: readonly number[]): Steps<readonly number[]> {
  const n = places.length;
  if (n < 3) return places;
  const original = yield* distancesOf(points, places);
  const linkage: Distances = { n, values: original.values.slice() };
  const clusters: Clusters = places.map((_, index) => [index]);
  const chain: number[] = [];
  let work = 0;
  for (let left = n; left > 1;) {
    work += n;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
    const top = chain.at(-1) ?? clusters.findIndex((cluster) => cluster !== null);
    if (chain.length === 0) chain.push(top);
    const before = chain.at(-2) ?? null;
    const next = nearest(linkage, clusters, { top, before });
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    join(linkage, clusters, { kept: top, gone: next, original });
    left--;
  }
  const order = clusters.find((cluster) => cluster !== null) ?? [];
  const placeAt = Uint32Array.from(places);
  return order.map((index) => placeAt[index]!);
}

function* distancesOf(points: Points, places: readonly number[]): Steps<Distances> {
  const n = places.length;
  const values = new Float32Array(n * n);
  const placeAt = Uint32Array.from(places);
  let work = 0;
  for (const [i, one] of places.entries()) {
    for (let j = i + 1; j < n; j++) {
      values[i * n + j] = values[j * n + i] = squaredDistance(points, one, placeAt[j]!);
    }
    work += (n - i) * points.axes;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  return { n, values };
}

/** The closest living cluster; at a tie the one that came before in the chain, so that the chain ends. */
function nearest(
  { n, values }: Distances,
  clusters: Clusters,
  { top, before }: { readonly top: number; readonly before: number | null },
): number {
  let best = before ?? top;
  let least = before === null ? Infinity : values[top * n + before]!;
  for (const [other, cluster] of clusters.entries()) {
    if (other === top || cluster === null) continue;
    const value = values[top * n + other]!;
    if (value >= least) continue;
    best = other;
    least = value;
  }
  return best;
}

/** Puts one cluster into the other one's place; its distances are the mean over both. */
function join(
  { n, values }: Distances,
  clusters: Clusters,
  { kept, gone, original }: { readonly kept: number; readonly gone: number; readonly original: Distances },
): void {
  const [one, other] = [clusters[kept] ?? [], clusters[gone] ?? []];
  const all = one.length + other.length;
  for (let index = 0; index < n; index++) {
    const mean = (values[kept * n + index]! * one.length + values[gone * n + index]! * other.length) / all;
    values[kept * n + index] = values[index * n + kept] = mean;
  }
  clusters[gone] = null;
  clusters[kept] = turned(one, other, original);
}

/** One after the other, each as it is or turned, so that the closest ends meet. */
function turned(
  one: readonly number[],
  other: readonly number[],
  { n, values }: Distances,
): readonly number[] {
  const between = (a: number | undefined, b: number | undefined): number =>
    a === undefined || b === undefined ? Infinity : values[a * n + b]!;
  const [a, z, b, y] = [one.at(0), one.at(-1), other.at(0), other.at(-1)];
  const asTheyAre = { distance: between(z, b), join: () => [...one, ...other] };
  const ways = [
    { distance: between(z, y), join: () => [...one, ...[...other].reverse()] },
    { distance: between(a, b), join: () => [...[...one].reverse(), ...other] },
    { distance: between(a, y), join: () => [...other, ...one] },
  ];
  return ways.reduce((best, way) => (way.distance < best.distance ? way : best), asTheyAre).join();
}
