import type { FiringRates } from './firingRates.js';
import type { Steps } from '../parts/slices.js';

/** More columns than this are first gathered about as many of them: clustering keeps a matrix of distances. */
export const MOST_CLUSTERED = 512;
/** More classes than this are mixed into fewer numbers, which keep distances nearly (Johnson and Lindenstrauss). */
const MOST_AXES = 48;
const WORK_A_STEP = 200_000;

/**
 * Puts like beside like: the leaves of an average-linkage clustering (nearest-neighbour chains, Murtagh 1983) of the
 * columns' rates by squared Euclidean distance; when two clusters join, they are turned so that the closest ends meet.
 * @returns the columns in their new order, each once
 */
export function* clusterOrder(rates: FiringRates, columns: readonly number[]): Steps<readonly number[]> {
  const points = yield* pointsOf(rates, columns);
  const n = columns.length;
  if (n <= MOST_CLUSTERED) {
    const places = yield* leaves(
      points,
      columns.map((_, place) => place),
    );
    return places.map((place) => columns[place] ?? 0);
  }
  const leaders = Array.from({ length: MOST_CLUSTERED }, (_, index) =>
    Math.floor((index * n) / MOST_CLUSTERED),
  );
  const followers = yield* gathered(points, n, leaders);
  const order = yield* leaves(points, leaders);
  return order.flatMap((leader) => (followers.get(leader) ?? []).map((place) => columns[place] ?? 0));
}

interface Points {
  readonly axes: number;
  /** [place][axis] */
  readonly values: Float32Array;
}

function* pointsOf({ classes, values }: FiringRates, columns: readonly number[]): Steps<Points> {
  const axes = Math.min(classes, MOST_AXES);
  const points = new Float32Array(columns.length * axes);
  let work = 0;
  for (let place = 0; place < columns.length; place++) {
    const from = (columns[place] ?? 0) * classes;
    for (let label = 0; label < classes; label++) {
      const value = values[from + label] ?? 0;
      if (classes <= MOST_AXES) {
        points[place * axes + label] = value;
        continue;
      }
      if (value === 0) continue;
      for (let axis = 0; axis < axes; axis++) {
        points[place * axes + axis] = (points[place * axes + axis] ?? 0) + sign(label, axis) * value;
      }
    }
    work += classes * (classes <= MOST_AXES ? 1 : axes);
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  return { axes, values: points };
}

/** +1 or -1, as good as drawn by lot and always the same. */
function sign(label: number, axis: number): number {
  const mixed = Math.imul(label * 64 + axis + 1, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) & 4) === 0 ? 1 : -1;
}

/** Each place beside the leader that is nearest to it. */
function* gathered(
  points: Points,
  n: number,
  leaders: readonly number[],
): Steps<ReadonlyMap<number, number[]>> {
  const followers = new Map<number, number[]>(leaders.map((leader) => [leader, []]));
  let work = 0;
  for (let place = 0; place < n; place++) {
    let best = leaders[0] ?? 0;
    let least = Infinity;
    for (const leader of leaders) {
      const value = distance(points, place, leader);
      if (value >= least) continue;
      least = value;
      best = leader;
    }
    followers.get(best)?.push(place);
    work += leaders.length * points.axes;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  return followers;
}

function distance({ axes, values }: Points, one: number, other: number): number {
  let sum = 0;
  for (let axis = 0; axis < axes; axis++) {
    const difference = (values[one * axes + axis] ?? 0) - (values[other * axes + axis] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

function* leaves(points: Points, places: readonly number[]): Steps<readonly number[]> {
  const n = places.length;
  if (n < 3) return places;
  const original = new Float32Array(n * n);
  let work = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      original[i * n + j] = original[j * n + i] = distance(points, places[i] ?? 0, places[j] ?? 0);
    }
    work += (n - i) * points.axes;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  const linkage = original.slice();
  const clusters: (number[] | null)[] = places.map((_, index) => [index]);
  const chain: number[] = [];
  for (let left = n; left > 1;) {
    work += n;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
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
  const order = clusters.find((cluster) => cluster !== null) ?? [];
  return order.map((index) => places[index] ?? 0);
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
