import { setMaxListeners } from 'node:events';
import { createRobotsPolicy } from '../robots.js';
import { openCrawlStore } from '../store/crawl-store.js';
import { crawlSearch } from './crawl-search.js';
import { createDownloader } from './download.js';
import type { CrawlEvent } from './events.js';
import { type CrawlOptions, readCrawlOptions } from './options.js';

/**
 * What happens while pictures are searched for, fetched and stored, as it happens; see {@link CrawlEvent}. The crawl goes on
 * as events are taken. Pictures end up in `<out>/<sha256>.<ext>`, each with its line in `<out>/manifest.jsonl`. The same call
 * again goes on where an earlier one stopped, for whatever reason it did: nothing that was decided on is fetched again.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT before anything is fetched; FOLDER_LOCKED when another crawl writes into the
 * folder; WRITE_FAILED; ANNOTATION_PARSE_FAILED for a manifest that is none; `signal.reason`.
 * @example
 * const http = createHttpClient({ contact: 'me@example.org' });
 * const search = { label: 'mask', phrases: ['people wearing masks'], sources: [createImageSource('commons', { http })] };
 * for await (const event of crawlImages({ out: 'data/raw', searches: [search], http })) {
 *   if (event.type === 'image-saved') console.log(event.path, event.provenance.license.id);
 * }
 * await http.close();
 */
export async function* crawlImages(options: CrawlOptions): AsyncGenerator<CrawlEvent, void, undefined> {
  const settings = readCrawlOptions(options);
  const { out, searches, http, wait = false, robots = createRobotsPolicy({ http }) } = options;
  // one signal for everything under way: the caller's, the end of the loop that takes the events, a lost lock
  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  const stop = () => controller.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const store = await openCrawlStore(out, { wait, signal, onLost: (error) => controller.abort(error) });
    let isComplete = false;
    const downloader = createDownloader({ http, robots: robots || undefined, store, settings, signal });
    const context = { out, settings, store, download: downloader.run, met: new Set<string>(), signal };
    try {
      for (const search of searches) yield* crawlSearch(search, context);
      isComplete = true;
    } finally {
      controller.abort(new Error('The crawl has ended.'));
      await downloader.settled();
      await store.close(isComplete);
    }
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}
