import type { Classifier, RgbImage } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import { type FaceProposal, proposeFaces } from '@maskpred/dataset';
import { createFaceDetector, type FaceDetectorKind } from '@maskpred/detector';

/** What finds the faces, and what guesses at their labels. */
export interface FinderSettings {
  readonly detector?: FaceDetectorKind;
  readonly inputSize?: number;
  readonly tiles?: true;
  readonly minScore?: number;
  /** Pixels. */
  readonly minSize: number;
  /** Whether the classifier's guess is the label. */
  readonly classify?: true;
  /** Folder of the classifier's model. */
  readonly model?: string;
  readonly engine?: EngineName | 'auto';
}

export interface FaceFinder {
  /** @param label - of every face, unless the classifier says. */
  find(picture: RgbImage, label: string | undefined, signal: AbortSignal): Promise<FaceProposal[]>;
  dispose(): void;
}

/**
 * Loads the detector, and the classifier where it is asked for.
 * @throws {MaskpredError} what loading them throws.
 */
export async function createFaceFinder(settings: FinderSettings): Promise<FaceFinder> {
  const { detector: kind, inputSize, tiles, minScore, minSize, classify, model, engine } = settings;
  const engineOptions = engine === undefined ? {} : { engine };
  const classifier = classify ? await loadModel(model, engineOptions) : undefined;
  const detector = await createFaceDetector({
    ...engineOptions,
    ...(kind === undefined ? {} : { kind }),
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(tiles === undefined ? {} : { tiles }),
    ...(minScore === undefined ? {} : { minScore }),
  });
  return {
    find: (picture, label, signal) =>
      proposeFaces(picture, {
        detector,
        minSize,
        signal,
        ...(label === undefined ? {} : { label }),
        ...(classifier ? { classifier } : {}),
      }),
    dispose() {
      detector.dispose();
      classifier?.dispose();
    },
  };
}

async function loadModel(
  model: string | undefined,
  engineOptions: { readonly engine?: EngineName | 'auto' },
): Promise<Classifier> {
  const { loadClassifier } = await import('@maskpred/classifier');
  return loadClassifier(model, engineOptions);
}
