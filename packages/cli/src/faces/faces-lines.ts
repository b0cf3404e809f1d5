import { printable } from '../failure.js';
import { type FailedPicture, isFailed } from '../picture-answer.js';
import { countFaces } from '../predict-lines.js';
import { roundScore } from '../scores.js';
import type { KeptFace, KeptPicture, SkipReason } from './face-sink.js';

/** A picture that was left as it is. */
export interface SkippedPicture {
  readonly image: string;
  readonly skipped: SkipReason;
}

/** A picture whose faces were written. */
export interface DonePicture extends KeptPicture {
  readonly image: string;
  /** Pixels of the upright picture. */
  readonly width: number;
  /** Pixels of the upright picture. */
  readonly height: number;
}

export type FacesAnswer = DonePicture | SkippedPicture | FailedPicture;

export function isSkipped(answer: FacesAnswer): answer is SkippedPicture {
  return 'skipped' in answer;
}

/** One line of JSON, line break included: what `faces --json` writes. Boxes are pixels of the upright picture. */
export function formatFacesJson(answer: FacesAnswer): string {
  if (isFailed(answer)) return `${JSON.stringify({ image: answer.image, error: answer.error })}\n`;
  if (isSkipped(answer)) return `${JSON.stringify(answer)}\n`;
  const { image, width, height, faces, annotation } = answer;
  return `${JSON.stringify({ image, width, height, faces: faces.map(toJson), annotation })}\n`;
}

function toJson({ box, label, score, labelScore, crop }: KeptFace): object {
  return {
    box,
    score: roundScore(score),
    label,
    ...(labelScore === undefined ? {} : { labelScore: roundScore(labelScore) }),
    crop,
  };
}

/** One line for people. */
export function formatFacesText({ image, faces, annotation }: DonePicture): string {
  const where = annotation === undefined ? countLabels(faces) : ` -> ${printable(annotation)}`;
  return `${printable(image)}  ${countFaces(faces.length)}${where}\n`;
}

function countLabels(faces: readonly KeptFace[]): string {
  const counts = new Map<string, number>();
  for (const { label } of faces) counts.set(label, (counts.get(label) ?? 0) + 1);
  const parts = [...counts].sort().map(([label, count]) => `${count} ${printable(label)}`);
  return parts.length > 0 ? `: ${parts.join(', ')}` : '';
}
