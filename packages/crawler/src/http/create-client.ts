import { setMaxListeners } from 'node:events';
import { assertArgument, MaskpredError } from '@maskpred/core';
import { Agent } from 'undici';
import { type AddressGuardOptions, createAddressGuard } from './address-guard.js';
import type { HttpGetOptions, HttpResponse, OpenHttpClient } from './client.js';
import { DEFAULT_HTTP_TIMINGS, type HttpTimings } from './defaults.js';
import { createHostQueue, wake } from './host-queue.js';
import { HttpError } from './http-error.js';
import { type Redirect, sendRequest } from './request.js';
import { backoff } from './retry.js';
import { formatUserAgent } from './user-agent.js';

export interface HttpClientOptions
  extends Partial<HttpTimings>, Pick<AddressGuardOptions, 'allowHosts' | 'lookup'> {
  /** How to reach who runs this: a mail address or a page. Part of the User-Agent; Wikimedia asks for it. */
  readonly contact?: string;
}

/**
 * A client as {@link HttpClient} describes, with its connections; close it in the end. Only public addresses are
 * connected to, checked for each connection and each redirect. A redirect from https to http is followed, as http is
 * taken as a first address too; `authorization` and `cookie` headers do not go along to another origin.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a timing that is none, or a contact that does not fit in a header.
 * @example
 * const http = createHttpClient({ contact: 'me@example.org' });
 * const { status, body } = await http.get('https://example.org/photo.jpg', { maxBytes: 5_000_000 });
 * await http.close();
 */
export function createHttpClient(options: HttpClientOptions = {}): OpenHttpClient {
  const timings = readTimings(options);
  const { connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, totalTimeoutMs, hostDelayMs } = timings;
  const userAgent = formatUserAgent(options.contact);
  const { allowHosts, lookup } = options;
  const guard = createAddressGuard({
    connectTimeoutMs,
    ...(allowHosts ? { allowHosts } : {}),
    ...(lookup ? { lookup } : {}),
  });
  const dispatcher = new Agent({
    connect: guard.connector,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
    connections: timings.hostConcurrency,
    pipelining: 1,
  });
  const queue = createHostQueue(timings);
  let closing: Promise<void> | undefined;

  /** One address, as often as it takes. */
  async function attempt(url: URL, delayMs: number, settings: HttpGetOptions) {
    const { signal } = settings;
    for (let tried = 0; ; tried++) {
      try {
        return await queue.run(
          url.host,
          delayMs,
          () => sendRequest(url, { ...settings, dispatcher, userAgent, totalTimeoutMs }),
          signal,
        );
      } catch (error) {
        const wait = waitBeforeRetry(error, tried, timings);
        if (wait === undefined || closing) throw error;
        if (error instanceof HttpError && asksToWait(error)) queue.pause(url.host, wait);
        await wake(wait, signal);
      }
    }
  }

  return {
    async get(address, settings = {}) {
      assertArgument(!closing, 'This HTTP client is closed. Create another one.');
      if (settings.signal) setMaxListeners(0, settings.signal); // one a request, and there may be many
      let headers = settings.headers ?? {};
      let url = guard.check(address);
      for (let hops = 0; ; hops++) {
        const wanted = (await settings.admit?.(url.href)) ?? 0;
        const delayMs = Math.max(hostDelayMs, Math.min(wanted, timings.maxHostDelayMs));
        const answer = await attempt(url, delayMs, { ...settings, headers });
        if (!isRedirect(answer)) return answer;
        if (hops >= timings.maxRedirects) throw tooManyRedirects(address, answer.status, hops);
        const next = guard.check(resolveLocation(answer.location, url));
        if (next.origin !== url.origin) headers = withoutCredentials(headers);
        url = next;
      }
    },
    close: () => (closing ??= dispatcher.destroy()),
  };
}

function readTimings(options: HttpClientOptions): HttpTimings {
  const timings: Record<string, number> = { ...DEFAULT_HTTP_TIMINGS };
  for (const [name, fallback] of Object.entries(DEFAULT_HTTP_TIMINGS)) {
    const value = options[name as keyof HttpTimings] ?? (fallback as number);
    const least = /oncurrency$|Timeout/.test(name) ? 1 : 0;
    assertArgument(
      Number.isFinite(value) && value >= least,
      `${name} is a number of at least ${least}, got ${value}.`,
    );
    timings[name] = value;
  }
  return timings as unknown as HttpTimings;
}

/** Undefined when there is no use in another attempt now. */
function waitBeforeRetry(error: unknown, tried: number, timings: HttpTimings): number | undefined {
  if (!(error instanceof HttpError) || !error.isRetryable || tried >= timings.retries) return undefined;
  if (isUnknownName(error)) return undefined;
  const own = backoff(timings.backoffMs, tried, Math.random());
  const asked = error.retryAfterMs ?? 0;
  return asked > timings.maxRetryAfterMs ? undefined : Math.max(own, asked);
}

/** A name that does not exist does not begin to in a few seconds. */
function isUnknownName({ cause }: HttpError): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOTFOUND';
}

/** Such an answer is about the host, not about the address. */
function asksToWait({ status, retryAfterMs }: HttpError): boolean {
  return status === 429 || retryAfterMs !== undefined;
}

function isRedirect(answer: HttpResponse | Redirect): answer is Redirect {
  return 'location' in answer;
}

function resolveLocation(location: string, base: URL): string {
  try {
    return new URL(location, base).href;
  } catch (error) {
    throw new MaskpredError(
      'ADDRESS_FORBIDDEN',
      `${base.href}: redirects to ${location}, which is no address.`,
      {
        cause: error,
      },
    );
  }
}

function tooManyRedirects(url: string, status: number, hops: number): HttpError {
  return new HttpError('HTTP_FAILED', `${url}: redirects more than ${hops} times.`, {
    url,
    status,
    isRetryable: false,
  });
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !/^(?:authorization|cookie)$/i.test(name));
  return Object.fromEntries(kept);
}
