import type { RgbImage } from '@maskpred/core';
import type { FaceProposal } from '@maskpred/dataset';
import type { PictureInput } from '../inputs.js';

/** Why a picture is left as it is. */
export type SkipReason =
  /** An earlier run has done it. */
  | 'done'
  /** A person has verified its annotation. */
  | 'verified'
  /** Its annotation was made or changed by something else than this command. */
  | 'annotated';

/** A face with what became of it. */
export interface KeptFace extends FaceProposal {
  /** Path of the crop. */
  readonly crop?: string;
}

export interface KeptPicture {
  readonly faces: readonly KeptFace[];
  /** Path of the annotation. */
  readonly annotation?: string;
}

/** Where the faces of pictures go; called in the pictures' order. */
export interface FaceSink {
  /**
   * What to call the faces of a picture, or why it needs no look.
   * @throws {MaskpredError} when the picture has no place here.
   */
  admit(input: PictureInput): Promise<{ readonly label?: string; readonly skipped?: SkipReason }>;
  keep(input: PictureInput, picture: RgbImage, faces: readonly FaceProposal[]): Promise<KeptPicture>;
  close(): Promise<void>;
}
