import * as tf from '@tensorflow/tfjs-core';
import { createRandom, type EpochRecord, shuffle } from '@maskpred/core';
import { BOX_CODE_LENGTH } from '../box-code.js';
import { CLASSES } from '../decode.js';
import { seedOf } from './hash.js';
import type { ViewInputs } from './inputs.js';
import { detectionLoss } from './loss.js';
import type { PriorTargets } from './match-priors.js';
import type { Optimiser } from './optimiser.js';
import { runTrainedPart, type TrainFrom, type Variables } from './trainable-network.js';
import type { View } from './views.js';

/** One phase of training: the heads, or a part of the body with them. */
export interface Phase {
  readonly name: 'heads' | 'fine-tune';
  readonly from: TrainFrom;
  readonly epochs: number;
  /** Epochs without a better validation after which the phase ends. */
  readonly patience: number;
  readonly batchSize: number;
  /** Of the heads, at the top of the schedule. */
  readonly learningRate: number;
}

export interface PhaseState {
  readonly variables: Variables;
  readonly optimiser: Optimiser;
}

/** What an epoch is done with. */
export interface EpochWork extends PhaseState {
  readonly phase: Phase;
  readonly inputs: ViewInputs;
  /** Scenes of the training part. */
  readonly sceneCount: number;
  readonly viewOf: (scene: number, epoch: number) => View;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly stopSignal?: AbortSignal | undefined;
}

/** Steps over which the learning rate rises from 0: Adam's moments mean little before. */
const WARM_UP_STEPS = 60;

/**
 * One pass over the scenes of the training part, each in a view of its own; `undefined` when it was stopped.
 * @param epoch - from 0.
 */
export async function trainEpoch(
  work: EpochWork,
  epoch: number,
): Promise<Pick<EpochRecord, 'loss' | 'learningRate'> | undefined> {
  const { phase, inputs, sceneCount, viewOf, seed, signal, stopSignal } = work;
  const order = shuffle(
    Array.from({ length: sceneCount }, (_, scene) => scene),
    createRandom(seedOf(seed, phase.name, epoch)),
  );
  const perEpoch = Math.ceil(sceneCount / phase.batchSize);
  let lossSum = 0;
  for (let i = 0; i < perEpoch; i++) {
    signal?.throwIfAborted();
    if (stopSignal?.aborted) return undefined;
    const batch = order.slice(i * phase.batchSize, (i + 1) * phase.batchSize);
    const views = batch.map((scene) => viewOf(scene, epoch));
    const tensors = await inputs.load(views);
    const share = scheduleShare(epoch * perEpoch + i, perEpoch * phase.epochs);
    lossSum += trainBatch(
      work,
      tensors,
      views.map((view) => view.targets()),
      share,
    );
    tf.dispose(tensors);
    await new Promise((resolve) => setImmediate(resolve)); // lets an abort and the progress through
  }
  return {
    loss: lossSum / perEpoch,
    learningRate: phase.learningRate * scheduleShare((epoch + 0.5) * perEpoch, perEpoch * phase.epochs),
  };
}

/** Share of the learning rate at a step: a short rise, then half a cosine down to 0 (arXiv:1608.03983). */
export function scheduleShare(step: number, steps: number): number {
  const warmUp = Math.min(1, (step + 1) / Math.min(WARM_UP_STEPS, steps / 4));
  return (warmUp * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

/** One step; returns the loss a face prior. */
function trainBatch(
  { phase, variables, optimiser }: EpochWork,
  inputs: readonly tf.Tensor4D[],
  targets: readonly PriorTargets[],
  share: number,
): number {
  const faces = Math.max(
    1,
    targets.reduce((sum, { faceCount }) => sum + faceCount, 0),
  );
  let loss = 0;
  const { value, grads } = tf.variableGrads(() => {
    const { boxes, logits } = runTrainedPart(variables, phase.from, inputs);
    const gradients = lossOf(boxes, logits, targets, faces);
    loss = gradients.loss;
    // The product's gradient is the loss's: the loss itself is computed outside the engine, see detectionLoss.
    const boxTerm = tf.sum(tf.mul(boxes, tf.tensor(gradients.boxes, boxes.shape)));
    const logitTerm = tf.sum(tf.mul(logits, tf.tensor(gradients.logits, logits.shape)));
    return tf.add(boxTerm, logitTerm);
  }, [...variables.values()]);
  value.dispose();
  optimiser.step(grads, share);
  tf.dispose(grads);
  return loss;
}

/** The loss of a batch, and its gradients to the two outputs, a face prior. */
function lossOf(boxes: tf.Tensor3D, logits: tf.Tensor3D, targets: readonly PriorTargets[], faces: number) {
  const [boxValues, logitValues] = [boxes.dataSync<'float32'>(), logits.dataSync<'float32'>()];
  const priors = boxes.shape[1];
  const sums = {
    loss: 0,
    boxes: new Float32Array(boxValues.length),
    logits: new Float32Array(logitValues.length),
  };
  targets.forEach((target, i) => {
    const [box, logit] = [i * priors * BOX_CODE_LENGTH, i * priors * CLASSES];
    const result = detectionLoss(
      {
        boxes: boxValues.subarray(box, box + priors * BOX_CODE_LENGTH),
        logits: logitValues.subarray(logit, logit + priors * CLASSES),
      },
      target,
    );
    sums.loss += (result.faceLoss + result.boxLoss) / faces;
    sums.boxes.set(
      result.boxGradient.map((gradient) => gradient / faces),
      box,
    );
    sums.logits.set(
      result.logitGradient.map((gradient) => gradient / faces),
      logit,
    );
  });
  return sums;
}
