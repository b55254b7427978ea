/**
 * The assignment of columns to rows, each column once, whose values sum to most: shortest augmenting paths with
 * potentials (Jonker and Volgenant 1987, as in Crouse 2016), O(rows² columns).
 * @param values row-major [rows, columns], finite
 * @returns by row, its column
 * @throws RangeError for more rows than columns
 */
export function bestAssignment(values: ArrayLike<number>, rows: number, columns: number): readonly number[] {
  if (rows > columns) throw new RangeError(`${rows} rows have no column each among ${columns}`);
  const [u, v] = [new Float64Array(rows + 1), new Float64Array(columns + 1)];
  /** Of each column (from 1) its row (from 1); 0: none yet. */
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(columns + 1).fill(Infinity);
    const visited = new Uint8Array(columns + 1);
    do {
      visited[column] = 1;
      const from = rowOf[column]!;
      let [delta, next] = [Infinity, 0];
      for (let j = 1; j <= columns; j++) {
        if (visited[j] === 1) continue;
        const cost = -values[(from - 1) * columns + j - 1]! - u[from]! - v[j]!;
        if (cost < least[j]!) {
          least[j] = cost;
          before[j] = column;
        }
        if (least[j]! < delta) [delta, next] = [least[j]!, j];
      }
      for (let j = 0; j <= columns; j++) {
        if (visited[j] === 1) {
          u[rowOf[j]!]! += delta;
          v[j]! -= delta;
        } else least[j]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = before[column]!) rowOf[column] = rowOf[before[column]!]!;
  }
  const columnOf = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j++) if (rowOf[j] !== 0) columnOf[rowOf[j]! - 1] = j - 1;
  return columnOf;
}
