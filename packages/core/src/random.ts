import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** A seeded source of random numbers: the same seed gives the same numbers on every platform. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform whole number, `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
}

/**
 * A generator of its own, started from `seed` (a whole number; its low 32 bits count).
 * @example
 * createRandom(1).int(0, 9) === createRandom(1).int(0, 9); // true
 */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(scatter(seed));
  const int = (low: number, high: number) => uniformInt(generator, low, high);
  const next = () => int(0, 0xffffffff) / 0x100000000;
  return { next, int, between: (low, high) => low + next() * (high - low) };
}

/** A shuffled copy (Fisher-Yates); the input stays as it is. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

/**
 * Spreads near seeds over all 32 bits: the generator itself begins almost alike for seeds 0, 1, 2 …
 * (splitmix's increment, then the finaliser of MurmurHash3, https://github.com/aappleby/smhasher).
 */
function scatter(seed: number): number {
  let bits = (seed + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
