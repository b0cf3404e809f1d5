import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { RawImage } from '@maskpred/core';
import { preprocess } from '../../preprocess.js';
import type { KerasModel } from './tiny-mobilenet.js';
import { encodeLayersModel } from './write-models.js';

/** What TensorFlow.js' own layers put out, a row a face: the reading of a model that no code of ours has a part in. */
export async function predictWithLayers(
  model: KerasModel,
  faces: readonly RawImage[],
  inputSize: number,
  pixelRange: readonly [number, number],
): Promise<number[][]> {
  const { json, specs, bytes } = encodeLayersModel(model);
  const layers = await loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: specs,
      weightData: bytes.slice().buffer,
    }),
  );
  const rows = tf.tidy(() => {
    const shape: [number, number, number, number] = [faces.length, inputSize, inputSize, 3];
    const output = layers.predict(
      tf.tensor4d(preprocess(faces, inputSize, pixelRange), shape),
    ) as tf.Tensor2D;
    return output.arraySync();
  });
  layers.dispose();
  return rows;
}
