import type { ImageCandidate } from '../source.js';
import type { SearchRequest } from './search-request.js';

/**
 * The candidates of page after page, each address once, up to the limit. Ends with the pages, or with a page on which
 * nothing is new: services repeat themselves after their real end.
 */
export async function* takeNew(
  pages: AsyncIterable<readonly ImageCandidate[]>,
  { limit, signal }: Pick<SearchRequest, 'limit' | 'signal'>,
): AsyncGenerator<ImageCandidate, void, undefined> {
  const seen = new Set<string>();
  for await (const page of pages) {
    const before = seen.size;
    for (const candidate of page) {
      signal?.throwIfAborted();
      if (seen.has(candidate.url)) continue;
      seen.add(candidate.url);
      yield candidate;
      if (seen.size >= limit) return;
    }
    if (seen.size === before) return;
    signal?.throwIfAborted();
  }
}
