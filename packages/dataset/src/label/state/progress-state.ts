import { isProposed } from './decide.js';
import type { PictureState } from './picture-state.js';

/**
 * How far a picture is: `todo`: nothing is decided and no box is there; `proposed`: boxes wait for a decision; `labelled`:
 * every box is decided; `verified`: a person has confirmed the picture. A face crop is `todo` or `verified`.
 */
export const PICTURE_PHASES = Object.freeze(['todo', 'proposed', 'labelled', 'verified'] as const);

export type PicturePhase = (typeof PICTURE_PHASES)[number];

export function phaseOf({ boxes, verified }: PictureState): PicturePhase {
  if (boxes.some(isProposed)) return 'proposed';
  if (verified === true) return 'verified';
  return boxes.length > 0 ? 'labelled' : 'todo';
}

/** Whether nothing is left to do: every box is decided, or a person has confirmed that there is none. */
export function isDone(phase: PicturePhase): boolean {
  return phase === 'labelled' || phase === 'verified';
}
