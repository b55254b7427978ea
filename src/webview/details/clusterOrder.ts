import type { Steps } from '../parts/slices.js';
import { ratesOfColumn, type FiringRates } from './firingRates.js';
import { leafOrder } from './leafOrder.js';
import { squaredDistance, type Points } from './points.js';

/** More columns than this are first gathered about as many of them: clustering keeps a matrix of distances. */
export const MOST_CLUSTERED = 512;
/** More classes than this are mixed into fewer numbers, which keep distances nearly (Johnson and Lindenstrauss). */
const MOST_AXES = 48;
const WORK_A_STEP = 200_000;

/**
 * Puts like beside like: the leaves of a clustering of the columns' rates (leafOrder).
 * @param columns of the rates
 * @returns the columns in their new order, each once
 */
export function* clusterOrder(rates: FiringRates, columns: readonly number[]): Steps<readonly number[]> {
  const points = yield* pointsOf(rates, columns);
  const n = columns.length;
  const columnAt = Uint32Array.from(columns);
  if (n <= MOST_CLUSTERED) {
    const places = yield* leafOrder(points, [...columns.keys()]);
    return places.map((place) => columnAt[place]!);
  }
  const leaders = Array.from({ length: MOST_CLUSTERED }, (_, index) =>
    Math.floor((index * n) / MOST_CLUSTERED),
  );
  const followers = yield* gathered(points, n, leaders);
  const order = yield* leafOrder(points, leaders);
  return order.flatMap((leader) => (followers.get(leader) ?? []).map((place) => columnAt[place]!));
}

function* pointsOf(rates: FiringRates, columns: readonly number[]): Steps<Points> {
  const { classes } = rates;
  const axes = Math.min(classes, MOST_AXES);
  const values = new Float32Array(columns.length * axes);
  let work = 0;
  for (const [place, column] of columns.entries()) {
    const columnRates = ratesOfColumn(rates, column);
    const point = values.subarray(place * axes, (place + 1) * axes);
    if (classes <= MOST_AXES) point.set(columnRates);
    else mix(columnRates, point);
    work += classes * (classes <= MOST_AXES ? 1 : axes);
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  return { axes, values };
}

/** Adds each rate to every axis, with a sign of its own. */
function mix(rates: Float32Array, point: Float32Array): void {
  for (const [label, rate] of rates.entries()) {
    if (rate === 0) continue;
    for (let axis = 0; axis < point.length; axis++) point[axis]! += sign(label, axis) * rate;
  }
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
): Steps<ReadonlyMap<number, readonly number[]>> {
  const groups = leaders.map((leader): { readonly leader: number; readonly places: number[] } => ({
    leader,
    places: [],
  }));
  let work = 0;
  for (let place = 0; place < n; place++) {
    let nearest: number[] | undefined;
    let least = Infinity;
    for (const { leader, places } of groups) {
      const value = squaredDistance(points, place, leader);
      if (value >= least) continue;
      least = value;
      nearest = places;
    }
    nearest?.push(place);
    work += leaders.length * points.axes;
    if (work > WORK_A_STEP) {
      work = 0;
      yield true;
    }
  }
  return new Map(groups.map(({ leader, places }) => [leader, places]));
}
