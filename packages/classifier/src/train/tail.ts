import * as tf from '@tensorflow/tfjs-core';
import {
  type FeatureCache,
  trainableBias,
  trainableConv1x1,
  trainableConv3x3,
  trainableDepthwise3x3,
} from '@maskpred/core/train';
import { type BackboneLayer, type BackboneStage, inputOf, stagesFrom, type Weights } from './backbone.js';
import { applyHead, createHeadVariables, type Head } from './head.js';
import { createVariable, type TrainableNetwork } from './trainable-network.js';

type Variables = ReadonlyMap<string, tf.Variable>;

/**
 * The network from a block on, with its head, on cached activations: the second phase of transfer learning.
 * @param block - the first trained one.
 */
export function createTailNetwork(
  weights: Weights,
  head: Head,
  block: number,
  activations: FeatureCache,
): TrainableNetwork {
  const stages = stagesFrom(block);
  const names = stages.flatMap(({ layers }) =>
    layers.flatMap(({ name }) => [`${name}/kernel`, `${name}/bias`]),
  );
  const labelCount = head.bias.length;
  const variables: Variables = new Map([
    ...names.map((name): [string, tf.Variable] => {
      const { values, shape } = weights.get(name)!;
      return [name, createVariable(values as Float32Array, shape)];
    }),
    ...createHeadVariables(labelCount, head),
  ]);
  const { shape } = inputOf(block);
  return {
    variables,
    labelCount,
    chunk: 32,
    logits(keys) {
      let x = tf.tensor4d(activations.gather(keys), [keys.length, ...shape]);
      for (const stage of stages) x = applyStage(x, stage, variables);
      return applyHead(tf.mean(x, [1, 2]) as tf.Tensor2D, variables);
    },
  };
}

function applyStage(
  input: tf.Tensor4D,
  { layers, isResidual }: BackboneStage,
  variables: Variables,
): tf.Tensor4D {
  let x = input;
  for (const layer of layers) x = applyLayer(x, layer, variables);
  return isResidual ? tf.add(input, x) : x;
}

function applyLayer(x: tf.Tensor4D, layer: BackboneLayer, variables: Variables): tf.Tensor4D {
  const { name, kind, stride, activation } = layer;
  const kernel = variables.get(`${name}/kernel`) as unknown as tf.Tensor4D;
  const filtered =
    kind === '1x1'
      ? trainableConv1x1(x, kernel)
      : kind === 'depthwise 3x3'
        ? trainableDepthwise3x3(x, kernel, stride)
        : trainableConv3x3(x, kernel, stride);
  return trainableBias(filtered, variables.get(`${name}/bias`)!, activation);
}

/** The weights with those of a trained tail in their places. */
export function replaceWeights(weights: Weights, trained: Readonly<Record<string, Float32Array>>): Weights {
  return new Map(
    [...weights].map(([name, weight]) => [
      name,
      { shape: weight.shape, values: trained[name] ?? weight.values },
    ]),
  );
}
