import {
  averagePrecision,
  type FaceDetection,
  rankHits,
  type RankedHit,
  type SceneSizeMetrics,
  wilsonInterval,
} from '@maskpred/core';
import { type JoinedScene, matchDetections, type MatchOptions } from '@maskpred/detector/evaluation';

/** A detection with what the classifier calls it. */
export interface LabelledDetection extends Pick<FaceDetection, 'box' | 'score'> {
  readonly label: string;
}

type Scene = JoinedScene<{ readonly image: string; readonly faces: readonly LabelledDetection[] }>;

/** What makes a label right. */
export interface LabelJudge {
  /** The label that a true one counts as. */
  countsAs(truth: string): string;
  /** Detections below it count for average precision only. */
  readonly minScore: number;
}

/** What is known of labels at one smallest size. */
export type LabelMetricsOfSize = Required<
  Pick<
    SceneSizeMetrics,
    'labelAp' | 'map50' | 'labelAccuracy' | 'balancedLabelAccuracy' | 'labelAccuracyByTruth'
  >
> & { readonly wrongLabels: number };

/**
 * The figures of labels at one smallest size; labels without a face that counts are left out.
 * @param labels - as predicted.
 * @param truths - as annotated.
 */
export function measureLabels(
  scenes: readonly Scene[],
  labels: readonly string[],
  truths: readonly string[],
  judge: LabelJudge,
  rules: MatchOptions,
): LabelMetricsOfSize {
  const labelAp = labels
    .map((label) => labelApOf(label, scenes, judge, rules))
    .filter(({ faces }) => faces > 0);
  const found = scenes.flatMap(({ annotations, prediction: { faces } }) =>
    matchDetections(faces, annotations, rules).matches.flatMap(({ detection, face, isIgnored }) =>
      face && !isIgnored && detection.score >= judge.minScore ? [{ detection, face }] : [],
    ),
  );
  const rightOf = (members: typeof found) =>
    members.filter(({ detection, face }) => detection.label === judge.countsAs(face.label)).length;
  const accuracyOf = (members: typeof found) => wilsonInterval(rightOf(members), members.length);
  const labelAccuracyByTruth = truths
    .map((label) => ({ label, accuracy: accuracyOf(found.filter(({ face }) => face.label === label)) }))
    .filter(({ accuracy }) => accuracy.size > 0);
  return {
    labelAp,
    map50: mean(labelAp.map(({ ap }) => ap)),
    labelAccuracy: accuracyOf(found),
    balancedLabelAccuracy: mean(
      labelAccuracyByTruth
        .filter(({ label }) => judge.countsAs(label) === label)
        .map(({ accuracy }) => accuracy.value),
    ),
    labelAccuracyByTruth,
    wrongLabels: found.length - rightOf(found),
  };
}

/** Average precision of one label: its detections among its faces, whatever else is in the pictures. */
function labelApOf(
  label: string,
  scenes: readonly Scene[],
  { countsAs }: LabelJudge,
  rules: MatchOptions,
): { label: string; ap: number; faces: number } {
  const ranked: RankedHit[] = [];
  let size = 0;
  for (const { annotations, prediction } of scenes) {
    const its = annotations.filter((face) => countsAs(face.label) === label);
    const found = matchDetections(
      prediction.faces.filter((face) => face.label === label),
      its,
      rules,
    );
    size += found.size;
    for (const { detection, face, isIgnored } of found.matches) {
      if (!isIgnored) ranked.push({ score: detection.score, isHit: face !== undefined });
    }
  }
  return { label, ap: averagePrecision(rankHits(ranked), size, { isInterpolated: true }), faces: size };
}

/** 0 of nothing. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
