import type { ImageCandidate, ImageFilters, ImageSource } from '../source.js';
import type { CrawlStore } from '../store/crawl-store.js';
import { normalizeUrl, type Outcome, rejectEarly, stillHolds } from './assess.js';
import { createChange } from './change.js';
import { type DecidedItem, decide } from './decide.js';
import type { Download } from './download.js';
import { type CrawlEvent, originOf } from './events.js';
import { type LaneItem, type LaneProblem, type LaneSpec, openLanes } from './lanes.js';
import { type CrawlSearch, type CrawlSettings, DEFAULT_CRAWL } from './options.js';

export interface CrawlSearchContext {
  readonly out: string;
  readonly settings: CrawlSettings;
  readonly store: CrawlStore;
  readonly download: Download;
  /** Addresses that this run has met. */
  readonly met: Set<string>;
  readonly signal: AbortSignal;
}

/** A candidate, or the end of a source, in its place in the order. */
interface Item {
  readonly lane: LaneItem;
  readonly url: string;
  /** Of a candidate; undefined while it is under way. */
  outcome?: Outcome;
}

/** Decisions that go to the disk together. */
const MAX_BATCH = 64;

/** The events of one search, decided in the order in which the candidates came. */
export async function* crawlSearch(
  search: CrawlSearch,
  context: CrawlSearchContext,
): AsyncGenerator<CrawlEvent> {
  const { settings, store, signal } = context;
  const limit = search.limit ?? DEFAULT_CRAWL.limit;
  let saved = countSaved(search, store);
  const problems: CrawlEvent[] = [];
  const onProblem = ({ spec, where, message }: LaneProblem) => {
    const { source, query } = spec;
    problems.push({ type: 'source-problem', ...originOf(source, query, search.label), where, message });
    change.notify();
  };
  const change = createChange();
  const lanes = openLanes(lanesOf(search, settings), { signal, onProblem });
  const queue: Item[] = [];
  let isAsking = false;
  let isExhausted = false;
  let failure: { readonly error: unknown } | undefined;

  // A candidate that may still be stored counts against the limit, so that none is fetched in vain.
  const hasRoom = () => queue.length < settings.window && queue.filter(mayBeStored).length < limit - saved;
  const fail = (error: unknown) => {
    failure ??= { error };
    change.notify();
  };
  const ask = async () => {
    const lane = await lanes.next();
    if (lane) queue.push(start(lane, context, change.notify, fail));
    else isExhausted = true;
    isAsking = false;
    change.notify();
  };
  signal.addEventListener('abort', change.notify);
  try {
    for (;;) {
      signal.throwIfAborted();
      if (failure) throw failure.error;
      if (!isAsking && !isExhausted && hasRoom()) {
        isAsking = true;
        ask().catch(fail);
      }
      yield* problems.splice(0);
      const batch = takeDecided(queue);
      if (batch.length > 0) {
        const events = await decide(batch, search.label, context);
        saved += events.filter(({ type }) => type === 'image-saved').length;
        yield* events;
      } else if (queue.length === 0 && !isAsking && (isExhausted || !hasRoom())) {
        return;
      } else {
        await change.wait();
      }
    }
  } finally {
    signal.removeEventListener('abort', change.notify);
    lanes.close();
  }
}

function lanesOf(
  { phrases = [], sources = [], lists = [], filters = {} }: CrawlSearch,
  { licenses }: CrawlSettings,
): LaneSpec[] {
  const laneOf = (source: ImageSource, query: string): LaneSpec => {
    // The crawl looks at every licence itself; a source that can filter saves requests.
    const asksLicenses = licenses !== undefined && source.filters.includes('licenses');
    const all: ImageFilters = { ...filters, ...(asksLicenses ? { licenses } : {}) };
    return { source, query, filters: all };
  };
  return [
    ...phrases.flatMap((phrase) => sources.map((source) => laneOf(source, phrase))),
    ...lists.map(({ source, name }) => laneOf(source, name)),
  ];
}

function countSaved({ label, phrases = [], lists = [] }: CrawlSearch, { entries }: CrawlStore): number {
  const names = new Set(lists.map(({ name }) => name)); // a list may give labels of its own
  return entries.filter(
    ({ labelHint, query }) => names.has(query) || (labelHint === label && phrases.includes(query)),
  ).length;
}

function mayBeStored({ lane, outcome }: Item): boolean {
  return lane.type === 'candidate' && (outcome === undefined || outcome.type === 'fetched');
}

/** What stands before the first candidate that is still under way. */
function takeDecided(queue: Item[]): DecidedItem[] {
  const decided: DecidedItem[] = [];
  while (decided.length < MAX_BATCH) {
    const [first] = queue;
    if (!first) break;
    const { lane, url, outcome } = first;
    if (lane.type === 'ended') decided.push({ lane });
    else if (outcome) decided.push({ lane, url, outcome });
    else break;
    queue.shift();
  }
  return decided;
}

/** Puts a candidate on its way. */
function start(
  lane: LaneItem,
  context: CrawlSearchContext,
  notify: () => void,
  fail: (error: unknown) => void,
): Item {
  if (lane.type === 'ended') return { lane, url: '' };
  const { candidate } = lane;
  const url = normalizeUrl(candidate.url);
  if (url === undefined) {
    const detail = 'it is no address';
    return { lane, url: candidate.url, outcome: { type: 'skipped', reason: 'forbidden-address', detail } };
  }
  const outcome = assess(url, candidate, context);
  if (outcome) return { lane, url, outcome };
  const item: Item = { lane, url };
  context
    .download(url, candidate)
    .then((result) => {
      item.outcome = result;
      notify();
    })
    .catch(fail);
  return item;
}

/** The outcome of a candidate for which nothing has to be fetched. */
function assess(url: string, candidate: ImageCandidate, context: CrawlSearchContext): Outcome | undefined {
  const { settings, store, met } = context;
  if (met.has(url)) return { type: 'skipped', reason: 'duplicate', detail: 'the same address' };
  met.add(url);
  const earlier = store.find(url);
  if (earlier === 'saved') return { type: 'skipped', reason: 'known', detail: 'it is stored' };
  const early = rejectEarly(candidate, settings);
  if (early || !earlier) return early;
  if (earlier.type === 'fetched') return { type: 'fetched', record: earlier };
  const why = earlier.type === 'skipped' ? earlier.reason : earlier.code;
  return stillHolds(earlier, settings) ? { type: 'skipped', reason: 'known', detail: why } : undefined;
}
