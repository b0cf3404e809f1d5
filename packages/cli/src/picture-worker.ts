import type { CopyFormat } from './copy-targets.js';
import type { FailedPicture } from './picture-answer.js';

/** One picture to look at. */
export interface PictureJob {
  readonly image: string;
  /** Asks for the bytes of an annotated copy, where faces are labelled. */
  readonly copyFormat?: CopyFormat;
}

/** A picture that fails is an answer too. */
export interface WorkerResult {
  readonly answer: { readonly image: string } | FailedPicture;
}

/** Looks at pictures one by one. */
export interface PictureWorker<R extends WorkerResult> {
  run(job: PictureJob, signal?: AbortSignal): Promise<R>;
  dispose(): void;
}
