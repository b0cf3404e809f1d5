import { type RawImage, resizeIntoInput } from '@maskpred/core';

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
  const size = { width: inputSize, height: inputSize };
  const rowLength = inputSize * 3;
  faces.forEach((face, i) => {
    const offset = i * inputSize * rowLength;
    resizeIntoInput(face, size, { values: input, offset, rowLength, range: pixelRange });
  });
  return input;
}
