import { MaskpredError } from '@maskpred/core';
import { LRUMap } from 'mnemonist';
import type { HttpClient, HttpResponse } from './http/client.js';
import { ROBOT_NAME } from './http/user-agent.js';
import { parseRobots } from './robots-parser.js';

/** What a host's robots.txt says of an address. */
export interface RobotsVerdict {
  readonly isAllowed: boolean;
  /** Between two requests, as the host wishes, ms; 0 when it says nothing. */
  readonly crawlDelayMs: number;
  /** False when robots.txt could not be had: a server that fails, or none. */
  readonly isKnown: boolean;
}

/** Reads robots.txt, once for each origin. */
export interface RobotsPolicy {
  /** @throws `signal.reason`, or what the address guard says of the address. */
  ask(url: string, options?: { readonly signal?: AbortSignal }): Promise<RobotsVerdict>;
}

export interface RobotsPolicyOptions {
  readonly http: HttpClient;
  /** How long a verdict holds, ms. @default 24 hours, the most that RFC 9309 section 2.4 allows */
  readonly cacheMs?: number;
  /** How long a host whose robots.txt cannot be had is left alone, ms. @default 10 minutes */
  readonly retryAfterMs?: number;
}

/** @see RobotsPolicyOptions */
export const DEFAULT_ROBOTS = Object.freeze({ cacheMs: 24 * 60 * 60_000, retryAfterMs: 10 * 60_000 });

/** RFC 9309 section 2.5: at least this much is read; what follows is ignored. */
const MAX_BYTES = 500 * 1024;
/** Hosts that are remembered. */
const CACHE_SIZE = 2000;

type Rules = (url: string) => RobotsVerdict;

interface CacheEntry {
  readonly rules: Promise<Rules>;
  /** ms since 1970. */
  expiresAt: number;
}

/**
 * A policy after RFC 9309: no robots.txt (4xx, or too many redirects) allows everything; one that cannot be had (5xx, 429,
 * no answer) forbids everything.
 * @example
 * const robots = createRobotsPolicy({ http });
 * (await robots.ask('https://example.org/photos/1.jpg')).isAllowed; // true
 */
export function createRobotsPolicy(options: RobotsPolicyOptions): RobotsPolicy {
  const { http, cacheMs = DEFAULT_ROBOTS.cacheMs, retryAfterMs = DEFAULT_ROBOTS.retryAfterMs } = options;
  const cache = new LRUMap<string, CacheEntry>(CACHE_SIZE);
  return {
    async ask(url, { signal } = {}) {
      const { origin } = new URL(url);
      const now = Date.now();
      let entry = cache.get(origin);
      if (!entry || entry.expiresAt < now) {
        const fresh: CacheEntry = { rules: fetchRules(http, origin, signal), expiresAt: now + cacheMs };
        entry = fresh;
        cache.set(origin, fresh);
        // an aborted fetch is no verdict
        fresh.rules.catch(() => (fresh.expiresAt = 0));
      }
      const verdict = (await entry.rules)(url);
      if (!verdict.isKnown) entry.expiresAt = Math.min(entry.expiresAt, now + retryAfterMs);
      return verdict;
    },
  };
}

/**
 * A client that asks robots.txt before every request and every redirect.
 * Its `get` throws {MaskpredError} ROBOTS_DISALLOWED in addition.
 */
export function withRobots(http: HttpClient, robots: RobotsPolicy): HttpClient {
  return {
    get(url, options = {}) {
      const { signal, admit } = options;
      return http.get(url, {
        ...options,
        async admit(address) {
          const delays = [await assertRobots(robots, address, signal), (await admit?.(address)) ?? 0];
          return Math.max(...delays);
        },
      });
    },
  };
}

/**
 * The delay that the host wishes, ms.
 * @throws {MaskpredError} ROBOTS_DISALLOWED.
 */
export async function assertRobots(
  robots: RobotsPolicy,
  url: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { isAllowed, isKnown, crawlDelayMs } = await robots.ask(url, signal ? { signal } : {});
  if (isAllowed) return crawlDelayMs;
  const { origin } = new URL(url);
  throw new MaskpredError(
    'ROBOTS_DISALLOWED',
    isKnown
      ? `${url}: ${origin}/robots.txt does not allow it.`
      : `${url}: ${origin}/robots.txt cannot be had, so nothing of this host is fetched (RFC 9309). Try again later.`,
    { isRetryable: !isKnown },
  );
}

async function fetchRules(http: HttpClient, origin: string, signal: AbortSignal | undefined): Promise<Rules> {
  const url = `${origin}/robots.txt`;
  let answer: HttpResponse;
  try {
    answer = await http.get(url, { maxBytes: MAX_BYTES, overflow: 'cut', ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted || !MaskpredError.isInstance(error)) throw error;
    return always(isAbsent(error) ? ALLOWED : UNREACHABLE);
  }
  const rules = parseRobots(
    url,
    Buffer.from(answer.body)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  const delay = rules.getCrawlDelay(ROBOT_NAME) ?? 0;
  const crawlDelayMs = Number.isFinite(delay) && delay > 0 ? delay * 1000 : 0;
  return (address) => ({
    isAllowed: rules.isAllowed(address, ROBOT_NAME) ?? true,
    crawlDelayMs,
    isKnown: true,
  });
}

const ALLOWED: RobotsVerdict = { isAllowed: true, crawlDelayMs: 0, isKnown: true };
const UNREACHABLE: RobotsVerdict = { isAllowed: false, crawlDelayMs: 0, isKnown: false };

function always(verdict: RobotsVerdict): Rules {
  return () => verdict;
}

/** 429 is a server that has had enough, as 5xx is; redirects without end are an absent file (section 2.3.1.2). */
function isAbsent(error: MaskpredError): boolean {
  const status = 'status' in error ? (error.status as number | undefined) : undefined;
  return status !== undefined && status >= 300 && status < 500 && status !== 429;
}
