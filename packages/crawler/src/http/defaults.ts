/** Every timing and limit of the HTTP client. */
export interface HttpTimings {
  /** From the first packet to the connection, TLS included, ms. */
  readonly connectTimeoutMs: number;
  /** From the request to the answer's headers, ms. */
  readonly headersTimeoutMs: number;
  /** Between two pieces of a body, ms. */
  readonly bodyTimeoutMs: number;
  /** One request as a whole, ms. */
  readonly totalTimeoutMs: number;
  /** Attempts after the first one. */
  readonly retries: number;
  /** Before the first retry, ms; doubled for each further one, with up to a quarter of it at random on top. */
  readonly backoffMs: number;
  /** A server that asks to wait longer than this (ms) is not asked again in this call. */
  readonly maxRetryAfterMs: number;
  /** Redirects that are followed. */
  readonly maxRedirects: number;
  /** Between the end of a request and the start of the next one to the same host, ms. */
  readonly hostDelayMs: number;
  /** A host (its robots.txt) that wants a longer delay than this (ms) gets this one. */
  readonly maxHostDelayMs: number;
  /** Requests under way to one host. */
  readonly hostConcurrency: number;
  /** Requests under way in all. */
  readonly concurrency: number;
}

/**
 * The defaults of {@link HttpTimings}. Redirects: RFC 9309 section 2.3.1.2 asks for at least five. The rest is ours: a
 * photograph of 5 MB comes within the total at 85 KB/s, and half a second a host is one picture on a page that a person reads.
 */
export const DEFAULT_HTTP_TIMINGS: HttpTimings = Object.freeze({
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 20_000,
  bodyTimeoutMs: 15_000,
  totalTimeoutMs: 60_000,
  retries: 3,
  backoffMs: 1000,
  maxRetryAfterMs: 60_000,
  maxRedirects: 5,
  hostDelayMs: 500,
  maxHostDelayMs: 30_000,
  hostConcurrency: 1,
  concurrency: 16,
});

/** Bytes of a body without `maxBytes`: 32 MiB. */
export const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
