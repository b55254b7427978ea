/** Number of elements of a shape; 1 for a scalar's. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
