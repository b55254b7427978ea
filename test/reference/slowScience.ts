/**
 * A second, slow implementation of rank, read-out and linear stand-ins, written from the definitions and sharing no code
 * with src: eigenvalues by Jacobi's rotations, a read-out fitted anew for each sample that is left out, equations solved
 * by elimination.
 */

export type Rows = readonly (readonly number[])[];

/** Means of the columns. */
export function slowMeans(rows: Rows): number[] {
  return (rows[0] ?? []).map((_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length);
}

export function slowCentered(rows: Rows): number[][] {
  const means = slowMeans(rows);
  return rows.map((row) => row.map((value, j) => value - (means[j] ?? 0)));
}

/** X'X / n of centred rows. */
export function slowCovariance(rows: Rows): number[][] {
  const x = slowCentered(rows);
  const width = x[0]?.length ?? 0;
  return Array.from({ length: width }, (_, i) =>
    Array.from(
      { length: width },
      (_, j) => x.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) / x.length,
    ),
  );
}

/** Eigenvalues of a symmetric matrix, descending, by cyclic Jacobi rotations. */
export function jacobiEigenvalues(matrix: Rows): number[] {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  const at = (i: number, j: number): number => a[i]?.[j] ?? 0;
  const put = (i: number, j: number, value: number): void => {
    const row = a[i];
    if (row !== undefined) row[j] = value;
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [kp, kq] = [at(k, p), at(k, q)];
          put(k, p, c * kp - s * kq);
          put(k, q, s * kp + c * kq);
        }
        for (let k = 0; k < n; k++) {
          const [pk, qk] = [at(p, k), at(q, k)];
          put(p, k, c * pk - s * qk);
          put(q, k, s * pk + c * qk);
        }
      }
    }
  }
  return a.map((row, i) => row[i] ?? 0).sort((x, y) => y - x);
}

export interface SlowRank {
  dimensions: number;
  saturation: number;
  participation: number | null;
  effective: number | null;
}

export function slowRank(rows: Rows): SlowRank {
  const values = jacobiEigenvalues(slowCovariance(rows));
  const largest = values[0] ?? 0;
  const kept = values.map((value) => (value < 1e-12 * largest ? 0 : value));
  const sum = kept.reduce((total, value) => total + value, 0);
  if (sum === 0) return { dimensions: 0, saturation: 0, participation: null, effective: null };
  let dimensions = 0;
  while (kept.slice(0, dimensions).reduce((total, value) => total + value, 0) < 0.99 * sum) dimensions++;
  const shares = kept.map((value) => value / sum).filter((share) => share > 0);
  return {
    dimensions,
    saturation: dimensions / values.length,
    participation: sum ** 2 / kept.reduce((total, value) => total + value ** 2, 0),
    effective: Math.exp(-shares.reduce((total, share) => total + share * Math.log(share), 0)),
  };
}

/** Solves A X = B by elimination with pivots. */
export function slowSolve(matrix: Rows, sides: Rows): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...(sides[i] ?? [])]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    }
    const [top, other] = [rows[pivot] ?? [], rows[column] ?? []];
    rows[column] = top;
    if (pivot !== column) rows[pivot] = other;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const row = rows[i] ?? [];
      const factor = (row[column] ?? 0) / (top[column] ?? 1);
      rows[i] = row.map((value, j) => value - factor * (top[j] ?? 0));
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / (row[i] ?? 1)));
}

/**
 * The ridge map from inputs to targets, with an intercept that is not penalized.
 * @param penalty added to the covariance's diagonal
 */
export function slowRidge(
  inputs: Rows,
  targets: Rows,
  penalty: number,
): { weights: number[][]; intercept: number[] } {
  const [x, y] = [slowCentered(inputs), slowCentered(targets)];
  const covariance = slowCovariance(inputs).map((row, i) =>
    row.map((value, j) => (i === j ? value + penalty : value)),
  );
  const moments = covariance.map((_, i) =>
    (y[0] ?? []).map(
      (_, c) => x.reduce((sum, row, r) => sum + (row[i] ?? 0) * (y[r]?.[c] ?? 0), 0) / x.length,
    ),
  );
  const weights = slowSolve(covariance, moments);
  const [inputMeans, targetMeans] = [slowMeans(inputs), slowMeans(targets)];
  const intercept = targetMeans.map(
    (mean, c) => mean - weights.reduce((sum, row, i) => sum + (row[c] ?? 0) * (inputMeans[i] ?? 0), 0),
  );
  return { weights, intercept };
}

export function slowApply(
  inputs: Rows,
  { weights, intercept }: { weights: Rows; intercept: readonly number[] },
): number[][] {
  return inputs.map((row) =>
    intercept.map((b, c) => b + row.reduce((sum, value, i) => sum + value * (weights[i]?.[c] ?? 0), 0)),
  );
}

export interface SlowReadOut {
  alpha: number;
  error: number;
  right: number[];
}

/** Leaves each sample out in turn and fits a read-out to all others, for each of the strengths. */
export function slowReadOut(
  rows: Rows,
  classOf: readonly number[],
  classes: number,
  alphas: readonly number[],
): SlowReadOut {
  const covariance = slowCovariance(rows);
  const strength = covariance.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) / covariance.length;
  const oneHot = classOf.map((own) => Array.from({ length: classes }, (_, c) => (c === own ? 1 : 0)));
  const n = rows.length;
  let best: SlowReadOut | null = null;
  for (const alpha of alphas) {
    let error = 0;
    const right = rows.map((row, left) => {
      const inputs = rows.filter((_, i) => i !== left);
      // The penalty weighs as much against fewer samples: it is a t n in all.
      const penalty = (alpha * strength * n) / (n - 1);
      const [outputs = []] = slowApply(
        [row],
        slowRidge(
          inputs,
          oneHot.filter((_, i) => i !== left),
          penalty,
        ),
      );
      outputs.forEach((output, c) => (error += (output - (oneHot[left]?.[c] ?? 0)) ** 2));
      return outputs.indexOf(Math.max(...outputs)) === classOf[left] ? 1 : 0;
    });
    if (best === null || error / n < best.error) best = { alpha, error: error / n, right };
  }
  if (best === null) throw new Error('no strengths');
  return best;
}
