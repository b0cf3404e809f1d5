import type { SceneEvaluation, SceneFinding } from '@maskpred/core';
import {
  DETECTION_EVALUATION_DEFAULTS,
  evaluateDetections,
  listDetectionFindings,
} from '@maskpred/detector/evaluation';
import { evaluateScenes, listSceneFindings } from '@maskpred/predictor/evaluation';
import type { AnnotatedScene } from './evaluation-set.js';
import type { LabelRule } from './label-rule.js';
import type { EvaluateOptions } from './run-options.js';
import type { SceneLine } from './scene-lines.js';

/** A scene with what was found in it. */
export interface AnsweredScene {
  readonly picture: AnnotatedScene;
  readonly line: SceneLine;
  /** Milliseconds. */
  readonly ms?: number;
}

/** The figures of scenes, and what they rest on. */
export interface SceneFigures {
  readonly evaluation: SceneEvaluation;
  /** Of faces from the smallest of the sizes on. */
  readonly findings: readonly SceneFinding[];
}

/** What the scenes come to; detections are compared by labels too, unless the detector alone was asked. */
export function measureScenes(
  scenes: readonly AnsweredScene[],
  options: EvaluateOptions,
  labelMap: LabelRule['labelMap'],
): SceneFigures {
  const { sizes = DETECTION_EVALUATION_DEFAULTS.sizes, detectorOnly } = options;
  const labelled = scenes.map(({ picture: { image, annotations } }) => ({ image, annotations }));
  const rules = { minScore: minScoreOf(options), ignoreDifficult: options.ignoreDifficult === true };
  const minSize = Math.min(...sizes);
  if (detectorOnly) {
    const found = scenes.map(({ picture: { image }, line: { faces }, ms }) => ({
      image,
      faces,
      ...timeOf(ms),
    }));
    return {
      evaluation: evaluateDetections(labelled, found, { ...rules, sizes }),
      findings: listDetectionFindings(labelled, found, { ...rules, minSize }),
    };
  }
  const predictions = scenes.map(({ picture: { image }, line: { faces }, ms }) => ({
    image,
    predictions: faces.map(({ box, score, label }) => ({ face: { box, score }, label: label! })),
    ...timeOf(ms),
  }));
  return {
    evaluation: evaluateScenes(labelled, predictions, { ...rules, sizes, labelMap }),
    findings: listSceneFindings(labelled, predictions, { ...rules, minSize, labelMap }),
  };
}

/** Detections below it count for average precision only. */
export function minScoreOf({ minScore = DETECTION_EVALUATION_DEFAULTS.minScore }: EvaluateOptions): number {
  return minScore;
}

function timeOf(ms: number | undefined): { readonly ms?: number } {
  return ms === undefined ? {} : { ms };
}
