import { BOX_CODE_LENGTH } from '../box-code.js';
import { CLASSES, FACE, sigmoid, type SsdOutput } from '../decode.js';
import { hardestBackground } from './hard-negatives.js';
import { type PriorTargets, TARGET } from './match-priors.js';

/** What the outputs of one picture cost, and how the cost changes with each of them. */
export interface DetectionLoss {
  /** Cross-entropy over the priors that were looked at, summed, in nats. */
  readonly faceLoss: number;
  /** Smooth L1 over the codes of the faces' priors, summed. */
  readonly boxLoss: number;
  /** `[priors, 3]`: the derivative of the sum by each logit. */
  readonly logitGradient: Float32Array;
  /** `[priors, 4]`: the derivative of the sum by each box code. */
  readonly boxGradient: Float32Array;
}

/**
 * The loss of SSD (arXiv:1512.02325, equations 1 to 3) and its gradient, in plain arithmetic: cross-entropy of the face
 * score over the faces' priors and the hardest background ones, smooth L1 over the box codes of the faces' priors.
 * Dividing by the number of faces is the caller's, who knows the whole batch.
 */
export function detectionLoss({ boxes, logits }: SsdOutput, targets: PriorTargets): DetectionLoss {
  const { kinds, codes } = targets;
  const logitGradient = new Float32Array(logits.length);
  const boxGradient = new Float32Array(boxes.length);
  let faceLoss = 0;
  let boxLoss = 0;

  for (const prior of hardestBackground(logits, targets)) {
    const logit = logits[prior * CLASSES + FACE]!;
    faceLoss += softplus(logit);
    logitGradient[prior * CLASSES + FACE] = sigmoid(logit);
  }
  for (let prior = 0; prior < kinds.length; prior++) {
    if (kinds[prior] !== TARGET.face) continue;
    const logit = logits[prior * CLASSES + FACE]!;
    faceLoss += softplus(-logit);
    logitGradient[prior * CLASSES + FACE] = sigmoid(logit) - 1;
    for (let i = prior * BOX_CODE_LENGTH; i < (prior + 1) * BOX_CODE_LENGTH; i++) {
      const error = boxes[i]! - codes[i]!;
      const size = Math.abs(error);
      boxLoss += size < 1 ? (error * error) / 2 : size - 0.5;
      boxGradient[i] = size < 1 ? error : Math.sign(error);
    }
  }
  return { faceLoss, boxLoss, logitGradient, boxGradient };
}

/** log(1 + e^x) without overflow: the cross-entropy of a background prior. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
