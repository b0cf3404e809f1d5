import { type License, MaskpredError } from '@maskpred/core';
import { ContentError } from '../content-error.js';
import { matchesLicense } from '../license.js';
import { sizeProblem } from '../picture/prepare-picture.js';
import type { ImageCandidate } from '../source.js';
import type { FailedRecord, FetchedRecord, SkippedRecord, SkipReason } from '../store/journal.js';
import type { CrawlSettings } from './options.js';

/** What is known of a candidate when its turn to be decided on comes. */
export type Outcome =
  | { readonly type: 'fetched'; readonly record: FetchedRecord }
  | { readonly type: 'skipped'; readonly reason: SkipReason; readonly detail?: string }
  | { readonly type: 'failed'; readonly error: MaskpredError };

/** The address in the one form in which it is compared; undefined when it is none. */
export function normalizeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}

/** Why a candidate is not worth a request, as far as its source tells. */
export function rejectEarly(candidate: ImageCandidate, settings: CrawlSettings): Outcome | undefined {
  const { license, width, height } = candidate;
  if (settings.licenses && !matchesLicense(license, settings.licenses)) {
    return { type: 'skipped', reason: 'license', detail: describeLicense(license) };
  }
  if (width === undefined || height === undefined || width < 1 || height < 1) return undefined;
  const reason = sizeProblem(width, height, settings);
  return reason && { type: 'skipped', reason, detail: `${width} x ${height}, says its source` };
}

function describeLicense({ id, status }: License): string {
  return status === 'unknown' ? 'nobody says which' : `${id}, ${status}`;
}

/**
 * Whether what an earlier run noted of an address still holds. Reasons that rest on settings hold as long as today's
 * settings give them too; failures that may pass are tried again.
 */
export function stillHolds(record: SkippedRecord | FailedRecord, settings: CrawlSettings): boolean {
  if (record.type === 'failed') return !record.isRetryable;
  const { reason, width, height, distance } = record;
  switch (reason) {
    case 'too-small':
    case 'aspect':
      return (
        width !== undefined && height !== undefined && sizeProblem(width, height, settings) !== undefined
      );
    case 'too-large':
      return width !== undefined && height !== undefined && width * height > settings.maxPixels;
    case 'near-duplicate':
      return settings.duplicateDistance !== false && (distance ?? 0) <= settings.duplicateDistance;
    case 'known':
    case 'license':
    case 'robots':
    case 'opt-out':
    case 'forbidden-address':
      return false;
    case 'duplicate':
    case 'not-an-image':
    case 'broken':
      return true;
  }
}

/** What an error that a download threw makes of its candidate. Others end the crawl: they are thrown again. */
export function outcomeOfError(error: unknown): Outcome {
  if (!MaskpredError.isInstance(error)) throw error;
  const detail = error.message;
  if (error instanceof ContentError) return { type: 'skipped', reason: error.problem, detail };
  switch (error.code) {
    case 'HTTP_FAILED':
    case 'RATE_LIMITED':
      return { type: 'failed', error };
    case 'ROBOTS_DISALLOWED':
      return { type: 'skipped', reason: 'robots', detail };
    case 'ADDRESS_FORBIDDEN':
      return { type: 'skipped', reason: 'forbidden-address', detail };
    case 'CONTENT_REJECTED':
      return { type: 'skipped', reason: 'not-an-image', detail };
    default:
      throw error;
  }
}

/** The journal's line about a candidate that brought nothing. */
export function toRecord(
  url: string,
  outcome: Exclude<Outcome, { type: 'fetched' }>,
  error: unknown,
): SkippedRecord | FailedRecord {
  if (outcome.type === 'failed') {
    const { code, isRetryable } = outcome.error;
    return { type: 'failed', url, code, isRetryable };
  }
  const { width, height } = error instanceof ContentError ? error : {};
  return {
    type: 'skipped',
    url,
    reason: outcome.reason,
    ...(width === undefined || height === undefined ? {} : { width, height }),
  };
}
