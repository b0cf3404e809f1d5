/**
 * The solution of `matrix x = vector` for a symmetric, positive definite matrix, by Cholesky's decomposition; undefined
 * when the matrix is none.
 * @param matrix - row by row; only the lower triangle is read. 1 % is added to its diagonal, so that what the pictures
 * hardly determine does not run away (Levenberg 1944).
 */
export function solveSymmetric(matrix: Float64Array, vector: Float64Array): number[] | undefined {
  const size = vector.length;
  const lower = new Float64Array(size * size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = matrix[r * size + c]! * (r === c ? 1.01 : 1);
      for (let k = 0; k < c; k++) sum -= lower[r * size + k]! * lower[c * size + k]!;
      if (r === c) {
        if (!(sum > 1e-9)) return undefined;
        lower[r * size + r] = Math.sqrt(sum);
      } else {
        lower[r * size + c] = sum / lower[c * size + c]!;
      }
    }
  }
  const solution = Array.from(vector);
  for (let r = 0; r < size; r++) {
    for (let k = 0; k < r; k++) solution[r]! -= lower[r * size + k]! * solution[k]!;
    solution[r]! /= lower[r * size + r]!;
  }
  for (let r = size - 1; r >= 0; r--) {
    for (let k = r + 1; k < size; k++) solution[r]! -= lower[k * size + r]! * solution[k]!;
    solution[r]! /= lower[r * size + r]!;
  }
  return solution;
}
