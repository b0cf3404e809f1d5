import type { Annotation, SceneEvaluation, SceneFinding } from '@maskpred/core';
import {
  DETECTION_EVALUATION_DEFAULTS,
  evaluateDetections,
  type EvaluateDetectionsOptions,
  joinScenes,
  type LabelledScene,
  type ListFindingsOptions,
  matchDetections,
} from '@maskpred/detector/evaluation';
import { type MaskPrediction, NOT_FACE } from '../predictor.js';
import { type LabelJudge, type LabelledDetection, measureLabels } from './label-metrics.js';

/** What a predictor said of a picture. */
export interface ScenePredictions {
  /** That of a scene. */
  readonly image: string;
  /** What `predict` answers: faces of any score, `[]` when none was found. */
  readonly predictions: readonly Pick<MaskPrediction, 'face' | 'label'>[];
  /** Time it took, milliseconds. */
  readonly ms?: number;
}

/** How true labels and predicted ones are compared. */
interface LabelOptions {
  /**
   * True labels that count as another one, such as `{ 'incorrect-mask': 'no-mask' }` for a model of two labels.
   * @default {}
   */
  readonly labelMap?: Readonly<Record<string, string>>;
}

export interface EvaluateScenesOptions extends EvaluateDetectionsOptions, LabelOptions {}

/** Faces below `minSize` are left out. */
export interface ListSceneFindingsOptions extends ListFindingsOptions, LabelOptions {}

/**
 * How good a predictor is from the picture to the label: all that `evaluateDetections` of `@maskpred/detector/evaluation`
 * says of the faces, and of their labels average precision (a detection is right when it is a face of its label; other
 * faces are none for it), the mean of that (mAP50 with the default overlap), and how many found faces are labelled right.
 * What is labelled `not-face`, in the truth or in the predictions, is left out.
 *
 * @param predictions - one a scene, down to a low score such as 0.05; others are left out.
 * @throws {MaskpredError} INVALID_ARGUMENT when a scene has no prediction or two, or for an option out of range.
 * @example
 * const scenes = [{ image: 'a.jpg', annotations: [{ box: { x: 412, y: 399, width: 193, height: 205 }, label: 'no-mask' }] }];
 * const people = await predictor.predict('a.jpg', { minScore: 0.05 });
 * const { bySize } = evaluateScenes(scenes, [{ image: 'a.jpg', predictions: people }]);
 * console.log(bySize[1]?.minSize, bySize[1]?.map50); // 24 1
 */
export function evaluateScenes(
  scenes: readonly LabelledScene[],
  predictions: readonly ScenePredictions[],
  options: EvaluateScenesOptions = {},
): SceneEvaluation {
  const { labelMap = {}, ...detectionOptions } = options;
  const faces = scenes.map(withoutNotFaces);
  const detected = predictions.map(toLabelledDetections);
  const base = evaluateDetections(faces, detected, detectionOptions);
  const joined = joinScenes(faces, detected);
  const judge: LabelJudge = { countsAs: (label) => labelMap[label] ?? label, minScore: base.minScore };
  const labels = [...new Set(base.labels.map(judge.countsAs))].sort();
  const isMapped = base.labels.some((label) => judge.countsAs(label) !== label);
  return {
    ...base,
    labels,
    ...(isMapped ? { labelMap } : {}),
    bySize: base.bySize.map((metrics) => {
      const { minSize } = metrics;
      const rules = {
        minIou: base.minIou,
        minSize,
        ignoreDifficult: options.ignoreDifficult ?? DETECTION_EVALUATION_DEFAULTS.ignoreDifficult,
      };
      const { wrongLabels, ...labelMetrics } = measureLabels(joined, labels, base.labels, judge, rules);
      return { ...metrics, ...labelMetrics, errors: { ...metrics.errors, wrongLabels } };
    }),
  };
}

/**
 * Every face of the scenes as found and labelled right, labelled wrong, or missed, and every false face, in the order of the
 * scenes: first the detections by score, then what was missed. Ignored ones are left out; `truth` is the label as annotated.
 * @throws {MaskpredError} INVALID_ARGUMENT when a scene has no prediction or two.
 */
export function listSceneFindings(
  scenes: readonly LabelledScene[],
  predictions: readonly ScenePredictions[],
  options: ListSceneFindingsOptions = {},
): SceneFinding[] {
  const { labelMap = {}, minScore = DETECTION_EVALUATION_DEFAULTS.minScore, ...matching } = options;
  const joined = joinScenes(scenes.map(withoutNotFaces), predictions.map(toLabelledDetections));
  return joined.flatMap(({ image, annotations, prediction }): SceneFinding[] => {
    const sure = prediction.faces.filter(({ score }) => score >= minScore);
    const { matches, missed } = matchDetections(sure, annotations, matching);
    return [
      ...matches
        .filter(({ isIgnored }) => !isIgnored)
        .map(({ detection: { box, score, label: predicted }, face }): SceneFinding => {
          if (!face) return { image, outcome: 'false-face', box, predicted, score };
          const isRight = (labelMap[face.label] ?? face.label) === predicted;
          const outcome = isRight ? 'right' : 'wrong-label';
          return { image, outcome, box: face.box, truth: face.label, predicted, score };
        }),
      ...missed.map(({ box, label }): SceneFinding => ({ image, outcome: 'missed-face', box, truth: label })),
    ];
  });
}

function withoutNotFaces(scene: LabelledScene): LabelledScene {
  return { ...scene, annotations: scene.annotations.filter(isFace) };
}

function toLabelledDetections({ image, predictions, ms }: ScenePredictions) {
  const faces = predictions
    .filter(isFace)
    .map(({ face: { box, score }, label }): LabelledDetection => ({ box, score, label }));
  return { image, faces, ...(ms === undefined ? {} : { ms }) };
}

function isFace({ label }: Pick<Annotation, 'label'>): boolean {
  return label !== NOT_FACE;
}
