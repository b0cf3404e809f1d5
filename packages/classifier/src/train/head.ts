import * as tf from '@tensorflow/tfjs-core';
import type { FeatureCache } from '@maskpred/core/train';
import { FEATURE_LENGTH } from './backbone.js';
import { createVariable, type TrainableNetwork } from './trainable-network.js';

/** A linear layer on feature vectors: logits = features x kernel + bias. */
export interface Head {
  /** `[1280, labels]`, row-major. */
  readonly kernel: Float32Array;
  /** `[labels]` */
  readonly bias: Float32Array;
}

/** Names of its variables. */
export const HEAD_KERNEL = 'head/kernel';
export const HEAD_BIAS = 'head/bias';

/** Variables of a head. @param head - what they start from. @default zeros */
export function createHeadVariables(
  labelCount: number,
  head?: Head,
): [name: string, variable: tf.Variable][] {
  const { kernel, bias } = head ?? {
    kernel: new Float32Array(FEATURE_LENGTH * labelCount),
    bias: new Float32Array(labelCount),
  };
  return [
    [HEAD_KERNEL, createVariable(kernel, [FEATURE_LENGTH, labelCount])],
    [HEAD_BIAS, createVariable(bias, [labelCount])],
  ];
}

/** The last layer alone, on cached feature vectors. */
export function createHeadNetwork(labelCount: number, features: FeatureCache): TrainableNetwork {
  const variables = new Map(createHeadVariables(labelCount));
  return {
    variables,
    labelCount,
    chunk: 1024,
    logits(keys) {
      const input = tf.tensor2d(features.gather(keys), [keys.length, FEATURE_LENGTH]);
      return applyHead(input, variables);
    },
  };
}

/** @param features - `[batch, 1280]` */
export function applyHead(features: tf.Tensor2D, variables: ReadonlyMap<string, tf.Variable>): tf.Tensor2D {
  const kernel = variables.get(HEAD_KERNEL) as unknown as tf.Tensor2D;
  return tf.add(tf.matMul(features, kernel), variables.get(HEAD_BIAS)!);
}
