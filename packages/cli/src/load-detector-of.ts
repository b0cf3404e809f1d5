import type { FaceDetector, ImageInput } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import { createFaceDetector } from '@maskpred/detector';

/** Which detector a command uses, as its options say. */
export interface DetectorSettings {
  /** `ssd`, or the model folder of one that was trained. @default 'ssd' */
  readonly detector?: string;
  readonly inputSize?: number;
  readonly tiles?: boolean;
  readonly int8?: boolean;
  readonly minScore?: number;
  readonly engine?: EngineName | 'auto';
}

/**
 * The detector of a command.
 * @throws {MaskpredError} what loading a detector throws.
 */
export function loadDetectorOf(settings: DetectorSettings): Promise<FaceDetector<ImageInput>> {
  const { detector = 'ssd', inputSize, tiles, int8, minScore, engine } = settings;
  return createFaceDetector({
    ...(detector === 'ssd' ? {} : { model: detector }),
    ...(engine === undefined ? {} : { engine }),
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(tiles === undefined ? {} : { tiles }),
    ...(int8 === undefined ? {} : { int8 }),
    ...(minScore === undefined ? {} : { minScore }),
  });
}
