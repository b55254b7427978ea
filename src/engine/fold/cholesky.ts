/**
 * Solves A X = B for a symmetric positive definite A, in place: B holds X afterwards, A its Cholesky factor.
 * @param matrix row-major [size][size]
 * @param sides row-major [size][columns]
 * @throws RangeError where A is not positive definite
 */
export function choleskySolve(
  matrix: Float64Array,
  size: number,
  sides: Float64Array,
  columns: number,
): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      if (j < i) matrix[row + j] = sum / matrix[other + j]!;
      else if (sum > 0) matrix[row + i] = Math.sqrt(sum);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) subtractRow(sides, { from: k, to: i, times: matrix[i * size + k]!, columns });
    divideRow(sides, i, matrix[i * size + i]!, columns);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++)
      subtractRow(sides, { from: k, to: i, times: matrix[k * size + i]!, columns });
    divideRow(sides, i, matrix[i * size + i]!, columns);
  }
}

function subtractRow(
  rows: Float64Array,
  {
    from,
    to,
    times,
    columns,
  }: { readonly from: number; readonly to: number; readonly times: number; readonly columns: number },
): void {
  const source = from * columns;
  const target = to * columns;
  for (let j = 0; j < columns; j++) rows[target + j]! -= times * rows[source + j]!;
}

function divideRow(rows: Float64Array, row: number, by: number, columns: number): void {
  for (let j = row * columns; j < (row + 1) * columns; j++) rows[j]! /= by;
}
