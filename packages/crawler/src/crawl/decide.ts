import { join } from 'node:path';
import type { Provenance } from '@maskpred/core';
import type { CrawlStore, StorePicture } from '../store/crawl-store.js';
import type { FetchedRecord, SkippedRecord } from '../store/journal.js';
import type { Outcome } from './assess.js';
import { type CandidateOrigin, type CrawlEvent, type ImageSkippedEvent, originOf } from './events.js';
import type { LaneItem } from './lanes.js';
import type { CrawlSettings } from './options.js';

type CandidateItem = Extract<LaneItem, { readonly type: 'candidate' }>;
type EndItem = Extract<LaneItem, { readonly type: 'ended' }>;

/** What has to be decided on. */
export type DecidedItem =
  | { readonly lane: CandidateItem; readonly url: string; readonly outcome: Outcome }
  | { readonly lane: EndItem };

export interface DecideContext {
  readonly out: string;
  readonly settings: CrawlSettings;
  readonly store: CrawlStore;
}

/** Decides on candidates in their order, stores those that are new, and says what happened. */
export async function decide(
  items: readonly DecidedItem[],
  label: string | undefined,
  context: DecideContext,
): Promise<CrawlEvent[]> {
  const events: CrawlEvent[] = [];
  const batch: StorePicture[] = [];
  for (const item of items) {
    const { spec } = item.lane;
    if ('outcome' in item) {
      const origin = originOf(spec.source, spec.query, item.lane.candidate.labelHint ?? label);
      events.push(await decideOn(item.lane, item.url, item.outcome, origin, batch, context));
    } else {
      const { candidates, error } = item.lane;
      const origin = originOf(spec.source, spec.query, label);
      events.push({ type: 'source-ended', ...origin, candidates, ...(error ? { error } : {}) });
    }
  }
  if (batch.length > 0) await context.store.commit(batch);
  return events;
}

async function decideOn(
  { candidate }: CandidateItem,
  url: string,
  outcome: Outcome,
  origin: CandidateOrigin,
  batch: StorePicture[],
  { out, store, settings }: DecideContext,
): Promise<CrawlEvent> {
  if (outcome.type === 'failed') return { type: 'image-failed', ...origin, url, error: outcome.error };
  if (outcome.type === 'skipped') return { ...outcome, type: 'image-skipped', ...origin, url };
  const { record } = outcome;
  const twin = findTwin(record, settings.duplicateDistance, store);
  if (twin) {
    const { reason, of } = twin;
    await store.note(toSkipped(record, reason, settings.duplicateDistance));
    await store.discard(record);
    return { type: 'image-skipped', ...origin, url, reason, detail: of };
  }
  const { source, query, label } = origin;
  const { license, pageUrl, title, creator, creatorUrl, attribution, restrictions } = candidate;
  const { sha256, sourceSha256, dHash, width, height, byteLength, extension, retrievedAt } = record;
  const provenance: Provenance = withoutUndefined({
    source,
    query,
    labelHint: label,
    url,
    pageUrl,
    title,
    creator,
    creatorUrl,
    license,
    attribution,
    restrictions,
    sha256,
    sourceSha256,
    dHash,
    width,
    height,
    byteLength,
    retrievedAt,
    fileName: `${sha256}.${extension}`,
  });
  store.duplicates.add(provenance);
  batch.push({ record, provenance });
  return { type: 'image-saved', ...origin, url, path: join(out, provenance.fileName), provenance };
}

function findTwin(
  { sha256, sourceSha256, dHash }: FetchedRecord,
  distance: number | false,
  { duplicates }: CrawlStore,
): { readonly reason: ImageSkippedEvent['reason']; readonly of: string } | undefined {
  if (duplicates.hasBytes(sha256)) return { reason: 'duplicate', of: sha256 };
  if (sourceSha256 !== undefined && duplicates.hasBytes(sourceSha256)) {
    return { reason: 'duplicate', of: sourceSha256 };
  }
  const similar = distance === false ? undefined : duplicates.findSimilar(dHash, distance);
  return similar === undefined ? undefined : { reason: 'near-duplicate', of: similar };
}

function toSkipped(
  { url }: FetchedRecord,
  reason: ImageSkippedEvent['reason'],
  distance: number | false,
): SkippedRecord {
  const isNear = reason === 'near-duplicate' && distance !== false;
  return { type: 'skipped', url, reason, ...(isNear ? { distance } : {}) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}
