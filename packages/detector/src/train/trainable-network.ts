import * as tf from '@tensorflow/tfjs-core';
import { MaskpredError } from '@maskpred/core';
import {
  trainableBias,
  trainableConv1x1,
  trainableConv3x3,
  trainableDepthwise3x3,
} from '@maskpred/core/train';
import type { DecodedWeights } from '@maskpred/core/tfjs';
import { BOX_CODE_LENGTH } from '../box-code.js';
import { CLASSES } from '../decode.js';
import { SSD_HEADS, SSD_LAYERS, type SsdLayer } from '../layers.js';

/** From where on the network is trained: a block from 0 to 12, or the heads alone. */
export type TrainFrom = number | 'heads';

/** The weights that training changes, by name. */
export type Variables = ReadonlyMap<string, tf.Variable>;

/** Weights to run with, by name: variables or their averages. */
export type WeightTensors = ReadonlyMap<string, tf.Tensor>;

/** The outputs of a batch. */
export type BatchOutput = {
  /** `[batch, priors, 4]` */
  readonly boxes: tf.Tensor3D;
  /** `[batch, priors, 3]` */
  readonly logits: tf.Tensor3D;
};

/** The layers in front of the trained part: they stay as they are. */
export function frozenLayers(from: TrainFrom): readonly SsdLayer[] {
  return from === 'heads' ? SSD_LAYERS : SSD_LAYERS.filter(({ block }) => block < from);
}

/** The layers of the trained part, without the heads. */
export function trainedLayers(from: TrainFrom): readonly SsdLayer[] {
  return from === 'heads' ? [] : SSD_LAYERS.filter(({ block }) => block >= from);
}

/** Names of the layers whose weights training changes, heads included. */
export function trainedNames(from: TrainFrom): string[] {
  return [
    ...trainedLayers(from).map(({ name }) => name),
    ...SSD_HEADS.flatMap(({ boxes, classes }) => [boxes, classes]),
  ];
}

/** Variables that start from the weights. */
export function createVariables(weights: DecodedWeights, from: TrainFrom): Variables {
  const names = trainedNames(from).flatMap((name) => [`${name}/kernel`, `${name}/bias`]);
  return new Map(
    names.map((name) => {
      const weight = weights.get(name);
      if (!weight) {
        throw new MaskpredError('MODEL_INCOMPATIBLE', `The detector to start from has no weight ${name}.`);
      }
      return [name, tf.tidy(() => tf.variable(tf.tensor(weight.values, [...weight.shape])))];
    }),
  );
}

/**
 * Runs the trained part, with gradients on every engine.
 *
 * @param inputs - `[batch, height, width, channels]` each: all taps where the heads alone are trained, else the one
 * input of the first trained block, which for block 12 is the first tap too.
 */
export function runTrainedPart(
  variables: WeightTensors,
  from: TrainFrom,
  inputs: readonly tf.Tensor4D[],
): BatchOutput {
  const taps: tf.Tensor4D[] = from === 'heads' ? [...inputs] : [];
  if (from !== 'heads') {
    let x = inputs[0]!;
    if (frozenLayers(from).at(-1)?.isTap) taps.push(x);
    for (const layer of trainedLayers(from)) {
      x = runLayer(x, layer, variables);
      if (layer.isTap) taps.push(x);
    }
  }
  const predict = (name: string, tap: tf.Tensor4D, length: number) => {
    const raw = withBias(trainableConv1x1(tap, kernelOf(variables, name)), biasOf(variables, name));
    return tf.reshape(raw, [tap.shape[0], -1, length]) as tf.Tensor3D;
  };
  return {
    boxes: tf.concat(
      taps.map((tap, i) => predict(SSD_HEADS[i]!.boxes, tap, BOX_CODE_LENGTH)),
      1,
    ),
    logits: tf.concat(
      taps.map((tap, i) => predict(SSD_HEADS[i]!.classes, tap, CLASSES)),
      1,
    ),
  };
}

function runLayer(x: tf.Tensor4D, { name, kind, stride }: SsdLayer, variables: WeightTensors): tf.Tensor4D {
  const kernel = kernelOf(variables, name);
  const convolved =
    kind === 'pointwise'
      ? trainableConv1x1(x, kernel)
      : kind === 'depthwise'
        ? trainableDepthwise3x3(x, kernel, stride)
        : trainableConv3x3(x, kernel, stride);
  return withBias(convolved, biasOf(variables, name), 'relu6');
}

/** On an engine that has native gradients its own kernels are faster than core's single pass over the numbers. */
function withBias(x: tf.Tensor4D, bias: tf.Tensor, activation?: 'relu6'): tf.Tensor4D {
  if (tf.getKernel('Conv2DBackpropFilter', tf.getBackend()) === undefined) {
    return trainableBias(x, bias, activation);
  }
  const sum: tf.Tensor4D = tf.add(x, bias);
  return activation ? tf.relu6(sum) : sum;
}

const kernelOf = (variables: WeightTensors, name: string) => variables.get(`${name}/kernel`)! as tf.Tensor4D;
const biasOf = (variables: WeightTensors, name: string): tf.Tensor => variables.get(`${name}/bias`)!;
