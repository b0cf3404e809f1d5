import { alignedSimilarity } from './align.js';
import { countBits, type Hashes } from './hash-index.js';
import type { DuplicateReason, FoundLink } from './duplicate-group.js';
import type { PictureFingerprint } from './fingerprint.js';
import { contrastOf, correlation, fineStructure, mirrorMiniature } from './miniature.js';

/**
 * Correlation of the fine structures from which on pictures with near hashes are the same: 99.9 % of 13,314 pictures that
 * were compressed, scaled, recoloured or mirrored reach it. Below, most of what looks alike is another picture.
 */
const MIN_CORRELATION = 0.8;
/**
 * The same where one is moved and stretched over the other, which finds the best place even for strangers: between 0.75
 * and 0.85 nearly all pairs that an embedding found alike were strangers by eye, above it a tenth.
 */
const MIN_ALIGNED_CORRELATION = 0.85;
/** Standard deviation of the grey values below which a picture says nothing but its colour. */
const MIN_CONTRAST = 2;

/** Compares pictures by number; what it works out of a picture is kept. */
export interface PictureComparer {
  /** False for a picture of one colour: only its bytes can tell that it is the same. */
  hasContent(number: number): boolean;
  /** Whether pictures with near hashes are the same, or parts of the same. */
  compareWhole(first: number, second: number, isMirrored: boolean, distance: number): FoundLink | undefined;
  /** Whether one picture is a part of the other, or both of a third, mirrored or not. */
  compareParts(first: number, second: number, options: { readonly mirrored: boolean }): FoundLink | undefined;
}

export function createPictureComparer(
  fingerprints: readonly PictureFingerprint[],
  hashes: Hashes,
  mirroredHashes: Hashes,
): PictureComparer {
  const structures = new Map<number, Float32Array | undefined>();
  const mirroredOf = (number: number) => mirrorMiniature(fingerprints[number]!.miniature);
  const structureOf = (number: number) => {
    if (!structures.has(number)) structures.set(number, fineStructure(fingerprints[number]!.miniature));
    return structures.get(number);
  };
  const distanceOf = (first: number, second: number, isMirrored: boolean) => {
    const ours = isMirrored ? mirroredHashes : hashes;
    return (
      countBits(ours.high[first]! ^ hashes.high[second]!) + countBits(ours.low[first]! ^ hashes.low[second]!)
    );
  };
  const alignedLink = (first: number, second: number, isMirrored: boolean): FoundLink | undefined => {
    const ours = isMirrored ? mirroredOf(first) : fingerprints[first]!.miniature;
    const similarity = alignedSimilarity(ours, fingerprints[second]!.miniature);
    if (similarity < MIN_ALIGNED_CORRELATION) return undefined;
    return { first, second, reason: 'crop', distance: distanceOf(first, second, isMirrored), similarity };
  };

  return {
    hasContent: (number) =>
      contrastOf(fingerprints[number]!.miniature) >= MIN_CONTRAST && structureOf(number) !== undefined,
    compareWhole(first, second, isMirrored, distance) {
      const ours = isMirrored ? fineStructure(mirroredOf(first)) : structureOf(first);
      const theirs = structureOf(second);
      if (!ours || !theirs) return undefined;
      const similarity = correlation(ours, theirs);
      const reason: DuplicateReason = isMirrored ? 'mirrored' : 'near';
      if (similarity >= MIN_CORRELATION) return { first, second, reason, distance, similarity };
      return alignedLink(first, second, isMirrored);
    },
    compareParts: (first, second, { mirrored }) =>
      alignedLink(first, second, false) ?? (mirrored ? alignedLink(first, second, true) : undefined),
  };
}
