import { createCropWorker, type CropResult } from './classify-picture.js';
import { createFacesWorker, type FacesResult } from './detect-picture.js';
import { createPictureWorker, type PictureResult, type PredictSettings } from './predict-picture.js';
import type { PictureJob, PictureWorker } from './picture-worker.js';

/** What is answered of a picture, by what is asked. */
interface Results {
  /** Faces with labels. */
  readonly predict: PictureResult;
  /** The label of the whole picture as one crop. */
  readonly classify: CropResult;
  /** Faces without labels. */
  readonly detect: FacesResult;
}

/** What can be asked of a picture. */
export type Task = keyof Results;

export type ResultOf<T extends Task> = Results[T];

/** Looks at several pictures at a time. */
export interface PicturePool<T extends Task> {
  /** How many pictures keep it busy. */
  readonly limit: number;
  /**
   * @throws {MaskpredError} when the networks do not load; a picture that fails is an answer.
   */
  run(job: PictureJob, signal?: AbortSignal): Promise<ResultOf<T>>;
  close(): Promise<void>;
}

const FACTORIES: { readonly [T in Task]: (settings: PredictSettings) => Promise<PictureWorker<Results[T]>> } =
  { predict: createPictureWorker, classify: createCropWorker, detect: createFacesWorker };

/**
 * Loads the networks that the task needs into this thread.
 * @throws {MaskpredError} what loading a detector and a classifier throws.
 */
export function createWorker<T extends Task>(
  task: T,
  settings: PredictSettings,
): Promise<PictureWorker<ResultOf<T>>> {
  return FACTORIES[task](settings);
}
