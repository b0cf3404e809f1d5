import { type Box, type FaceDetection, iou, shorterSide } from '@maskpred/core';
import { logit, sigmoid } from './decode.js';

/** The candidates of one face. */
export interface CandidateGroup {
  /** Mean of the candidates' boxes weighted by their raw scores, pixels of the picture. */
  readonly box: Box;
  /** Best raw score. */
  readonly best: number;
  /** Sum of the raw scores, at least `best`. */
  readonly support: number;
}

/**
 * The chance that a group is a face, as a logistic model: sigmoid(bias + logit * L + support * ln S + size * ln (P / 24)).
 * L is the logit of the group's best raw score, S its support, P the shorter side of its box in pixels of the network's
 * input. What the network is sure of has many candidates, the more the larger it is; a false face often has one good one.
 */
export interface Scoring {
  readonly bias: number;
  readonly logit: number;
  readonly support: number;
  readonly size: number;
}

/** Unit of {@link Scoring.size}, pixels of the network's input: the bias is that of a face of this size. */
const SIZE_UNIT = 24;

/**
 * Candidates brought together by overlap: the best one starts a group, which takes all that overlap it by more than
 * `maxOverlap` (intersection over union, 0 to 1), the best of the rest starts the next. Blending the boxes of a group
 * is steadier than taking the best one's; BlazeFace does the same (arXiv:1907.05047, section 4).
 */
export function groupCandidates(candidates: readonly FaceDetection[], maxOverlap: number): CandidateGroup[] {
  let rest = [...candidates].sort((a, b) => b.score - a.score);
  const groups: CandidateGroup[] = [];
  while (rest.length > 0) {
    const best = rest[0]!;
    const members = [best];
    const others: FaceDetection[] = [];
    for (let i = 1; i < rest.length; i++) {
      const candidate = rest[i]!;
      (iou(best.box, candidate.box) > maxOverlap ? members : others).push(candidate);
    }
    rest = others;
    groups.push(blend(members));
  }
  return groups;
}

/**
 * The groups as faces, by score, descending.
 * @param scale - pixels of the network's input for one pixel of the picture.
 */
export function scoreGroups(
  groups: readonly CandidateGroup[],
  scoring: Scoring,
  scale: number,
): FaceDetection[] {
  return groups
    .map(({ box, best, support }) => {
      const side = (shorterSide(box) * scale) / SIZE_UNIT;
      const evidence =
        scoring.bias +
        scoring.logit * logit(best) +
        scoring.support * Math.log(support) +
        scoring.size * Math.log(side);
      return { box, score: sigmoid(evidence) };
    })
    .sort((a, b) => b.score - a.score);
}

function blend(members: readonly FaceDetection[]): CandidateGroup {
  let [support, x, y, width, height] = [0, 0, 0, 0, 0];
  for (const { box, score } of members) {
    support += score;
    x += score * box.x;
    y += score * box.y;
    width += score * box.width;
    height += score * box.height;
  }
  const box = { x: x / support, y: y / support, width: width / support, height: height / support };
  return { box, best: members[0]!.score, support };
}
