import type { HttpClient, HttpResponse } from '../http/client.js';
import { HttpError } from '../http/http-error.js';
import { createRobotsPolicy, type RobotsPolicy, withRobots } from '../robots.js';
import type { ImageCandidate, ImageSource } from '../source.js';
import { endpointUrl, MAX_ANSWER_BYTES } from './answer.js';
import { toBingFilters } from './bing-filters.js';
import { describeBlocked, parseBingPage } from './bing-page.js';
import { readSearchRequest, type SearchRequest } from './search-request.js';
import { SourceChangedError } from './source-changed-error.js';
import { takeNew } from './take-new.js';
import { compact } from './values.js';

export interface BingSourceOptions {
  readonly http: HttpClient;
  /** @default 'https://www.bing.com/' */
  readonly endpoint?: string | URL;
  /**
   * Asked for each page of results; `false` reads no robots.txt.
   * @default `createRobotsPolicy({ http })`
   */
  readonly robots?: RobotsPolicy | false;
}

/** The defaults of {@link BingSourceOptions}. */
export const DEFAULT_BING = Object.freeze({ endpoint: 'https://www.bing.com/' });

/** Results a page, as the site itself asks for. */
const PAGE_SIZE = 35;
/** No query has more results than this. */
const MAX_RESULTS = 1000;

/**
 * A source that reads the result pages of Bing's image search, which is no API for programs: it obeys robots.txt, and its
 * terms do not invite this. Results have no creator, and no licence but what the search filter claims. Filters: all.
 *
 * Searching throws HTTP_FAILED (retryable) for the page that Bing shows to robots, SOURCE_CHANGED for tiles that have
 * changed, ROBOTS_DISALLOWED.
 * @example
 * const source = createBingSource({ http: createHttpClient({ contact: 'me@example.org' }) });
 * for await (const { url, pageUrl } of source.search('face mask', { limit: 3 })) console.log(url, pageUrl);
 */
export function createBingSource(options: BingSourceOptions): ImageSource {
  const { endpoint } = { ...DEFAULT_BING, ...compact(options) };
  const { robots = createRobotsPolicy({ http: options.http }) } = options;
  const http = robots ? withRobots(options.http, robots) : options.http;

  async function* readPages(request: SearchRequest): AsyncGenerator<readonly ImageCandidate[]> {
    const { query, filters, signal, report } = request;
    const { qft, parameters, license } = toBingFilters(filters);
    const language = filters.language ?? 'en';
    for (let first = 1; first <= MAX_RESULTS;) {
      const url = endpointUrl(endpoint, 'images/async');
      const asked = { q: query, first: String(first), count: String(PAGE_SIZE), mmasync: '1', ...parameters };
      // the plus signs of `qft` are spaces, as in the site's own addresses
      url.search = `${new URLSearchParams(asked).toString()}${qft && `&qft=${qft}`}`;
      const response = await http.get(url.href, {
        headers: { accept: 'text/html', 'accept-language': language },
        maxBytes: MAX_ANSWER_BYTES,
        ...(signal ? { signal } : {}),
      });
      const html = new TextDecoder().decode(response.body);
      const page = parseBingPage(html, license);
      if (page.diagnosis === 'blocked') throw blocked(response, html);
      if (page.diagnosis === 'drifted' && page.candidates.length === 0)
        throw drifted(response, page.problems[0]);
      for (const { field, problem } of page.problems) report(response.url, `${field}: ${problem}`);
      if (page.tileCount === 0) return;
      yield page.candidates;
      first += page.tileCount;
    }
  }

  const source: ImageSource = {
    name: 'bing',
    filters: ['licenses', 'size', 'type', 'color', 'people', 'maxAgeDays', 'language', 'safeSearch'],
    async *search(query, searchOptions) {
      const request = readSearchRequest(source, query, searchOptions);
      yield* takeNew(readPages(request), request);
    },
  };
  return source;
}

function blocked({ url, status }: HttpResponse, html: string): HttpError {
  return new HttpError(
    'HTTP_FAILED',
    `bing: ${url}: ${describeBlocked(html)}: Bing takes us for a robot, as it may. Try again much later, or use another source.`,
    { url, status, isRetryable: true },
  );
}

function drifted(
  { url }: HttpResponse,
  first: { readonly field: string; readonly problem: string } | undefined,
): SourceChangedError {
  const { field, problem } = first ?? { field: 'a.iusc', problem: 'expected tiles' };
  return new SourceChangedError({ source: 'bing', url, field, problem });
}
