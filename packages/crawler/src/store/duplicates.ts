import { BKTree } from 'mnemonist';

/** What makes a picture known again. */
export interface Fingerprint {
  readonly sha256: string;
  readonly sourceSha256?: string;
  /** 16 hexadecimal digits. */
  readonly dHash: string;
}

/** The pictures that are stored, to find copies among. */
export interface DuplicateIndex {
  /** True when a picture with these bytes, before or after metadata was taken out, is stored. */
  hasBytes(sha256: string): boolean;
  /** The sha256 of the stored picture that looks most like it, within so many bits; undefined where none does. */
  findSimilar(dHash: string, distance: number): string | undefined;
  add(picture: Fingerprint): void;
}

/** A 64-bit hash in halves: comparing those takes nanoseconds, comparing digits microseconds. */
interface Item {
  readonly high: number;
  readonly low: number;
  readonly sha256: string;
}

/** An index of nothing. */
export function createDuplicateIndex(): DuplicateIndex {
  const bytes = new Set<string>();
  const tree = new BKTree<Item>((a, b) => countBits(a.high ^ b.high) + countBits(a.low ^ b.low));
  return {
    hasBytes: (sha256) => bytes.has(sha256),
    findSimilar(dHash, distance) {
      const found = tree.search(distance, toItem(dHash, ''));
      return found.sort((a, b) => a.distance - b.distance)[0]?.item.sha256;
    },
    add({ sha256, sourceSha256, dHash }) {
      bytes.add(sha256);
      if (sourceSha256 !== undefined) bytes.add(sourceSha256);
      tree.add(toItem(dHash, sha256));
    },
  };
}

function toItem(dHash: string, sha256: string): Item {
  return {
    high: Number.parseInt(dHash.slice(0, 8), 16) | 0,
    low: Number.parseInt(dHash.slice(8), 16) | 0,
    sha256,
  };
}

/** Bits that are set in 32 (H. S. Warren, Hacker's Delight, figure 5-2). */
function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
