import { createHash } from 'node:crypto';
import type { BackboneStage, Weights } from './backbone.js';

/** Hexadecimal sha256 of the parts, one after the other. */
export function sha256(...parts: readonly (string | Uint8Array | Uint8ClampedArray)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Of the weights of these stages: what is computed with them holds for no others. */
export function hashStages(weights: Weights, stages: readonly BackboneStage[]): string {
  const names = stages.flatMap(({ layers }) =>
    layers.flatMap(({ name }) => [`${name}/kernel`, `${name}/bias`]),
  );
  const parts = names.flatMap((name) => {
    const { values } = weights.get(name)!;
    return [name, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
  });
  return sha256(...parts).slice(0, 16);
}

/** A whole number of 32 bits that depends on every part: seeds that do not depend on the order of work. */
export function seedOf(...parts: readonly (string | number)[]): number {
  return parseInt(sha256(parts.join('\0')).slice(0, 8), 16) | 0;
}

/** A number in [0, 1) that depends on every part. */
export function shareOf(...parts: readonly (string | number)[]): number {
  return parseInt(sha256(parts.join('\0')).slice(0, 8), 16) / 2 ** 32;
}
