import { MaskpredError } from '@maskpred/core';

/**
 * Why what an address brought is not taken: `not-an-image` (a page, a drawing, another format), `broken` (a picture that
 * does not decode, or a broken content encoding), `too-large` (bytes or pixels), `too-small`, `aspect` (too long and
 * narrow), `opt-out` (the server's `X-Robots-Tag`), `duplicate` (the same bytes were stored before).
 */
export type ContentProblem =
  'not-an-image' | 'broken' | 'too-large' | 'too-small' | 'aspect' | 'opt-out' | 'duplicate';

export interface ContentErrorOptions {
  readonly problem: ContentProblem;
  /** Pixels of the upright picture, where it came to that. */
  readonly width?: number;
  readonly height?: number;
  readonly cause?: unknown;
}

/** An answer that is not taken: code CONTENT_REJECTED. */
export class ContentError extends MaskpredError {
  override readonly name: string = 'ContentError';
  readonly problem: ContentProblem;
  readonly width?: number;
  readonly height?: number;

  constructor(message: string, { problem, width, height, cause }: ContentErrorOptions) {
    super('CONTENT_REJECTED', message, { cause });
    this.problem = problem;
    if (width !== undefined) this.width = width;
    if (height !== undefined) this.height = height;
  }
}
