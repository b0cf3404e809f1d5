import type { Box } from '@maskpred/core';

/** A box as the layer draws it. */
export interface LayerBox {
  readonly id: string;
  /** Pixels of the picture. */
  readonly box: Box;
  /** Which of the label colours, from 0; undefined for a label that the project does not have. */
  readonly slot: number | undefined;
  /** Drawn dashed: nobody has decided about it. */
  readonly isProposal: boolean;
}
