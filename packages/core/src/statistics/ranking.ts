/** One thing that was called something, and whether it is that. */
export interface RankedHit {
  /** How sure the caller was; any numbers that can be compared. */
  readonly score: number;
  readonly isHit: boolean;
}

/** Counts of all that has a score of at least `score`. */
export interface RankPoint {
  readonly score: number;
  readonly hits: number;
  readonly misses: number;
}

/**
 * The cumulative counts at each distinct score, descending: things with equal scores come together, so that no order of the
 * input is better than another.
 */
export function rankHits(ranked: readonly RankedHit[]): RankPoint[] {
  const points: RankPoint[] = [];
  let hits = 0;
  let misses = 0;
  for (const { score, isHit } of [...ranked].sort((a, b) => b.score - a.score)) {
    if (isHit) hits++;
    else misses++;
    if (points.at(-1)?.score === score) points.pop();
    points.push({ score, hits, misses });
  }
  return points;
}

export interface AveragePrecisionOptions {
  /**
   * Whether precision at a recall is the best at that recall or any higher one, as in Pascal VOC since 2010; else it is
   * precision as it is, as scikit-learn's `average_precision_score` has it.
   * @default false
   */
  readonly isInterpolated?: boolean;
}

/**
 * The area under the precision-recall curve, 0 to 1, as a sum of steps; 0 when nothing was to be found.
 * @param positives - how many were to be found, those without a score included.
 */
export function averagePrecision(
  points: readonly RankPoint[],
  positives: number,
  { isInterpolated = false }: AveragePrecisionOptions = {},
): number {
  if (positives === 0) return 0;
  const precisions = points.map(({ hits, misses }) => hits / (hits + misses));
  if (isInterpolated) {
    for (let i = precisions.length - 2; i >= 0; i--)
      precisions[i] = Math.max(precisions[i]!, precisions[i + 1]!);
  }
  let area = 0;
  points.forEach(({ hits }, i) => {
    area += ((hits - (points[i - 1]?.hits ?? 0)) / positives) * precisions[i]!;
  });
  return area;
}

/**
 * The area under the ROC curve, 0 to 1: how likely a hit has a higher score than a miss, ties counting half; undefined
 * without hits or without misses.
 */
export function rocArea(points: readonly RankPoint[]): number | undefined {
  const last = points.at(-1);
  if (!last || last.hits === 0 || last.misses === 0) return undefined;
  let area = 0;
  points.forEach(({ hits, misses }, i) => {
    const before = points[i - 1] ?? { hits: 0, misses: 0 };
    area += (misses - before.misses) * (hits + before.hits);
  });
  return area / (2 * last.hits * last.misses);
}

/**
 * At most `limit` of the items, the first and the last included, the others evenly between them.
 * @param limit - at least 2.
 */
export function thinOut<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, i) => items[Math.round(i * step)]!);
}
