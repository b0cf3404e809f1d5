import type { HttpResponse } from '../http/client.js';
import { HttpError } from '../http/http-error.js';
import { wake } from '../http/host-queue.js';

export interface RateGateOptions {
  readonly source: string;
  /** A pause longer than this (ms) ends the search with RATE_LIMITED instead. */
  readonly maxWaitMs: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** ms since 1970. */
  readonly now?: () => number;
}

/** Keeps the limits that a service states in the headers of its answers. */
export interface RateGate {
  /**
   * Waits until the service takes a request again.
   * @throws {MaskpredError} RATE_LIMITED, with when to go on, when that is too far away; `signal.reason`.
   */
  pass(url: string, signal: AbortSignal | undefined): Promise<void>;
  /** Reads the headers of an answer. */
  note(headers: HttpResponse['headers']): void;
}

/** Seconds by the first letter of a period, as Django REST framework reads `20/min` (`SimpleRateThrottle.parse_rate`). */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const AVAILABLE = 'x-ratelimit-available-';

/**
 * A gate that is open. It reads `X-RateLimit-Limit-{scope}` (`20/min`) and `X-RateLimit-Available-{scope}` and is shut for
 * the period of a scope that has nothing left: when within it the next request is taken, the service does not say.
 */
export function createRateGate(options: RateGateOptions): RateGate {
  const { source, maxWaitMs, sleep = wake, now = Date.now } = options;
  let shutUntil = 0;
  let limit = '';
  return {
    async pass(url, signal) {
      const wait = shutUntil - now();
      if (wait <= 0) return;
      if (wait > maxWaitMs) {
        throw new HttpError(
          'RATE_LIMITED',
          `${source}: its limit of ${limit} is reached. Go on after ${new Date(shutUntil).toISOString()}.`,
          { url, retryAfterMs: wait, isRetryable: true },
        );
      }
      await sleep(wait, signal);
    },
    note(headers) {
      for (const [name, value] of Object.entries(headers)) {
        if (!name.startsWith(AVAILABLE) || Number(value) > 0 || !/^\d+$/.test(value)) continue;
        const stated = headers[name.replace(AVAILABLE, 'x-ratelimit-limit-')] ?? '';
        const [, period] = /^\d+\/\d*([smhd])/.exec(stated) ?? [];
        if (period === undefined) continue;
        const until = now() + SECONDS[period]! * 1000;
        if (until > shutUntil) [shutUntil, limit] = [until, stated];
      }
    },
  };
}
