import { assertArgument, type SceneEvaluation, type SceneFinding } from '@maskpred/core';
import { measureFaces } from './face-metrics.js';
import { matchDetections, type MatchOptions } from './match-detections.js';
import { joinScenes, type LabelledScene, type SceneDetections } from './scenes.js';

/** What {@link evaluateDetections} uses where nothing is given. */
export const DETECTION_EVALUATION_DEFAULTS = Object.freeze({
  minScore: 0.5,
  minIou: 0.5,
  /** Half of the boxes of common data sets of street scenes are below 24 pixels, so one figure hides most of it. */
  sizes: Object.freeze([16, 24, 48]) as readonly number[],
  ignoreDifficult: false,
});

export interface EvaluateDetectionsOptions extends Omit<MatchOptions, 'minSize'> {
  /** Detections below it count for average precision and curves only, 0 to 1. @default 0.5 */
  readonly minScore?: number;
  /** Smallest sizes to measure at: shorter sides of faces, pixels. @default [16, 24, 48] */
  readonly sizes?: readonly number[];
}

/**
 * How good a detector is by what it found in labelled pictures, whatever the labels of the faces: recall, precision, average
 * precision and the curve at each smallest size, as {@link matchDetections} matches. Give detections down to a low score
 * (0.05), or average precision lacks the end of the curve. Recall and precision have intervals after Wilson, as if faces
 * of one picture had nothing in common.
 *
 * @param predictions - one a scene; others are left out.
 * @throws {MaskpredError} INVALID_ARGUMENT when a scene has no prediction or two, or for an option out of range.
 * @example
 * const scenes = [{ image: 'a.jpg', annotations: [{ box: { x: 0, y: 0, width: 40, height: 50 }, label: 'face' }] }];
 * const predictions = [{ image: 'a.jpg', faces: await detector.detect('a.jpg', { minScore: 0.05 }) }];
 * const { bySize } = evaluateDetections(scenes, predictions);
 * console.log(bySize[1]?.recall.value); // 1
 */
export function evaluateDetections(
  scenes: readonly LabelledScene[],
  predictions: readonly SceneDetections[],
  options: EvaluateDetectionsOptions = {},
): SceneEvaluation {
  const { minScore, minIou, sizes, ignoreDifficult } = resolveOptions(options);
  const joined = joinScenes(scenes, predictions);
  const labels = [
    ...new Set(scenes.flatMap(({ annotations }) => annotations.map(({ label }) => label))),
  ].sort();
  const times = joined.flatMap(({ prediction: { ms } }) => (ms === undefined ? [] : [ms]));
  return {
    formatVersion: 1,
    kind: 'scenes',
    labels,
    size: joined.length,
    minScore,
    minIou,
    bySize: sizes.map((minSize) => {
      const found = joined.map(({ annotations, prediction }) =>
        matchDetections(prediction.faces, annotations, { minIou, minSize, ignoreDifficult }),
      );
      return measureFaces(found, { labels, minSize, minScore });
    }),
    ...(times.length === 0 ? {} : { medianMs: median(times) }),
  };
}

export interface ListFindingsOptions extends MatchOptions {
  /** Detections below it are left out. @default 0.5 */
  readonly minScore?: number;
}

/**
 * Every face of the scenes as found (`right`) or missed, and every false face, in the order of the scenes: first the
 * detections by score, then what was missed. Ignored ones are left out.
 * @throws {MaskpredError} INVALID_ARGUMENT as {@link evaluateDetections}.
 */
export function listDetectionFindings(
  scenes: readonly LabelledScene[],
  predictions: readonly SceneDetections[],
  { minScore = DETECTION_EVALUATION_DEFAULTS.minScore, ...options }: ListFindingsOptions = {},
): SceneFinding[] {
  return joinScenes(scenes, predictions).flatMap(({ image, annotations, prediction }): SceneFinding[] => {
    const faces = prediction.faces.filter(({ score }) => score >= minScore);
    const { matches, missed } = matchDetections(faces, annotations, options);
    return [
      ...matches
        .filter(({ isIgnored }) => !isIgnored)
        .map(({ detection: { box, score }, face }): SceneFinding =>
          face
            ? { image, outcome: 'right', box: face.box, truth: face.label, score }
            : { image, outcome: 'false-face', box, score },
        ),
      ...missed.map(({ box, label }): SceneFinding => ({ image, outcome: 'missed-face', box, truth: label })),
    ];
  });
}

type ResolvedOptions = Required<EvaluateDetectionsOptions>;

function resolveOptions(options: EvaluateDetectionsOptions): ResolvedOptions {
  const settings = { ...DETECTION_EVALUATION_DEFAULTS, ...options };
  const { minScore, minIou, sizes } = settings;
  assertArgument(
    minScore >= 0 && minScore <= 1,
    `evaluation: minScore is a number from 0 to 1, got ${String(minScore)}.`,
  );
  assertArgument(
    minIou > 0 && minIou <= 1,
    `evaluation: minIou is a number above 0, at most 1, got ${String(minIou)}.`,
  );
  assertArgument(
    sizes.length > 0 && sizes.every((size) => size >= 0 && Number.isFinite(size)),
    `evaluation: sizes are one or more numbers of pixels from 0, got [${sizes.join(', ')}].`,
  );
  return { ...settings, sizes: [...new Set(sizes)].sort((a, b) => a - b) };
}

/** The middle of the sorted values, or the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
