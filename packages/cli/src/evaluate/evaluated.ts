import type { CropEvaluation } from './evaluate-crops.js';
import type { SceneSetEvaluation } from './evaluate-scene-set.js';
import type { LeftOut } from './match-lines.js';

/** What came of either kind. */
export type Evaluated =
  ({ readonly kind: 'classification' } & CropEvaluation) | ({ readonly kind: 'scenes' } & SceneSetEvaluation);

export interface OutputFacts {
  /** The data as the user named it. */
  readonly path: string;
  /** The folder that pictures are named below. */
  readonly root: string;
  readonly leftOut: readonly LeftOut[];
  readonly durationMs: number;
}
