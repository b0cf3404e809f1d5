/** Answers after which the same request may succeed later: RFC 9110 (408, 5xx), RFC 8470 (425), RFC 6585 (429). */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * How long a server asks to wait, ms, from its `Retry-After`: seconds or a date (RFC 9110 section 10.2.3). Undefined when
 * it says nothing that can be understood.
 * @param now - ms since 1970.
 * @example
 * parseRetryAfter('120', Date.now()); // 120000
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // a date has letters; `Date.parse` would take `-1` and `1.5` for years
  const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How long to wait before a retry, ms.
 * @param attempt - 0 for the first retry.
 * @param random - 0 to 1: spreads clients that failed together.
 */
export function backoff(baseMs: number, attempt: number, random: number): number {
  return baseMs * 2 ** attempt * (1 + random / 4);
}
