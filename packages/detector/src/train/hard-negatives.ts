import { CLASSES, FACE } from '../decode.js';
import { type PriorTargets, TARGET } from './match-priors.js';

/** Background priors a face prior (arXiv:1512.02325, section 2.2). */
export const BACKGROUND_PER_FACE = 3;
/** Background priors that a picture teaches at least, so that pictures without a face teach too. */
export const LEAST_BACKGROUND = 5;

/**
 * The background priors that look most like faces, best first: three for each prior that is a face, at least five.
 * @param logits - `[priors, 3]`
 */
export function hardestBackground(
  logits: Float32Array,
  { kinds, faceCount }: Pick<PriorTargets, 'kinds' | 'faceCount'>,
): number[] {
  const wanted = Math.max(LEAST_BACKGROUND, faceCount * BACKGROUND_PER_FACE);
  const background: number[] = [];
  kinds.forEach((kind, prior) => {
    if (kind === TARGET.background) background.push(prior);
  });
  const scoreOf = (prior: number) => logits[prior * CLASSES + FACE]!;
  return background.sort((a, b) => scoreOf(b) - scoreOf(a)).slice(0, wanted);
}
