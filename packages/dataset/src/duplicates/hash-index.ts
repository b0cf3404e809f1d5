/** 64-bit hashes as two halves each. */
export interface Hashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Hashes that were added, to be searched by distance. */
export interface HashIndex {
  /** Calls `found` with each added number whose hash differs in at most `maxDistance` bits, once each. */
  search(high: number, low: number, found: (number: number, distance: number) => void): void;
  /** Adds the hash of that number; numbers are added once each. */
  add(number: number): void;
}

const CHUNK_BITS = 16;
const CHUNKS = 4;

/** The largest distance that an index searches: beyond it, the neighbourhoods of the chunks grow too large. */
export const MAX_INDEXED_DISTANCE = 15;

/** Numbers from hexadecimal hashes. */
export function parseHashes(hashes: readonly string[]): Hashes {
  return {
    high: Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(0, 8), 16)),
    low: Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(8), 16)),
  };
}

/**
 * A multi-index of 64-bit hashes (Norouzi, Punjani, Fleet 2012, "Fast search in Hamming space with multi-index hashing"):
 * two hashes within `d` bits agree in at least one of four chunks of 16 bits but for `d / 4` bits, so only what shares
 * such a chunk is compared. By hand: mnemonist's BK-tree visits half of 20,000 hashes for each at a distance of 10, and
 * took 19 s where comparing all took 1.0 s and this 0.1 s.
 */
export function createHashIndex({ high, low }: Hashes, maxDistance: number): HashIndex {
  const size = high.length;
  const heads = Array.from({ length: CHUNKS }, () => new Int32Array(1 << CHUNK_BITS).fill(-1));
  const nexts = Array.from({ length: CHUNKS }, () => new Int32Array(size));
  const seenBy = new Uint32Array(size);
  const changes = bitPatterns(Math.floor(maxDistance / CHUNKS));
  let searches = 0;

  return {
    search(queryHigh, queryLow, found) {
      searches++;
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        const [head, next] = [heads[chunk]!, nexts[chunk]!];
        const value = chunkOf(queryHigh, queryLow, chunk);
        for (const change of changes) {
          for (let n = head[value ^ change]!; n >= 0; n = next[n]!) {
            if (seenBy[n] === searches) continue;
            seenBy[n] = searches;
            const distance = countBits(high[n]! ^ queryHigh) + countBits(low[n]! ^ queryLow);
            if (distance <= maxDistance) found(n, distance);
          }
        }
      }
    },
    add(number) {
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        const value = chunkOf(high[number]!, low[number]!, chunk);
        nexts[chunk]![number] = heads[chunk]![value]!;
        heads[chunk]![value] = number;
      }
    },
  };
}

/** How many bits of a 32-bit number are set (Warren, Hacker's Delight, figure 5-2). */
export function countBits(bits: number): number {
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}

function chunkOf(high: number, low: number, chunk: number): number {
  return ((chunk < 2 ? low : high) >>> ((chunk & 1) * CHUNK_BITS)) & 0xffff;
}

/** Every 16-bit number with at most `maxBits` bits set. */
function bitPatterns(maxBits: number): Uint16Array {
  const patterns: number[] = [];
  for (let pattern = 0; pattern < 1 << CHUNK_BITS; pattern++) {
    if (countBits(pattern) <= maxBits) patterns.push(pattern);
  }
  return Uint16Array.from(patterns);
}
