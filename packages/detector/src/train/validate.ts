import * as tf from '@tensorflow/tfjs-core';
import { averagePrecision, type FaceDetection, rankHits, scaleBox } from '@maskpred/core';
import { BOX_CODE_LENGTH } from '../box-code.js';
import { CLASSES, decodeCandidates, type SsdOutput } from '../decode.js';
import { matchDetections } from '../evaluation/index.js';
import { groupCandidates } from '../group.js';
import { createPriors } from '../priors.js';
import type { ViewInputs } from './inputs.js';
import { runTrainedPart, type TrainFrom, type WeightTensors } from './trainable-network.js';
import { CANVAS, type View } from './views.js';

/** Faces of at least this shorter side count, pixels of the picture: what detectors are asked for. */
const MIN_SIDE = 16;
/** Raw scores below it change an average precision by nothing that counts. */
const MIN_SCORE = 0.05;
/** Overlap above which two candidates are one face. */
const MAX_OVERLAP = 0.45;
const NO_ADJUSTMENT = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });

/**
 * Average precision of the faces of at least 16 pixels in views of whole scenes, by the network's raw scores.
 * @param views - variant 0 of scenes.
 */
export async function validate(
  weights: WeightTensors,
  from: TrainFrom,
  inputs: ViewInputs,
  views: readonly View[],
  batchSize: number,
): Promise<number> {
  const hits: { score: number; isHit: boolean }[] = [];
  let faceCount = 0;
  for (let i = 0; i < views.length; i += batchSize) {
    const batch = views.slice(i, i + batchSize);
    const outputs = await runViews(weights, from, inputs, batch);
    batch.forEach((view, j) => {
      const { matches, size } = matchDetections(toFaces(outputs[j]!, view), facesOf(view), {
        minSize: MIN_SIDE,
      });
      faceCount += size;
      for (const { detection, face, isIgnored } of matches) {
        if (!isIgnored) hits.push({ score: detection.score, isHit: face !== undefined });
      }
    });
  }
  return averagePrecision(rankHits(hits), faceCount, { isInterpolated: true });
}

/** The outputs of each view. */
async function runViews(
  weights: WeightTensors,
  from: TrainFrom,
  inputs: ViewInputs,
  views: readonly View[],
): Promise<SsdOutput[]> {
  const tensors = await inputs.load(views);
  const output = tf.tidy(() => runTrainedPart(weights, from, tensors));
  const [boxes, logits] = await Promise.all([
    output.boxes.data<'float32'>(),
    output.logits.data<'float32'>(),
  ]);
  const priors = output.boxes.shape[1];
  tf.dispose([output.boxes, output.logits, ...tensors]);
  return views.map((_, i) => ({
    boxes: boxes.subarray(i * priors * BOX_CODE_LENGTH, (i + 1) * priors * BOX_CODE_LENGTH),
    logits: logits.subarray(i * priors * CLASSES, (i + 1) * priors * CLASSES),
  }));
}

function toFaces(output: SsdOutput, view: View): FaceDetection[] {
  const scale = scaleOf(view);
  const candidates = decodeCandidates(output, createPriors(CANVAS), {
    minScore: MIN_SCORE,
    boxAdjustment: NO_ADJUSTMENT,
    picture: { width: CANVAS.width / scale, height: CANVAS.height / scale },
    scaleX: scale,
    scaleY: scale,
  });
  return groupCandidates(candidates, MAX_OVERLAP).map(({ box, best }) => ({ box, score: best }));
}

/** In pixels of the picture, as the detections. */
const facesOf = (view: View) => view.plan.faces.map((box) => ({ box: scaleBox(box, 1 / scaleOf(view)) }));

/** Pixels of the canvas for one pixel of the picture. */
function scaleOf({ plan }: View): number {
  const { region, place } = plan.parts[0]!.window;
  return place.width / region.width;
}
