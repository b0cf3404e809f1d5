import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readModelWeights, startEngine } from '@maskpred/core/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSsdModel, OUTPUTS, SHIPPED_MODEL, type SsdMetadata } from './ssd-model.js';

const require = createRequire(import.meta.url);
const stored = join(
  dirname(require.resolve('@vladmandic/face-api/package.json')),
  'model/ssd_mobilenetv1_model',
);

let original: tf.NamedTensorMap;
beforeAll(async () => {
  await startEngine();
  const manifest = JSON.parse(
    await readFile(`${stored}-weights_manifest.json`, 'utf8'),
  ) as tf.io.WeightsManifestConfig;
  const bytes = Uint8Array.from(await readFile(`${stored}.bin`));
  original = tf.io.decodeWeights(
    bytes.buffer,
    manifest.flatMap(({ weights }) => weights),
  );
});
afterAll(() => tf.dispose(original));

describe('the model that ships', () => {
  it('keeps every convolution kernel and bias of the source exactly', async () => {
    const weights = await readModelWeights(SHIPPED_MODEL);
    let compared = 0;
    for (const [name, { values }] of weights) {
      if (values instanceof Int32Array || name.includes('_depthwise/')) continue;
      const source = name.endsWith('/kernel')
        ? name.replace(/kernel$/, 'weights')
        : name.replace(/bias$/, name.includes('BoxPredictor') ? 'biases' : 'convolution_bn_offset');
      expect(maxDifference(values, await original[source]!.data<'float32'>()), name).toBe(0);
      compared++;
    }
    expect(compared).toBe(2 * (14 + 8 + 12)); // kernel and bias: backbone, extra layers, heads
  });

  it('computes what the source computes with its BatchNorm unfolded', async () => {
    const { network } = await loadSsdModel(SHIPPED_MODEL);
    const image = tf.randomUniform([1, 192, 128, 3], -1, 1, 'float32', 1);
    const actual = network.execute(image, OUTPUTS) as tf.Tensor[];
    const expected = runUnfolded(image as tf.Tensor4D);
    for (const [i, output] of actual.entries()) {
      expect(output.shape).toEqual(expected[i]!.shape);
      const largest = maxDifference(await output.data<'float32'>(), await expected[i]!.data<'float32'>());
      expect(largest).toBeLessThan(2e-3); // logits and scaled shifts, of size 1 to 10; float32 rounding
    }
    tf.dispose([image, actual, expected]);
    network.dispose();
  });
});

function maxDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}

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

describe('loadSsdModel', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maskpred-ssd-model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The shipped model with other metadata. */
  async function withMetadata(maskpred: Partial<SsdMetadata> | undefined) {
    const model = JSON.parse(await readFile(SHIPPED_MODEL['model.json']!, 'utf8')) as object;
    const path = join(folder, 'model.json');
    await writeFile(path, JSON.stringify({ ...model, userDefinedMetadata: maskpred && { maskpred } }));
    return { ...SHIPPED_MODEL, 'model.json': path };
  }

  it('hands out the metadata of model.json', async () => {
    const { network, metadata } = await loadSsdModel(SHIPPED_MODEL);
    expect(metadata).toMatchObject({ formatVersion: 1, kind: 'ssd-mobilenet-v1' });
    expect(metadata.boxAdjustment.top).toBeGreaterThan(0.1); // the annotators' boxes begin lower
    network.dispose();
  });

  it('refuses a model without metadata, or of another kind, and frees it', async () => {
    const { network, metadata } = await loadSsdModel(SHIPPED_MODEL);
    network.dispose();
    const before = tf.memory().numTensors;
    const scoring = [metadata.scoring[0], { ...metadata.scoring[1], size: NaN }] as const;
    for (const wrong of [
      undefined,
      { ...metadata, kind: 'yolo' as 'ssd-mobilenet-v1' },
      { ...metadata, scoring },
      { ...metadata, maxOverlap: '1' as unknown as number },
    ]) {
      const call = loadSsdModel(await withMetadata(wrong));
      await expect(call).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a folder that is not there', async () => {
    await expect(loadSsdModel(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });
});
