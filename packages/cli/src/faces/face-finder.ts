import type { Classifier, RgbImage } from '@maskpred/core';
import type { EngineName } from '@maskpred/core/tfjs';
import { type FaceProposal, proposeFaces } from '@maskpred/dataset';
import { type DetectorSettings, loadDetectorOf } from '../load-detector-of.js';

/** What finds the faces, and what guesses at their labels. */
export interface FinderSettings extends DetectorSettings {
  /** Pixels. */
  readonly minSize: number;
  /** Whether the classifier's guess is the label. */
  readonly classify?: true;
  /** Folder of the classifier's model. */
  readonly model?: string;
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
  const { minSize, classify, model, engine } = settings;
  const classifier = classify ? await loadModel(model, engine === undefined ? {} : { engine }) : undefined;
  const detector = await loadDetectorOf(settings);
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
