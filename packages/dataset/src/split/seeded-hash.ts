/**
 * A whole number from 0 to 2^32 - 1 that text and seed decide, for orders that do not depend on where an item stands:
 * FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/), then the finaliser of MurmurHash3
 * (https://github.com/aappleby/smhasher), since FNV alone hardly moves its high bits for texts that differ at their end.
 */
export function seededHash(text: string, seed: number): number {
  let bits = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
