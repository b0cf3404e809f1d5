import type { RgbImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import PQueue from 'p-queue';
import type { HttpClient } from '../http/client.js';
import { fetchPicture } from '../picture/fetch-picture.js';
import type { RobotsPolicy } from '../robots.js';
import type { ImageCandidate } from '../source.js';
import type { CrawlStore } from '../store/crawl-store.js';
import { type Outcome, outcomeOfError, toRecord } from './assess.js';
import type { CrawlSettings } from './options.js';
import { createPermits } from './permits.js';

export interface DownloaderOptions {
  readonly http: HttpClient;
  readonly robots: RobotsPolicy | undefined;
  readonly store: CrawlStore;
  readonly settings: CrawlSettings;
  readonly signal: AbortSignal;
}

/** Fetches a candidate, and keeps it or notes why not. Rejects only with what ends the crawl. */
export type Download = (url: string, candidate: ImageCandidate) => Promise<Outcome>;

export interface Downloader {
  readonly run: Download;
  /** Resolves when nothing is under way: nothing is written any more. */
  settled(): Promise<void>;
}

/** Pictures of more pixels are decoded one at a time: 12 megapixels, 36 MB of RGB, are a usual camera's. */
const LARGE_PIXELS = 12_000_000;
/** Pictures that are decoded at once: as many as libuv has threads, and each is in memory as RGB. */
const DECODERS = 4;

/** A downloader that holds few pictures in memory, however many are asked of it. */
export function createDownloader(options: DownloaderOptions): Downloader {
  const { http, robots, store, settings, signal } = options;
  const permits = createPermits(settings.concurrency);
  const decoders = new PQueue({ concurrency: DECODERS });
  const largeDecoders = new PQueue({ concurrency: 1 });
  const decode = (bytes: Uint8Array, pixels: number): Promise<RgbImage> =>
    (pixels > LARGE_PIXELS ? largeDecoders : decoders).add(() =>
      decodeImage(bytes, { signal, maxPixels: Infinity }),
    );

  const fetchOne: Download = async (url, candidate) => {
    let hasPermit = false;
    // Waiting for a host holds nothing; from the first byte of a body on, a picture is in memory.
    const beforeBody = async () => {
      if (hasPermit) return; // a retry
      await permits.take();
      hasPermit = true;
    };
    try {
      const picture = await fetchPicture(url, {
        ...settings,
        http,
        signal,
        decode,
        beforeBody,
        isKnown: (sha256) => store.duplicates.hasBytes(sha256),
        ...(robots ? { robots } : {}),
        ...(candidate.pageUrl === undefined ? {} : { pageUrl: candidate.pageUrl }),
      });
      return { type: 'fetched', record: await store.keep(url, picture) };
    } catch (error) {
      signal.throwIfAborted();
      const outcome = outcomeOfError(error);
      if (outcome.type !== 'fetched') await store.note(toRecord(url, outcome, error));
      return outcome;
    } finally {
      if (hasPermit) permits.giveBack();
    }
  };

  const underWay = new Set<Promise<unknown>>();
  return {
    run(url, candidate) {
      const work = fetchOne(url, candidate).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    },
    async settled() {
      await Promise.allSettled(underWay);
    },
  };
}
