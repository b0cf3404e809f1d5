import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DecodedWeights, decodeWeights, loadBuiltNetwork, startEngine } from '@maskpred/core/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSsdGraph } from '../ssd-graph.js';
import { loadSsdModel, OUTPUTS, SHIPPED_MODEL } from '../ssd-model.js';
import { foldFaceApiWeights } from './pretrained.js';

const require = createRequire(import.meta.url);
const stored = join(
  dirname(require.resolve('@vladmandic/face-api/package.json')),
  'model/ssd_mobilenetv1_model',
);

let source: DecodedWeights;
let original: tf.NamedTensorMap;
beforeAll(async () => {
  await startEngine({ engine: 'wasm' });
  const manifest = JSON.parse(
    await readFile(`${stored}-weights_manifest.json`, 'utf8'),
  ) as tf.io.WeightsManifestConfig;
  source = decodeWeights(
    manifest.flatMap(({ weights }) => weights),
    new Uint8Array(await readFile(`${stored}.bin`)),
  );
  original = Object.fromEntries(
    [...source].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
});
afterAll(() => tf.dispose(original));

describe('foldFaceApiWeights', () => {
  it('says which weight is missing', () => {
    expect(() => foldFaceApiWeights(new Map())).toThrow(
      expect.objectContaining({ code: 'MODEL_INCOMPATIBLE' }),
    );
  });

  it('keeps every kernel and bias outside the depthwise layers exactly', () => {
    const kept = [...foldFaceApiWeights(source)].filter(([name]) => !name.includes('_depthwise/'));
    expect(kept).toHaveLength(2 * (14 + 8 + 12)); // kernel and bias: backbone, extra layers, heads
    const values = [...source.values()].map((weight) => weight.values);
    for (const [name, weight] of kept) expect(values, name).toContain(weight.values);
  });

  it('gives a network that computes what the source computes with its BatchNorm unfolded', async () => {
    const { network: shipped, metadata } = await loadSsdModel(SHIPPED_MODEL, { engine: 'wasm' });
    shipped.dispose();
    const network = await loadBuiltNetwork(
      buildSsdGraph(foldFaceApiWeights(source), metadata, () => 'float32'),
      { engine: 'wasm', outputs: OUTPUTS },
    );
    const image = tf.randomUniform([1, 192, 128, 3], -1, 1, 'float32', 1) as tf.Tensor4D;
    const expected = runUnfolded(image);
    const actual = await network.run({
      shape: image.shape,
      values: await image.data<'float32'>(),
    });
    for (const [i, output] of actual.entries()) {
      expect(output.shape).toEqual(expected[i]!.shape);
      const wanted = await expected[i]!.data<'float32'>();
      const largest = output.values.reduce((max, value, j) => Math.max(max, Math.abs(value - wanted[j]!)), 0);
      expect(largest).toBeLessThan(2e-3); // logits and scaled shifts, of size 1 to 10; float32 rounding
    }
    tf.dispose([image, expected]);
    network.dispose();
  });
});

/** The network layer by layer, as face-api runs it. */
function runUnfolded(image: tf.Tensor4D): tf.Tensor[] {
  return tf.tidy(() => {
    const weight = <T extends tf.Tensor>(name: string) => original[name] as T;
    const relu6 = (x: tf.Tensor4D) => tf.clipByValue(x, 0, 6) as tf.Tensor4D;
    const convolution = (x: tf.Tensor4D, layer: string, stride: number) =>
      relu6(
        tf.add(
          tf.conv2d(x, weight<tf.Tensor4D>(`${layer}/weights`), stride, 'same'),
          weight(`${layer}/convolution_bn_offset`),
        ),
      );
    const depthwise = (x: tf.Tensor4D, layer: string, stride: number) => {
      const y = tf.depthwiseConv2d(x, weight<tf.Tensor4D>(`${layer}/depthwise_weights`), stride, 'same');
      const [mean, variance, beta, gamma] = ['moving_mean', 'moving_variance', 'beta', 'gamma'].map((name) =>
        weight<tf.Tensor1D>(`${layer}/BatchNorm/${name}`),
      );
      return relu6(tf.batchNorm(y, mean!, variance!, beta, gamma, 0.001) as tf.Tensor4D);
    };
    let x = convolution(image, 'MobilenetV1/Conv2d_0_pointwise', 2);
    const taps: tf.Tensor4D[] = [];
    for (let block = 1; block <= 13; block++) {
      const stride = [2, 4, 6, 12].includes(block) ? 2 : 1;
      x = depthwise(x, `MobilenetV1/Conv2d_${block}_depthwise`, stride);
      x = convolution(x, `MobilenetV1/Conv2d_${block}_pointwise`, 1);
      if (block === 11 || block === 13) taps.push(x);
    }
    for (let layer = 0; layer < 8; layer++) {
      x = convolution(x, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 === 0 ? 1 : 2);
      if (layer % 2 === 1) taps.push(x);
    }
    return [
      ['BoxEncodingPredictor', 4],
      ['ClassPredictor', 3],
    ].map(([head, width]) =>
      tf.concat(
        taps.map((tap, i) => {
          const layer = `Prediction/BoxPredictor_${i}/${head}`;
          const y = tf.add(
            tf.conv2d(tap, weight<tf.Tensor4D>(`${layer}/weights`), 1, 'same'),
            weight(`${layer}/biases`),
          );
          return tf.reshape(y, [-1, width as number]);
        }),
      ),
    );
  });
}
