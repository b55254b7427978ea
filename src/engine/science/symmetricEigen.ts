import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** [row][column]: column j is the unit vector of value j. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Householder's tridiagonal form and implicit QL (ml-matrix): the
 * same numbers give the same bits. The time grows with the third power of the size.
 * @param matrix row-major [size][size]
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(size, size, matrix), {
    assumeSymmetric: true,
  });
  const { eigenvectorMatrix, realEigenvalues } = decomposition;
  const vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row++) vectors.set(eigenvectorMatrix.getRow(row), row * size);
  return { values: Float64Array.from(realEigenvalues), vectors };
}
