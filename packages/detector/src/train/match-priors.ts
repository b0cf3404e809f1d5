import { type Box, iou, shorterSide } from '@maskpred/core';
import { BOX_CODE_LENGTH, encodeBox } from '../box-code.js';
import type { Priors } from '../priors.js';

/** What a prior is to learn. */
export const TARGET = Object.freeze({ face: 1, background: 0, ignored: -1 });

/** What each prior of one picture is to learn. */
export interface PriorTargets {
  /** One of {@link TARGET} a prior. */
  readonly kinds: Int8Array;
  /** `[priors, 4]`: the box codes of the priors that are faces, 0 elsewhere. */
  readonly codes: Float32Array;
  /** How many priors are faces. */
  readonly faceCount: number;
}

/** The rules of {@link matchPriors}. */
export const MATCHING = Object.freeze({
  /** A prior is a face from this overlap on (arXiv:1512.02325, section 2.2). */
  faceIou: 0.5,
  /** From here to `faceIou` it counts neither way. */
  ignoredIou: 0.4,
  /**
   * A face that no prior overlaps enough gets its best one above this. The smallest prior is 51 pixels, so a face of 16
   * has an overlap of 0.1 at most; at 0.2, the usual bound, nothing under 23 pixels would be learnt.
   */
  leastIou: 0.05,
  /** Faces of a shorter side below this are neither to find nor to leave, pixels of the network's input. */
  leastSide: 9,
  /** A prior that such a face overlaps by more than this counts neither way; of 8 pixels it is 0.024 of the smallest prior. */
  tinyIou: 0.01,
  /** A prior that covers an ignored region by this much counts neither way. */
  coveredIou: 0.3,
});

/**
 * What each prior is to learn from the faces of a picture: the face that it overlaps best, background, or nothing.
 *
 * @param faces - pixels of the network's input.
 * @param ignored - regions that are neither face nor background, such as faces cut by the picture's edge.
 */
export function matchPriors(
  priors: Priors,
  faces: readonly Box[],
  ignored: readonly Box[] = [],
): PriorTargets {
  const kinds = new Int8Array(priors.count);
  const codes = new Float32Array(priors.count * BOX_CODE_LENGTH);
  const large = faces.filter((face) => shorterSide(face) >= MATCHING.leastSide);
  const small = faces.filter((face) => shorterSide(face) < MATCHING.leastSide);
  const owners = new Int32Array(priors.count).fill(-1);
  const bests = large.map(() => ({ prior: -1, overlap: MATCHING.leastIou as number, distance: 0 }));

  for (let prior = 0; prior < priors.count; prior++) {
    const box = priorBox(priors, prior);
    let overlap = 0;
    large.forEach((face, i) => {
      const value = iou(box, face);
      if (value > overlap) [overlap, owners[prior]] = [value, i];
      const best = bests[i]!;
      const distance = squaredDistance(box, face);
      // Where priors overlap a small face alike, the nearest is taken.
      if (value > best.overlap || (value === best.overlap && best.prior >= 0 && distance < best.distance)) {
        bests[i] = { prior, overlap: value, distance };
      }
    });
    if (overlap >= MATCHING.faceIou) kinds[prior] = TARGET.face;
    else if (overlap >= MATCHING.ignoredIou) kinds[prior] = TARGET.ignored;
    else if (isCovered(box, small, MATCHING.tinyIou) || isCovered(box, ignored, MATCHING.coveredIou)) {
      kinds[prior] = TARGET.ignored;
    }
  }

  // The smallest last: of two faces that want one prior, the larger has others.
  const order = large.map((_, i) => i).sort((a, b) => shorterSide(large[b]!) - shorterSide(large[a]!));
  for (const face of order) {
    const { prior } = bests[face]!;
    if (prior < 0) continue;
    kinds[prior] = TARGET.face;
    owners[prior] = face;
  }

  let faceCount = 0;
  for (let prior = 0; prior < priors.count; prior++) {
    if (kinds[prior] !== TARGET.face) continue;
    encodeBox(large[owners[prior]!]!, priors, prior, codes);
    faceCount++;
  }
  return { kinds, codes, faceCount };
}

function priorBox(priors: Priors, prior: number): Box {
  const width = priors.width[prior]!;
  const height = priors.height[prior]!;
  return {
    x: priors.centreX[prior]! - width / 2,
    y: priors.centreY[prior]! - height / 2,
    width,
    height,
  };
}

function isCovered(box: Box, regions: readonly Box[], overlap: number): boolean {
  return regions.some((region) => iou(box, region) > overlap);
}

function squaredDistance(a: Box, b: Box): number {
  const x = a.x + a.width / 2 - b.x - b.width / 2;
  const y = a.y + a.height / 2 - b.y - b.height / 2;
  return x * x + y * y;
}
