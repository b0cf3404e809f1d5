import { messageOf, MaskpredError } from '@maskpred/core';
import { type Dispatcher, request } from 'undici';
import type { HttpGetOptions, HttpHead, HttpResponse } from './client.js';
import { DEFAULT_MAX_BYTES } from './defaults.js';
import { HttpError } from './http-error.js';
import { ACCEPTED_ENCODINGS, readBody, tooLong } from './read-body.js';
import { isRetryableStatus, parseRetryAfter } from './retry.js';

export interface RequestOptions extends Pick<
  HttpGetOptions,
  'headers' | 'maxBytes' | 'overflow' | 'inspect' | 'signal'
> {
  readonly dispatcher: Dispatcher;
  readonly userAgent: string;
  readonly totalTimeoutMs: number;
}

/** Where a server sent us instead of answering. */
export interface Redirect {
  readonly location: string;
  readonly status: number;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Of the body of an answer that is not used, so that the connection can be. */
const DUMP_BYTES = 16_384;

/**
 * The answer to one request, or where it redirects to.
 * @throws {MaskpredError} as `HttpClient.get`; `signal.reason`.
 */
export async function sendRequest(url: URL, options: RequestOptions): Promise<HttpResponse | Redirect> {
  const { signal, totalTimeoutMs } = options;
  signal?.throwIfAborted();
  let refusal: { readonly error: unknown } | undefined;
  const inspect = async (head: HttpHead) => {
    try {
      await options.inspect?.(head);
    } catch (error) {
      refusal = { error };
      throw error;
    }
  };
  const controller = new AbortController();
  const timeout = new Error(`it took longer than ${totalTimeoutMs} ms`);
  const timer = setTimeout(() => controller.abort(timeout), totalTimeoutMs);
  const onAbort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    return await exchange(url, { ...options, inspect, signal: controller.signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (refusal) throw refusal.error;
    if (MaskpredError.isInstance(error)) throw error;
    throw networkFailure(url, controller.signal.aborted ? timeout : error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function exchange(url: URL, options: RequestOptions): Promise<HttpResponse | Redirect> {
  const { dispatcher, userAgent, maxBytes = DEFAULT_MAX_BYTES, overflow = 'reject', inspect } = options;
  const answer = await request(url, {
    dispatcher,
    ...(options.signal ? { signal: options.signal } : {}),
    headers: { 'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': userAgent, ...options.headers },
  });
  const { statusCode: status, body } = answer;
  body.on('error', () => undefined); // destroying a body that is not wanted is no error
  const headers = joinHeaders(answer.headers);
  if (REDIRECTS.has(status) && headers['location'] !== undefined) {
    await body.dump({ limit: DUMP_BYTES }).catch(() => undefined);
    return { location: headers['location'], status };
  }
  if (status < 200 || status > 299) {
    await body.dump({ limit: DUMP_BYTES }).catch(() => undefined);
    throw statusFailure(url, status, parseRetryAfter(headers['retry-after'], Date.now()));
  }
  try {
    await inspect?.({ url: url.href, status, headers });
    assertLength(url, headers, maxBytes, overflow);
    const encoding = headers['content-encoding'];
    const bytes = await readBody(body, { url: url.href, encoding, maxBytes, overflow });
    return { url: url.href, status, headers, body: bytes };
  } finally {
    body.destroy();
  }
}

function assertLength(
  url: URL,
  headers: HttpResponse['headers'],
  maxBytes: number,
  overflow: 'reject' | 'cut',
): void {
  if (overflow === 'reject' && Number(headers['content-length']) > maxBytes) {
    throw tooLong(url.href, maxBytes);
  }
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const joined = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

function statusFailure(url: URL, status: number, retryAfterMs: number | undefined): HttpError {
  const wait = retryAfterMs === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  const advice =
    status === 429 ? 'Ask less often, or later.' : isRetryableStatus(status) ? 'Try again later.' : '';
  return new HttpError(
    status === 429 ? 'RATE_LIMITED' : 'HTTP_FAILED',
    `${url.href}: the server answers ${status}${wait}. ${advice}`.trimEnd(),
    {
      url: url.href,
      status,
      isRetryable: isRetryableStatus(status),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}

function networkFailure(url: URL, error: unknown): HttpError {
  return new HttpError('HTTP_FAILED', `${url.href}: no answer: ${reasonOf(error)}. Try again later.`, {
    url: url.href,
    isRetryable: true,
    cause: error,
  });
}

/** Attempts at several addresses of a name fail as one error without a message of its own. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return messageOf(first).replace(/\.$/, '');
}
