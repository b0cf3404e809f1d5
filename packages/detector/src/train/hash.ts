import { createHash } from 'node:crypto';

/** Hexadecimal sha256 of the parts, one after the other. */
export function sha256(...parts: readonly (string | Uint8Array | Uint8ClampedArray)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** A whole number of 31 bits that depends on every part: seeds that do not depend on the order of work. */
export function seedOf(...parts: readonly (string | number)[]): number {
  return parseInt(sha256(parts.join('\0')).slice(0, 8), 16) >>> 1;
}

/** A number in [0, 1) that depends on every part. */
export function shareOf(...parts: readonly (string | number)[]): number {
  return parseInt(sha256(parts.join('\0')).slice(0, 8), 16) / 2 ** 32;
}
