import { type RawImage, resizeImage } from '@maskpred/core';

/**
 * Face crops as the network's input: the one preprocessing of training, evaluation and inference.
 *
 * @param inputSize - pixels a side; aspect is not kept, as in training.
 * @param pixelRange - what the bytes 0 and 255 become, `[-1, 1]` for MobileNetV2.
 * @param input - where the values go.
 * @returns `input`, `[faces.length, inputSize, inputSize, 3]` in row-major order, RGB.
 */
export function preprocess(
  faces: readonly RawImage[],
  inputSize: number,
  pixelRange: readonly [number, number],
  input: Float32Array = new Float32Array(faces.length * inputSize * inputSize * 3),
): Float32Array {
  const [low, high] = pixelRange;
  const length = inputSize * inputSize * 3;
  const values = Float32Array.from({ length: 256 }, (_, byte) => low + (byte / 255) * (high - low));
  faces.forEach((face, i) => {
    const { data } = resizeImage(face, inputSize, inputSize);
    const offset = i * length;
    for (let j = 0; j < length; j++) input[offset + j] = values[data[j]!]!;
  });
  return input;
}
