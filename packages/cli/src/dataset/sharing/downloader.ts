import { createHttpClient, createRobotsPolicy, fetchPicture as fetchOne } from '@maskpred/crawler';
import type { FetchPicture } from '@maskpred/dataset/node';

export interface DownloaderOptions {
  /** Hosts in private networks that may be asked. */
  readonly allowHosts: readonly string[];
  /** How to reach who runs this. */
  readonly contact?: string;
}

/** Fetches pictures with the crawler's manners and guards. */
export interface Downloader {
  readonly fetchPicture: FetchPicture;
  close(): Promise<void>;
}

/** Whatever its size, it was in the set. */
const ANY_SIZE = Object.freeze({ minSize: 1, maxAspect: Number.POSITIVE_INFINITY });

export function openDownloader({ allowHosts, contact }: DownloaderOptions): Downloader {
  const http = createHttpClient({ allowHosts, ...(contact === undefined ? {} : { contact }) });
  const robots = createRobotsPolicy({ http });
  return {
    fetchPicture: (url, options) => fetchOne(url, { ...options, ...ANY_SIZE, http, robots }),
    close: () => http.close(),
  };
}
