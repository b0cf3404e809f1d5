import { assertArgument } from '@maskpred/core';

/** What a model that another tool trained does not say about itself. */
export interface ForeignOptions {
  /** What the outputs are called, in their order. A single sigmoid output has two labels: it scores the second. */
  readonly labels?: readonly string[];
  /**
   * What the bytes 0 and 255 become before the network sees them.
   * @default what the network itself does to pixels, else `[-1, 1]` for MobileNet, as Keras' `preprocess_input` makes it,
   * and slightly more for Teachable Machine
   */
  readonly pixelRange?: readonly [number, number];
  /** Pixels a side of a picture, where the network takes any. */
  readonly inputSize?: number;
  /** Share of a face box's size that is added on each side before the crop. @default 0 */
  readonly cropMargin?: number;
}

/** A picture of 1024 x 1024 takes 12 MB as float32, eight of a batch 100 MB. */
export const MAX_INPUT_SIZE = 1024;

/** @throws {MaskpredError} INVALID_ARGUMENT that names the option. */
export function assertForeignOptions({ labels, pixelRange, inputSize, cropMargin }: ForeignOptions): void {
  if (labels !== undefined) {
    const isGood =
      labels.length >= 2 && labels.every((label) => typeof label === 'string' && label.trim() !== '');
    assertArgument(
      isGood && new Set(labels).size === labels.length,
      `\`labels\` takes two names or more, each once, got ${JSON.stringify(labels)}.`,
    );
  }
  if (pixelRange !== undefined) {
    const [low, high] = pixelRange;
    assertArgument(
      pixelRange.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low < high,
      `\`pixelRange\` takes two numbers, the lower first, such as [-1, 1] or [0, 1], got ${JSON.stringify(pixelRange)}.`,
    );
  }
  assertArgument(
    inputSize === undefined || (Number.isInteger(inputSize) && inputSize >= 1 && inputSize <= MAX_INPUT_SIZE),
    `\`inputSize\` takes whole pixels from 1 to ${MAX_INPUT_SIZE}, got ${inputSize}.`,
  );
  assertArgument(
    cropMargin === undefined || (cropMargin >= 0 && cropMargin <= 2),
    `\`cropMargin\` takes a share of the face's size from 0 to 2, got ${cropMargin}.`,
  );
}
