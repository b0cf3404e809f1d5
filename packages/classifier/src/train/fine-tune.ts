import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@maskpred/core';
import {
  type FeatureCache,
  registerGradients,
  trainableConv1x1,
  trainableDepthwise3x3,
} from '@maskpred/core/train';
import { FEATURE_LENGTH, TAIL_INPUT_LENGTH, type Weights } from './backbone.js';
import type { EpochLogs } from './epoch-logs.js';
import { drawBalanced, type Example } from './examples.js';
import type { Head } from './head.js';
import { argmax, logLoss, softmaxRows } from './metrics.js';

/** The layers that fine-tuning changes, in order: 69 % of the backbone's convolution weights. */
export const TAIL_LAYERS: readonly string[] = Object.freeze([
  ...[14, 15, 16].flatMap((i) =>
    ['expand', 'depthwise', 'project'].map((part) => `expanded_conv_${i}/${part}`),
  ),
  'Conv_1',
]);

/** How the tail is fine-tuned; compared on pictures kept out (see the package README). */
export const FINE_TUNE_DEFAULTS = Object.freeze({
  batchSize: 32,
  /** Of Adam, falling to 0 along half a cosine: low, since the weights are good already. */
  learningRate: 5e-5,
  labelSmoothing: 0.02,
  /** Examples an epoch; drawn anew each time, labels equally often. */
  examplesPerEpoch: 8192,
});

export interface FineTuneOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpochEnd?: (logs: EpochLogs) => void;
}

/** Kernels and biases of {@link TAIL_LAYERS} and of the head. */
type TailVariables = ReadonlyMap<string, tf.Variable>;

/**
 * Trains blocks 14 to 16, the last convolution and the head together, on cached activations of block 13: the second
 * phase of transfer learning. On WASM an example takes about 0.05 s.
 *
 * @returns the weights with the trained ones replaced, and the head.
 */
export async function fineTune(
  weights: Weights,
  head: Head,
  train: readonly Example[],
  val: readonly Example[],
  cache: FeatureCache,
  options: FineTuneOptions,
): Promise<{ weights: Weights; head: Head }> {
  await registerGradients();
  const { epochs, seed, signal, onEpochEnd } = options;
  const { batchSize, learningRate, labelSmoothing, examplesPerEpoch } = FINE_TUNE_DEFAULTS;
  const labelCount = head.bias.length;
  const random = createRandom(seed);
  const variables = createVariables(weights, head);
  const optimizer = tf.train.adam(learningRate);
  const perEpoch = Math.min(train.length, examplesPerEpoch);
  const steps = Math.ceil(perEpoch / batchSize) * epochs;
  let step = 0;

  const trainBatch = (batch: readonly Example[]) =>
    tf.tidy(() => {
      Object.assign(optimizer, {
        learningRate: (learningRate * (1 + Math.cos((Math.PI * step++) / steps))) / 2,
      });
      const input = gatherActivations(batch, cache);
      const truth = tf.oneHot(
        tf.tensor1d(
          batch.map((e) => e.label),
          'int32',
        ),
        labelCount,
      );
      let scores: Float32Array = new Float32Array();
      const loss = optimizer.minimize(() => {
        const logits = tailLogits(input, variables);
        scores = logits.dataSync() as Float32Array;
        return tf.losses.softmaxCrossEntropy(truth, logits, undefined, labelSmoothing) as tf.Scalar;
      }, true)!;
      return { loss: loss.dataSync()[0]!, hits: countHits(scores, batch, labelCount) };
    });

  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const start = performance.now();
      const order = drawBalanced(train, labelCount, perEpoch, random);
      let lossSum = 0;
      let hits = 0;
      for (let i = 0; i < order.length; i += batchSize) {
        signal?.throwIfAborted();
        const batch = order.slice(i, i + batchSize);
        const result = trainBatch(batch);
        lossSum += result.loss * batch.length;
        hits += result.hits;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const held = val.length > 0 ? assess(val, variables, labelCount, cache) : undefined;
      onEpochEnd?.({
        epoch,
        epochs,
        loss: lossSum / order.length,
        accuracy: hits / order.length,
        ...(held ? { valLoss: held.loss, valAccuracy: held.accuracy } : {}),
        durationMs: performance.now() - start,
      });
    }
    return readVariables(weights, variables);
  } finally {
    variables.forEach((variable) => variable.dispose());
    optimizer.dispose();
  }
}

/** Logits of each example after fine-tuning, `[examples.length, labels]`, row-major. */
export function predictTailLogits(
  weights: Weights,
  head: Head,
  examples: readonly Example[],
  cache: FeatureCache,
): Float32Array {
  const variables = createVariables(weights, head);
  try {
    return logitsOf(examples, variables, head.bias.length, cache);
  } finally {
    variables.forEach((variable) => variable.dispose());
  }
}

/** The trained part of the network: `[batch, 7, 7, 160]` to logits `[batch, labels]`. */
function tailLogits(input: tf.Tensor4D, variables: TailVariables): tf.Tensor2D {
  const kernel = (layer: string) => variables.get(`${layer}/kernel`) as unknown as tf.Tensor4D;
  const bias = (layer: string) => variables.get(`${layer}/bias`) as tf.Tensor;
  const pointwise = (x: tf.Tensor4D, layer: string) =>
    tf.add(trainableConv1x1(x, kernel(layer)), bias(layer)) as tf.Tensor4D;
  const depthwise = (x: tf.Tensor4D, layer: string) =>
    tf.add(trainableDepthwise3x3(x, kernel(layer)), bias(layer)) as tf.Tensor4D;

  let x = input;
  for (const block of ['expanded_conv_14', 'expanded_conv_15', 'expanded_conv_16']) {
    const expanded = tf.relu6(pointwise(x, `${block}/expand`));
    const filtered = tf.relu6(depthwise(expanded, `${block}/depthwise`));
    const projected = pointwise(filtered, `${block}/project`);
    x = projected.shape[3] === x.shape[3] ? tf.add(x, projected) : projected;
  }
  const features = tf.mean(tf.relu6(pointwise(x, 'Conv_1')), [1, 2]) as tf.Tensor2D;
  return tf.add(tf.matMul(features, kernel('head') as unknown as tf.Tensor2D), bias('head'));
}

function createVariables(weights: Weights, head: Head): TailVariables {
  const variables = new Map<string, tf.Variable>();
  for (const name of TAIL_LAYERS.flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`])) {
    const { values, shape } = weights.get(name)!;
    variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, [...shape]))),
    );
  }
  variables.set(
    'head/kernel',
    tf.tidy(() => tf.variable(tf.tensor(head.kernel, [FEATURE_LENGTH, head.bias.length]))),
  );
  variables.set(
    'head/bias',
    tf.tidy(() => tf.variable(tf.tensor(head.bias))),
  );
  return variables;
}

function readVariables(weights: Weights, variables: TailVariables): { weights: Weights; head: Head } {
  const values = (name: string) => variables.get(name)!.dataSync().slice() as Float32Array;
  const trained = new Map(weights);
  for (const [name, { shape }] of weights)
    if (variables.has(name)) trained.set(name, { shape, values: values(name) });
  return { weights: trained, head: { kernel: values('head/kernel'), bias: values('head/bias') } };
}

function assess(
  examples: readonly Example[],
  variables: TailVariables,
  labelCount: number,
  cache: FeatureCache,
) {
  const logits = logitsOf(examples, variables, labelCount, cache);
  const truth = examples.map((e) => e.label);
  return {
    loss: logLoss(softmaxRows(logits, labelCount), truth, labelCount),
    accuracy: countHits(logits, examples, labelCount) / Math.max(1, examples.length),
  };
}

function logitsOf(
  examples: readonly Example[],
  variables: TailVariables,
  labelCount: number,
  cache: FeatureCache,
): Float32Array {
  const chunk = 64;
  const out = new Float32Array(examples.length * labelCount);
  for (let i = 0; i < examples.length; i += chunk) {
    const logits = tf.tidy(() =>
      tailLogits(gatherActivations(examples.slice(i, i + chunk), cache), variables).dataSync(),
    );
    out.set(logits, i * labelCount);
  }
  return out;
}

/** `[examples.length, 7, 7, 160]` */
function gatherActivations(examples: readonly Example[], cache: FeatureCache): tf.Tensor4D {
  const values = new Float32Array(examples.length * TAIL_INPUT_LENGTH);
  examples.forEach(({ key }, i) =>
    cache.read(key, values, i * TAIL_INPUT_LENGTH, FEATURE_LENGTH, FEATURE_LENGTH + TAIL_INPUT_LENGTH),
  );
  return tf.tensor4d(values, [examples.length, 7, 7, 160]);
}

function countHits(logits: Float32Array, examples: readonly Example[], labelCount: number): number {
  return examples.filter(({ label }, i) => argmax(logits, i * labelCount, labelCount) === label).length;
}
