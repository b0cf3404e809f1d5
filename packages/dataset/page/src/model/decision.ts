import type { DraftDecision } from '../../../src/label/state/decide.js';

/** One decision on one picture. */
export interface Decision {
  readonly picture: string;
  readonly draft: DraftDecision;
  /** As the face grid knows it; for a picture that is open, the page knows better. */
  readonly revision?: string;
}
