import { MaskpredError } from '@maskpred/core';

/** A MODEL_INCOMPATIBLE error: the file was read, and what it holds is no classifier of pictures for maskpred. */
export function incompatible(location: string, problem: string, cause?: unknown): MaskpredError {
  return new MaskpredError(
    'MODEL_INCOMPATIBLE',
    `${location}: ${problem}`,
    cause === undefined ? {} : { cause },
  );
}

/** A layer that the graph writer does not know: such a network may still run through TensorFlow.js' own layers. */
export class UnknownLayerError extends Error {
  override readonly name = 'UnknownLayerError';
}
