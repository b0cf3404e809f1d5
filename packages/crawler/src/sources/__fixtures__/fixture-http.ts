import type { HttpClient } from '../../http/client.js';
import { HttpError } from '../../http/http-error.js';

export interface FixtureAnswer {
  /** @default 200 */
  readonly status?: number;
  /** Names in lower case. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything that is no text is sent as JSON. */
  readonly body?: unknown;
}

/** A client without a network, which counts what it is asked. */
export interface FixtureHttp extends HttpClient {
  /** Every address that was asked for, in order. */
  readonly requests: readonly string[];
  /** The headers of each of these requests. */
  readonly headers: readonly Readonly<Record<string, string>>[];
}

/** A client that answers from stored text. What it has no answer for is 404, as robots.txt mostly is. */
export function createFixtureHttp(answer: (url: URL) => FixtureAnswer | undefined): FixtureHttp {
  const requests: string[] = [];
  const sent: Readonly<Record<string, string>>[] = [];
  return {
    requests,
    headers: sent,
    async get(address, { admit, inspect, signal, headers: asked = {} } = {}) {
      await admit?.(address);
      await Promise.resolve();
      signal?.throwIfAborted();
      requests.push(address);
      sent.push(asked);
      const url = new URL(address);
      const { status = 200, headers = {}, body = '' } = answer(url) ?? { status: 404 };
      if (status < 200 || status > 299) {
        throw new HttpError(
          status === 429 ? 'RATE_LIMITED' : 'HTTP_FAILED',
          `${url.href}: the server answers ${status}.`,
          { url: url.href, status, isRetryable: status === 429 || status >= 500 },
        );
      }
      await inspect?.({ url: url.href, status, headers });
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { url: url.href, status, headers, body: new TextEncoder().encode(text) };
    },
  };
}
