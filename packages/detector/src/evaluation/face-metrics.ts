import {
  type Annotation,
  averagePrecision,
  type FaceDetection,
  rankHits,
  type RankPoint,
  type SceneSizeMetrics,
  thinOut,
  wilsonInterval,
} from '@maskpred/core';
import type { Matches } from './match-detections.js';

/** What was found of a scene's faces. */
export type FaceMatches = Matches<Pick<FaceDetection, 'box' | 'score'>, Annotation>;

/** Points of a curve at most, as {@link SceneSizeMetrics} has it. */
const MAX_CURVE_POINTS = 200;

/** The figures of faces, whatever their labels, at one smallest size. */
export function measureFaces(
  scenes: readonly FaceMatches[],
  { labels, minSize, minScore }: { labels: readonly string[]; minSize: number; minScore: number },
): SceneSizeMetrics {
  const faces = scenes.reduce((sum, { size }) => sum + size, 0);
  const counted = scenes.flatMap(({ matches }) => matches.filter(({ isIgnored }) => !isIgnored));
  const called = counted.filter(({ detection }) => detection.score >= minScore);
  const found = called.flatMap(({ face }) => (face ? [face] : []));
  const points = rankHits(
    counted.map(({ detection, face }) => ({ score: detection.score, isHit: face !== undefined })),
  );
  return {
    minSize,
    faces,
    recall: wilsonInterval(found.length, faces),
    precision: wilsonInterval(found.length, called.length),
    faceAp: averagePrecision(points, faces, { isInterpolated: true }),
    recallByLabel: recallByLabel(scenes, found, labels),
    errors: { missed: faces - found.length, falseFaces: called.length - found.length, wrongLabels: 0 },
    curve: curveOf(points, faces),
  };
}

/** Of the labels that occur among the faces that count. */
function recallByLabel(
  scenes: readonly FaceMatches[],
  found: readonly Annotation[],
  labels: readonly string[],
): SceneSizeMetrics['recallByLabel'] {
  // What counts is what was taken by a detection of any score, and what was missed by all.
  const counting = scenes.flatMap(({ matches, missed }) => [
    ...matches.flatMap(({ face, isIgnored }) => (face && !isIgnored ? [face] : [])),
    ...missed,
  ]);
  const countOf = (faces: readonly Annotation[], label: string) =>
    faces.filter((face) => face.label === label).length;
  return labels.flatMap((label) => {
    const size = countOf(counting, label);
    return size === 0 ? [] : [{ label, recall: wilsonInterval(countOf(found, label), size) }];
  });
}

function curveOf(points: readonly RankPoint[], faces: number): SceneSizeMetrics['curve'] {
  return thinOut(points, MAX_CURVE_POINTS).map(({ score, hits, misses }) => ({
    score,
    precision: hits / (hits + misses),
    recall: hits / Math.max(1, faces),
  }));
}
