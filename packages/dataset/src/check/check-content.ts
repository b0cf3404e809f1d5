import type { ClassScore } from '@maskpred/core';
import type { FindingDraft } from './finding.js';
import type { SurveyedPicture } from './survey.js';
import type { CheckThresholds } from './thresholds.js';

/** What networks say of the crops of a data set. */
export interface CropOpinions {
  /** How sure it is that a crop shows a face, 0 to 1; from `scoreFaces`. */
  readonly faceScores?: ReadonlyMap<string, number>;
  /** What a classifier says of each crop, best first; from `guessLabels`. */
  readonly guesses?: ReadonlyMap<string, readonly ClassScore[]>;
}

/** The label of crops that show none, where a set has it. */
export const NOT_FACE = 'not-face';

/** What is worth a look in one crop, as networks see it. */
export function checkContent(
  { path, label }: SurveyedPicture,
  { minFaceScore, minDoubt }: CheckThresholds,
  { faceScores, guesses }: CropOpinions,
): FindingDraft[] {
  const findings: FindingDraft[] = [];
  const face = faceScores?.get(path);
  if (face !== undefined && face < minFaceScore && label !== NOT_FACE) {
    const message = `no face is seen in it (${face.toFixed(2)})`;
    findings.push({ kind: 'no-face', path, message, value: face, threshold: minFaceScore });
  }
  const guess = guesses?.get(path)?.[0];
  const isTold = findings.length > 0 && guess?.label === NOT_FACE;
  if (guess && !isTold && label !== undefined && guess.label !== label && guess.score >= minDoubt) {
    const message = `labelled ${label}, looks like ${guess.label} (${guess.score.toFixed(3)})`;
    findings.push({ kind: 'label-doubt', path, message, value: guess.score, threshold: minDoubt });
  }
  return findings;
}
