/** Points to be clustered, each a column of the firing map. */
export interface Points {
  readonly axes: number;
  /** [place][axis] */
  readonly values: Float32Array;
}

/** @param one and other are places of points */
export function squaredDistance({ axes, values }: Points, one: number, other: number): number {
  let sum = 0;
  for (let axis = 0; axis < axes; axis++) {
    const difference = values[one * axes + axis]! - values[other * axes + axis]!;
    sum += difference * difference;
  }
  return sum;
}
