/** Keeps the fit finite where the answers can be told apart perfectly. */
const RIDGE = 1e-3;
/** Newton's method has settled long before. */
const ROUNDS = 30;

/**
 * The weights of a logistic regression by Newton's method: chance = sigmoid(row . weights).
 * @param rows - at least one, all of one length.
 * @param answers - 0 or 1 a row.
 */
export function fitLogistic(rows: readonly (readonly number[])[], answers: readonly (0 | 1)[]): number[] {
  const width = rows[0]!.length;
  let weights = new Array<number>(width).fill(0);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((weight) => RIDGE * weight);
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    rows.forEach((row, k) => {
      const chance = 1 / (1 + Math.exp(-row.reduce((sum, value, i) => sum + value * weights[i]!, 0)));
      for (let i = 0; i < width; i++) {
        gradient[i]! += (chance - answers[k]!) * row[i]!;
        for (let j = 0; j < width; j++) hessian[i]![j]! += chance * (1 - chance) * row[i]! * row[j]!;
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - step[i]!);
  }
  return weights;
}

/** Gauss-Jordan elimination; the matrix is symmetric and positive, so no row needs to be swapped. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  rows.forEach((pivotRow, i) => {
    const pivot = pivotRow[i]!;
    for (let k = i; k < pivotRow.length; k++) pivotRow[k]! /= pivot;
    rows.forEach((row, j) => {
      if (j === i) return;
      const factor = row[i]!;
      for (let k = i; k < row.length; k++) row[k]! -= factor * pivotRow[k]!;
    });
  });
  return rows.map((row) => row.at(-1)!);
}
