/** Sets of the numbers 0 to `size - 1`, none of them shared. */
export interface DisjointSets {
  /** The number that stands for the set of `x`. */
  find(x: number): number;
  /** Joins two sets and returns the number that stands for both. */
  union(x: number, y: number): number;
}

/**
 * Sets of one number each, to be joined (Tarjan and van Leeuwen 1984: union by size, path halving). By hand, because
 * mnemonist 0.40.8 has its disjoint set at a path that ES modules cannot import.
 */
export function createDisjointSets(size: number): DisjointSets {
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const members = new Int32Array(size).fill(1);

  function find(x: number): number {
    while (parent[x] !== x) {
      parent[x] = parent[parent[x]!]!;
      x = parent[x];
    }
    return x;
  }

  return {
    find,
    union(x, y) {
      const [a, b] = [find(x), find(y)];
      if (a === b) return a;
      const [large, small] = members[a]! >= members[b]! ? [a, b] : [b, a];
      parent[small] = large;
      members[large]! += members[small]!;
      return large;
    },
  };
}
