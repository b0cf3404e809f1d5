import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@maskpred/core';
import { type FeatureCache, registerGradients } from '@maskpred/core/train';
import { FEATURE_LENGTH } from './backbone.js';
import type { EpochLogs } from './epoch-logs.js';
import { drawBalanced, type Example } from './examples.js';
import { argmax, logLoss, softmaxRows } from './metrics.js';

/** A linear layer on feature vectors: logits = features x kernel + bias. */
export interface Head {
  /** `[1280, labels]`, row-major. */
  readonly kernel: Float32Array;
  /** `[labels]` */
  readonly bias: Float32Array;
}

export interface HeadOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpochEnd?: (logs: EpochLogs) => void;
}

/** How the head is trained; each value was compared on pictures kept out (see the package README). */
export const HEAD_DEFAULTS = Object.freeze({
  batchSize: 128,
  /** Of Adam, falling to 0 along half a cosine. */
  learningRate: 2e-3,
  /** Pulls the kernel towards 0: this times half the sum of squares is added to the loss. */
  weightDecay: 1e-3,
  /** Share of the truth that is spread over all labels (Szegedy et al. 2016, arXiv:1512.00567). */
  labelSmoothing: 0.02,
});

/**
 * Trains a softmax layer with Adam. Every epoch draws the labels equally often, however few pictures one has: a rare
 * label would else be given up for the common ones.
 */
export async function trainHead(
  train: readonly Example[],
  val: readonly Example[],
  labelCount: number,
  cache: FeatureCache,
  options: HeadOptions,
): Promise<Head> {
  await registerGradients();
  const { epochs, seed, signal, onEpochEnd } = options;
  const { batchSize, learningRate, weightDecay, labelSmoothing } = HEAD_DEFAULTS;
  const random = createRandom(seed);
  const kernel = tf.tidy(() => tf.variable(tf.zeros([FEATURE_LENGTH, labelCount])));
  const bias = tf.tidy(() => tf.variable(tf.zeros([labelCount])));
  const optimizer = tf.train.adam(learningRate);
  const steps = Math.max(1, Math.ceil(train.length / batchSize)) * epochs;
  let step = 0;

  const trainBatch = (batch: readonly Example[]): number =>
    tf.tidy(() => {
      Object.assign(optimizer, {
        learningRate: (learningRate * (1 + Math.cos((Math.PI * step++) / steps))) / 2,
      });
      const features = gather(batch, cache);
      const truth = tf.oneHot(
        tf.tensor1d(
          batch.map((e) => e.label),
          'int32',
        ),
        labelCount,
      );
      const loss = optimizer.minimize(() => {
        const logits = tf.add(tf.matMul(features, kernel), bias);
        const fit = tf.losses.softmaxCrossEntropy(truth, logits, undefined, labelSmoothing);
        return tf.add(fit, tf.mul(tf.sum(tf.square(kernel)), weightDecay / 2)) as tf.Scalar;
      }, true)!;
      return loss.dataSync()[0]!;
    });

  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const start = performance.now();
      const order = drawBalanced(train, labelCount, train.length, random);
      let lossSum = 0;
      for (let i = 0; i < order.length; i += batchSize) {
        signal?.throwIfAborted();
        const batch = order.slice(i, i + batchSize);
        lossSum += trainBatch(batch) * batch.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const head = { kernel, bias };
      const { accuracy } = assess(
        head,
        train.length > 4096 ? order.slice(0, 4096) : train,
        labelCount,
        cache,
      );
      const held = val.length > 0 ? assess(head, val, labelCount, cache) : undefined;
      onEpochEnd?.({
        epoch,
        epochs,
        loss: lossSum / order.length,
        accuracy,
        ...(held ? { valLoss: held.loss, valAccuracy: held.accuracy } : {}),
        durationMs: performance.now() - start,
      });
    }
    return {
      kernel: kernel.dataSync().slice() as Float32Array,
      bias: bias.dataSync().slice() as Float32Array,
    };
  } finally {
    kernel.dispose();
    bias.dispose();
    optimizer.dispose();
  }
}

/** Logits of each example, `[examples.length, labels]`, row-major. */
export function predictLogits(head: Head, examples: readonly Example[], cache: FeatureCache): Float32Array {
  const labelCount = head.bias.length;
  return tf.tidy(() => {
    const kernel = tf.tensor2d(head.kernel, [FEATURE_LENGTH, labelCount]);
    return logitsOf({ kernel, bias: tf.tensor1d(head.bias) }, examples, labelCount, cache);
  });
}

interface HeadTensors {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

function assess(head: HeadTensors, examples: readonly Example[], labelCount: number, cache: FeatureCache) {
  const scores = softmaxRows(logitsOf(head, examples, labelCount, cache), labelCount);
  const truth = examples.map((e) => e.label);
  const hits = truth.filter((label, i) => argmax(scores, i * labelCount, labelCount) === label).length;
  return { loss: logLoss(scores, truth, labelCount), accuracy: hits / Math.max(1, truth.length) };
}

function logitsOf(
  head: HeadTensors,
  examples: readonly Example[],
  labelCount: number,
  cache: FeatureCache,
): Float32Array {
  const chunk = 1024;
  const out = new Float32Array(examples.length * labelCount);
  for (let i = 0; i < examples.length; i += chunk) {
    const values = tf.tidy(() =>
      tf
        .add(tf.matMul(gather(examples.slice(i, i + chunk), cache), head.kernel as tf.Tensor2D), head.bias)
        .dataSync(),
    );
    out.set(values as Float32Array, i * labelCount);
  }
  return out;
}

/** `[examples.length, 1280]` */
function gather(examples: readonly Example[], cache: FeatureCache): tf.Tensor2D {
  const values = new Float32Array(examples.length * FEATURE_LENGTH);
  examples.forEach(({ key }, i) => cache.read(key, values, i * FEATURE_LENGTH, 0, FEATURE_LENGTH));
  return tf.tensor2d(values, [examples.length, FEATURE_LENGTH]);
}
