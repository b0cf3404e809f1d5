import { type ErrorCode, MaskpredError } from '@maskpred/core';

export interface HttpErrorOptions {
  readonly url: string;
  /** Absent when no answer came. */
  readonly status?: number;
  /** How long the server asked to wait, ms. */
  readonly retryAfterMs?: number;
  readonly isRetryable: boolean;
  readonly cause?: unknown;
}

/**
 * A request that brought nothing: code HTTP_FAILED, or RATE_LIMITED for status 429. `isRetryable` is true for a network
 * that failed and for 408, 425, 429 and 5xx.
 */
export class HttpError extends MaskpredError {
  override readonly name: string = 'HttpError';
  /** The address that failed: the last one where redirects were followed. */
  readonly url: string;
  /** Absent when no answer came. */
  readonly status?: number;
  /** How long the server asked to wait, ms. */
  readonly retryAfterMs?: number;

  constructor(
    code: Extract<ErrorCode, 'HTTP_FAILED' | 'RATE_LIMITED'>,
    message: string,
    options: HttpErrorOptions,
  ) {
    super(code, message, { cause: options.cause, isRetryable: options.isRetryable });
    this.url = options.url;
    if (options.status !== undefined) this.status = options.status;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}
