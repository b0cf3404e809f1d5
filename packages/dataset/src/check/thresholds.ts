import { assertArgument } from '@maskpred/core';

/** The bounds beyond which something is worth a look. */
export interface CheckThresholds {
  /** Shorter side of a picture, pixels. */
  readonly minSize: number;
  /** See `PictureMeasures.sharpness`. */
  readonly minSharpness: number;
  /** Grey value, 0 to 255, that 5 % of a picture have to be above, or else it is dark. */
  readonly minBrightest: number;
  /** Grey value, 0 to 255, that 5 % of a picture have to be below, or else it is bright. */
  readonly maxDarkest: number;
  /** Grey values, 0 to 255, between those that 5 % are below and 5 % above, or else the picture is flat. */
  readonly minRange: number;
  /** Longer by shorter side: of a face crop. */
  readonly maxAspect: number;
  /** Pixels that a labelled box may reach over the edge of the picture. */
  readonly maxOverEdge: number;
  /** Shorter side of a labelled box, pixels. */
  readonly minBox: number;
  /** Intersection over union from which two boxes are the same face. */
  readonly maxOverlap: number;
  /** Share of the picture that one box may cover in scenes. */
  readonly maxCover: number;
  /** How sure it has to be that a crop shows a face, 0 to 1. */
  readonly minFaceScore: number;
  /** Classifier's score from which another label than the given one is a doubt, 0 to 1. */
  readonly minDoubt: number;
}

/**
 * How they were chosen is in the README, section "Stats and checks". `minSharpness`: 95 % of 344 face photographs are below
 * it after a Gaussian blur of 2 % of their longer side, and one of them before. `minSize` and `minBox`: below 24 pixels
 * the classifier is unsure, below 8 nobody can tell.
 */
export const CHECK_DEFAULTS: CheckThresholds = Object.freeze({
  minSize: 24,
  minSharpness: 0.22,
  minBrightest: 65,
  maxDarkest: 180,
  minRange: 50,
  maxAspect: 2.5,
  maxOverEdge: 1,
  minBox: 8,
  maxOverlap: 0.7,
  maxCover: 0.9,
  minFaceScore: 0.5,
  minDoubt: 0.9,
});

/** @throws {MaskpredError} INVALID_ARGUMENT for a threshold that is unknown or no number. */
export function readThresholds(given: Partial<CheckThresholds>): CheckThresholds {
  for (const [name, value] of Object.entries(given)) {
    assertArgument(
      Object.hasOwn(CHECK_DEFAULTS, name),
      `Thresholds are ${Object.keys(CHECK_DEFAULTS).join(', ')}; got ${name}.`,
    );
    assertArgument(Number.isFinite(value), `The threshold ${name} is a number, got ${String(value)}.`);
  }
  return { ...CHECK_DEFAULTS, ...given };
}
