import type { AnnotatedImage } from '@maskpred/core';

/**
 * True for a picture's annotations as a detector proposed them: marked as not verified, and every box still has its score.
 * Boxes that a person drew, changed or accepted have none, and other tools do not write `verified="no"`: what this calls a
 * proposal can be replaced by a newer one without loss.
 */
export function isProposal(image: Pick<AnnotatedImage, 'isVerified' | 'annotations'>): boolean {
  return image.isVerified === false && image.annotations.every(({ score }) => score !== undefined);
}
