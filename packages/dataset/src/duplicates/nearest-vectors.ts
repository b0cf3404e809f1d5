import type { PictureVectors, UnitVector } from './vectors.js';

/** Two pictures that an embedding finds alike, `first < second`. */
export interface SimilarPair {
  readonly first: number;
  readonly second: number;
  /** Cosine of the angle between their vectors, -1 to 1. */
  readonly similarity: number;
}

/** Rows that are compared with one another before the next ones come: what fits into a cache of 256 KB. */
const BLOCK_ROWS = 96;

/**
 * Each picture's most similar others, as pairs: the most similar pair first, equal ones by number. Every vector is
 * compared with every other one, whole with whole and whole with inner.
 * @param neighbours - others that each picture names.
 */
export async function nearestVectors(
  pictures: readonly PictureVectors[],
  neighbours: number,
  signal?: AbortSignal,
): Promise<SimilarPair[]> {
  const whole = packRows(pictures.map((picture) => picture.whole));
  const inner = packRows(pictures.map((picture) => picture.inner));
  const nearest = pictures.map(() => createRanking(neighbours));
  const note = (i: number, j: number, similarity: number) => {
    nearest[i]!.offer(j, similarity);
    nearest[j]!.offer(i, similarity);
  };

  for (let from = 0; from < pictures.length; from += BLOCK_ROWS) {
    await new Promise((resolve) => setTimeout(resolve)); // lets timers and cancellation in
    signal?.throwIfAborted();
    for (let to = 0; to <= from; to += BLOCK_ROWS) {
      for (let i = from; i < Math.min(from + BLOCK_ROWS, pictures.length); i++) {
        for (let j = to; j < Math.min(to + BLOCK_ROWS, i); j++) {
          note(i, j, Math.max(dot(whole, i, whole, j), dot(whole, i, inner, j), dot(inner, i, whole, j)));
        }
      }
    }
  }

  const pairs = new Map<number, SimilarPair>();
  nearest.forEach((ranking, i) => {
    for (const { number: j, similarity } of ranking.entries) {
      const [first, second] = i < j ? [i, j] : [j, i];
      pairs.set(first * pictures.length + second, { first, second, similarity });
    }
  });
  return [...pairs.values()].sort(
    (a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second,
  );
}

interface Rows {
  readonly values: Int8Array;
  readonly scales: Float64Array;
  readonly length: number;
}

function packRows(vectors: readonly UnitVector[]): Rows {
  const length = vectors[0]?.values.length ?? 0;
  const values = new Int8Array(vectors.length * length);
  vectors.forEach((vector, i) => values.set(vector.values, i * length));
  return { values, scales: Float64Array.from(vectors, ({ scale }) => scale), length };
}

function dot(a: Rows, i: number, b: Rows, j: number): number {
  const { length } = a;
  const [ours, theirs] = [a.values, b.values];
  let p = i * length;
  let q = j * length;
  let even = 0;
  let odd = 0;
  for (const end = p + length - 1; p < end; p += 2, q += 2) {
    even += ours[p]! * theirs[q]!;
    odd += ours[p + 1]! * theirs[q + 1]!;
  }
  if (length % 2 === 1) even += ours[p]! * theirs[q]!;
  return (even + odd) * a.scales[i]! * b.scales[j]!;
}

interface Ranked {
  readonly number: number;
  readonly similarity: number;
}

/** The highest of what was offered, in order; of equal ones, the lowest numbers. */
function createRanking(size: number) {
  const entries: Ranked[] = [];
  return {
    entries: entries as readonly Ranked[],
    offer(number: number, similarity: number) {
      const isAfter = (entry: Ranked) =>
        entry.similarity < similarity || (entry.similarity === similarity && entry.number > number);
      if (entries.length === size && !isAfter(entries[size - 1]!)) return;
      let place = entries.length;
      while (place > 0 && isAfter(entries[place - 1]!)) place--;
      entries.splice(place, 0, { number, similarity });
      if (entries.length > size) entries.pop();
    },
  };
}
