import type { FaceDetection, SceneEvaluation, SceneFinding } from '@maskpred/core';
import { evaluateDetections, listDetectionFindings, type SceneDetections } from '../evaluation/index.js';
import { resolveSettings } from '../options.js';
import { detectorOf } from '../ssd.js';
import type { SsdModel } from '../ssd-model.js';
import type { CheckedScene } from './training-scene.js';

/** Average precision is ranked from this score. */
const LOWEST_SCORE = 0.05;

export interface MeasureOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onScene?: (done: number) => void;
}

/** How good a detector with its defaults is on the scenes, and what became of each of their faces. */
export async function measureDetector(
  model: SsdModel,
  scenes: readonly CheckedScene[],
  { signal, onScene }: MeasureOptions = {},
): Promise<{ evaluation: SceneEvaluation; findings: readonly SceneFinding[] }> {
  const detector = detectorOf(model, resolveSettings({ minScore: LOWEST_SCORE })); // the model's owner disposes it
  const labelled = scenes.map(({ scene, annotations }) => ({ image: scene.id, annotations }));
  const predictions: SceneDetections[] = [];
  for (const [i, { scene }] of scenes.entries()) {
    signal?.throwIfAborted();
    const image = await scene.read();
    const start = performance.now();
    const faces: FaceDetection[] = await detector.detect(image, signal ? { signal } : {});
    predictions.push({ image: scene.id, faces, ms: performance.now() - start });
    onScene?.(i + 1);
  }
  return {
    evaluation: evaluateDetections(labelled, predictions),
    findings: listDetectionFindings(labelled, predictions),
  };
}
