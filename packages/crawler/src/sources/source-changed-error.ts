import { MaskpredError } from '@maskpred/core';

export interface SourceChangedErrorOptions {
  /** Name of the source. */
  readonly source: string;
  /** The address that was asked. */
  readonly url: string;
  /** The part of the answer that is not as it was: `results[].url`. */
  readonly field: string;
  /** What was expected and what came. */
  readonly problem: string;
  readonly cause?: unknown;
}

/** A service answers in a shape that its parser does not know: code SOURCE_CHANGED. */
export class SourceChangedError extends MaskpredError {
  override readonly name: string = 'SourceChangedError';
  readonly source: string;
  readonly url: string;
  /** The part of the answer that is not as it was: `results[].url`. */
  readonly field: string;

  constructor({ source, url, field, problem, cause }: SourceChangedErrorOptions) {
    super(
      'SOURCE_CHANGED',
      `${source}: ${url}: ${field}: ${problem}. The service has changed its format: update @maskpred/crawler, ` +
        'or report this with what "maskpred doctor --sources --live" says.',
      { cause },
    );
    this.source = source;
    this.url = url;
    this.field = field;
  }
}
