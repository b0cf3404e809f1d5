/** What a server answered, with its body read to the end. */
export interface HttpResponse {
  /** After redirects. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case; several values joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without its content encoding. */
  readonly body: Uint8Array;
}

/** What is known of an answer before its body is read. */
export type HttpHead = Omit<HttpResponse, 'body'>;

export interface HttpGetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** A body with more bytes is refused with CONTENT_REJECTED, or cut, as `overflow` says. */
  readonly maxBytes?: number;
  /** What becomes of a body with more than `maxBytes`. @default 'reject' */
  readonly overflow?: 'reject' | 'cut';
  /**
   * Asked before the first request and before each redirect is followed. Rejecting refuses the address; what it resolves
   * to is the least delay (ms) that its host wants between two requests.
   */
  readonly admit?: (url: string) => Promise<number>;
  /** Shown a 2xx answer before its body is read, which waits for it; throwing refuses the answer. */
  readonly inspect?: (head: HttpHead) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Fetches over http and https: with retries, Retry-After, one request at a time and a delay per host, redirects checked
 * like first addresses, and no way to private addresses. Sources and downloads share one.
 */
export interface HttpClient {
  /**
   * @throws {MaskpredError} HTTP_FAILED (an `HttpError` with `url` and `status`) for an answer other than 2xx and for a
   * network that fails, RATE_LIMITED for 429 that stays, ADDRESS_FORBIDDEN, CONTENT_REJECTED.
   */
  get(url: string, options?: HttpGetOptions): Promise<HttpResponse>;
}

/** A client that holds connections. */
export interface OpenHttpClient extends HttpClient {
  /** Closes its connections. Requests under way fail. May be called again. */
  close(): Promise<void>;
}
