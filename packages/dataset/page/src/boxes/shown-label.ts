import type { Guess } from '../../../src/label/protocol.js';
import { acceptedLabel, isProposed } from '../../../src/label/state/decide.js';
import type { LabelBox } from '../../../src/label/state/picture-state.js';

/** The label whose colour a box has: its own, or for a proposal the one that accepting it would give. */
export function shownLabel(box: LabelBox, guess: Guess | undefined): string {
  return isProposed(box) ? (acceptedLabel(box, guess?.label) ?? box.label) : box.label;
}
