import type { EngineName } from '@maskpred/core/tfjs';
import type { CropOpinions } from '@maskpred/dataset';
import { guessLabels, scoreFaces, type Survey } from '@maskpred/dataset/node';
import type { CommandContext } from '../../context.js';
import { withProgress } from '../survey-folder.js';

/** What networks are asked, and which. */
export interface OpinionOptions {
  readonly faces?: true;
  readonly labels?: true;
  /** Folder of the classifier's model. */
  readonly model?: string;
  readonly engine?: EngineName | 'auto';
}

/** Longer side that the detector sees: a face fills its crop, so that a small copy will do. Pixels. */
const CROP_INPUT_SIZE = 256;

/** Asks the networks about every crop, where that is wanted; both cost time. */
export async function askNetworks(
  folder: string,
  survey: Survey,
  { faces, labels, model, engine }: OpinionOptions,
  { stderr, signal }: CommandContext,
): Promise<CropOpinions> {
  if (survey.layout !== 'image-folder' || !(faces || labels)) return {};
  const start = engine ? { engine } : {};
  const opinions: { -readonly [K in keyof CropOpinions]: CropOpinions[K] } = {};
  const { loadClassifier } = await import('@maskpred/classifier');
  const classifier = await loadClassifier(model, start);
  try {
    if (faces) {
      const { createFaceDetector } = await import('@maskpred/detector');
      const detector = await createFaceDetector({ ...start, inputSize: CROP_INPUT_SIZE });
      opinions.faceScores = await withProgress(stderr, (onPicture) =>
        scoreFaces(folder, survey, detector, { classifier, signal, onPicture }),
      ).finally(() => detector.dispose());
    }
    if (labels) {
      opinions.guesses = await withProgress(stderr, (onPicture) =>
        guessLabels(folder, survey, classifier, { signal, onPicture }),
      );
    }
  } finally {
    classifier.dispose();
  }
  return opinions;
}
