/**
 * The expected share, 0 to 1, of items outside the training part that have a group mate in it, when `trainShare` of all
 * items is drawn without regard to groups. Exact: for an item of a group of `s` among `n`, none of its `s - 1` mates is
 * among the `t` drawn of the other `n - 1` with probability `(n-1-t)/(n-1) * (n-2-t)/(n-2) * …`.
 * @param sizes - items of each group.
 */
export function expectedLeak(sizes: Int32Array, trainShare: number): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const drawn = Math.round(total * trainShare);
  if (drawn >= total) return 0;
  const bySize = new Map<number, number>();
  for (const size of sizes) bySize.set(size, (bySize.get(size) ?? 0) + 1);
  let leaked = 0;
  for (const [size, count] of bySize) {
    let alone = 1;
    for (let k = 0; k < size - 1 && alone > 0; k++)
      alone *= Math.max(0, (total - 1 - drawn - k) / (total - 1 - k));
    leaked += count * size * (1 - alone);
  }
  return leaked / total;
}
