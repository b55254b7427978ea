/** The place of the largest number, the first of equals: a one-hot row's class. 0 for an empty row. */
export function argmax(row: Float64Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}
