import * as tf from '@tensorflow/tfjs-core';
import { type DecodedWeights, loadBuiltNetwork, startEngine } from '@maskpred/core/tfjs';
import { registerGradients } from '@maskpred/core/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { SSD_HEADS, SSD_LAYERS } from '../layers.js';
import { buildBody, buildSsdGraph } from '../ssd-graph.js';
import { OUTPUTS, type SsdMetadata } from '../ssd-model.js';
import { createOptimiser } from './optimiser.js';
import {
  createVariables,
  frozenLayers,
  runTrainedPart,
  trainedNames,
  type Variables,
} from './trainable-network.js';

/** The SSD with 4 channels a layer: the same graph, in milliseconds. */
const CHANNELS = 4;
function smallWeights(): DecodedWeights {
  const weights: DecodedWeights = new Map();
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.4; // mostly above 0: alive behind relu6
  const add = (name: string, shape: number[]) => {
    const length = shape.reduce((product, side) => product * side, 1);
    const scale = 1.5 / Math.sqrt(length / shape.at(-1)!);
    weights.set(`${name}/kernel`, { shape, values: Float32Array.from({ length }, () => random() * scale) });
    const out = name.endsWith('_depthwise') ? CHANNELS : shape.at(-1)!;
    weights.set(`${name}/bias`, {
      shape: [out],
      values: Float32Array.from({ length: out }, () => random() * 0.2 + 0.1),
    });
  };
  SSD_LAYERS.forEach(({ name, kind }, i) => {
    const input = i === 0 ? 3 : CHANNELS;
    if (kind === 'depthwise') add(name, [3, 3, CHANNELS, 1]);
    else add(name, kind === 'full' ? [3, 3, input, CHANNELS] : [1, 1, input, CHANNELS]);
  });
  SSD_HEADS.forEach(({ boxes, classes }, i) => {
    const priors = i === 0 ? 3 : 6;
    add(boxes, [1, 1, CHANNELS, priors * 4]);
    add(classes, [1, 1, CHANNELS, priors * 3]);
  });
  return weights;
}

const weights = smallWeights();
const metadata: SsdMetadata = {
  formatVersion: 1,
  kind: 'ssd-mobilenet-v1',
  boxAdjustment: { left: 0, top: 0, right: 0, bottom: 0 },
  candidateScore: 0.02,
  maxOverlap: 0.45,
  scoring: [
    { bias: 0, logit: 1, support: 0, size: 0 },
    { bias: 0, logit: 1, support: 0, size: 0 },
  ],
};
/** Odd maps too, where SAME pads both sides. */
const shape: [number, number, number, number] = [1, 96, 160, 3];
const picture = () => tf.randomUniform(shape, -1, 1, 'float32', 5) as tf.Tensor4D;

beforeAll(async () => {
  await startEngine({ engine: 'wasm' });
  await registerGradients();
});

/** What the frozen layers hand to the trained part. */
async function inputsOf(from: number | 'heads'): Promise<tf.Tensor4D[]> {
  if (from === 0) return [picture()];
  const { files, last, taps } = buildBody(weights, frozenLayers(from));
  const network = await loadBuiltNetwork(files, {
    engine: 'wasm',
    outputs: from === 'heads' ? taps : [last],
  });
  const image = picture();
  const answers = await network.run({ shape, values: await image.data<'float32'>() });
  image.dispose();
  network.dispose();
  return answers.map(({ shape: size, values }) =>
    tf.tensor4d(values, size as [number, number, number, number]),
  );
}

describe.each(['heads', 12, 7, 0] as const)('the part that is trained from %s', (from) => {
  it('computes what the whole graph model computes', async () => {
    const graph = await loadBuiltNetwork(
      buildSsdGraph(weights, metadata, () => 'float32'),
      { engine: 'wasm', outputs: OUTPUTS },
    );
    const image = picture();
    const expected = await graph.run({ shape, values: await image.data<'float32'>() });
    graph.dispose();
    const inputs = await inputsOf(from);
    const variables = createVariables(weights, from);
    const output = tf.tidy(() => runTrainedPart(variables, from, inputs));
    for (const [i, tensor] of [output.boxes, output.logits].entries()) {
      const wanted = expected[i]!.values;
      const actual = await tensor.data<'float32'>();
      expect(actual).toHaveLength(wanted.length);
      expect(actual.reduce((max, value, j) => Math.max(max, Math.abs(value - wanted[j]!)), 0)).toBeLessThan(
        1e-4,
      );
    }
    tf.dispose([image, output.boxes, output.logits, ...inputs, ...variables.values()]);
  });
});

describe('training the whole of it', () => {
  const squaredOutput = (variables: Variables, input: tf.Tensor4D) => () => {
    const { boxes, logits } = runTrainedPart(variables, 0, [input]);
    return tf.add(tf.mean(tf.square(boxes)), tf.mean(tf.square(logits))) as tf.Scalar;
  };

  it('changes every kernel and bias, and lowers what it minimises', () => {
    const variables = createVariables(weights, 0);
    const optimiser = createOptimiser(variables, { heads: 0.01, body: 0.01 });
    const input = picture();
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      const { value, grads } = tf.variableGrads(squaredOutput(variables, input), [...variables.values()]);
      losses.push(value.dataSync()[0]!);
      value.dispose();
      optimiser.step(grads, 1);
      tf.dispose(grads);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.9);
    for (const name of trainedNames(0)) {
      const kernel = variables.get(`${name}/kernel`)!.dataSync();
      const start = weights.get(`${name}/kernel`)!.values;
      expect(
        kernel.some((value, i) => value !== start[i]),
        name,
      ).toBe(true);
    }
    const moments = 2 * variables.size;
    expect(tf.memory().numTensors).toBe(before + moments); // Adam makes its moments in the first step
    optimiser.dispose();
    tf.dispose([input, ...variables.values()]);
  });

  it('goes on with the same bits from what was saved', async () => {
    const input = picture();
    const run = async (interruptAt: number | undefined) => {
      let variables = createVariables(weights, 7);
      let optimiser = createOptimiser(variables, { heads: 0.01, body: 0.003 });
      const inputs = await inputsOf(7);
      for (let step = 0; step < 4; step++) {
        if (step === interruptAt) {
          const saved = await optimiser.save();
          optimiser.dispose();
          tf.dispose([...variables.values()]);
          variables = createVariables(weights, 7);
          optimiser = createOptimiser(variables, { heads: 0.01, body: 0.003 });
          await optimiser.restore(saved);
        }
        const current = variables;
        const { value, grads } = tf.variableGrads(() => {
          const { boxes, logits } = runTrainedPart(current, 7, inputs);
          return tf.add(tf.mean(tf.square(boxes)), tf.mean(tf.square(logits))) as tf.Scalar;
        }, [...variables.values()]);
        value.dispose();
        optimiser.step(grads, 1 - step / 4);
        tf.dispose(grads);
      }
      const state = await optimiser.save();
      optimiser.dispose();
      tf.dispose([...variables.values(), ...inputs]);
      return state;
    };
    expect(await run(2)).toEqual(await run(undefined));
    input.dispose();
  });
});
