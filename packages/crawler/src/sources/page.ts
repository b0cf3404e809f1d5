import { assertArgument, MaskpredError } from '@maskpred/core';
import { type CheerioAPI, loadBuffer } from 'cheerio';
import type { HttpClient, HttpHead } from '../http/client.js';
import { createRobotsPolicy, type RobotsPolicy, withRobots } from '../robots.js';
import { findOptOut, type OptOutTag } from '../robots-tag.js';
import type { ImageCandidate, ImageSource } from '../source.js';
import { findPagePictures } from './page-pictures.js';
import { readSearchRequest, type SearchRequest } from './search-request.js';
import { takeNew } from './take-new.js';
import { compact, httpUrl } from './values.js';

export interface PageSourceOptions {
  readonly http: HttpClient;
  /** The page. */
  readonly url: string | URL;
  /**
   * Asked for the page; `false` reads no robots.txt.
   * @default `createRobotsPolicy({ http })`
   */
  readonly robots?: RobotsPolicy | false;
  /** Words of `X-Robots-Tag` and of the page's robots meta element that are not honoured. @default [] */
  readonly ignoreTags?: readonly OptOutTag[];
}

/** Bytes of a page. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * A source of the pictures on one page: `img`, `srcset`, `picture`, `og:image`, links to pictures, and structured data. The
 * query is not used. A licence is `claimed` by `rel=license`, structured data or Dublin Core of the page, else unknown.
 * Filters: none.
 *
 * Searching throws ROBOTS_DISALLOWED, and CONTENT_REJECTED for an answer that is no page and for a page that opts out.
 * @throws {MaskpredError} INVALID_ARGUMENT for an address that is none.
 * @example
 * const source = createPageSource({ http, url: 'https://example.org/gallery.html' });
 * for await (const { url, title } of source.search('')) console.log(url, title);
 */
export function createPageSource(options: PageSourceOptions): ImageSource {
  const { robots = createRobotsPolicy({ http: options.http }), ignoreTags = [] } = options;
  const http = robots ? withRobots(options.http, robots) : options.http;
  const address = httpUrl(String(options.url));
  assertArgument(address !== undefined, `page: url is an http or https address, got ${String(options.url)}.`);

  async function* readPages({ signal, report }: SearchRequest): AsyncGenerator<readonly ImageCandidate[]> {
    const response = await http.get(address!, {
      headers: { accept: 'text/html,application/xhtml+xml' },
      maxBytes: MAX_PAGE_BYTES,
      inspect: (head) => assertPage(head, ignoreTags),
      ...(signal ? { signal } : {}),
    });
    const [, charset] = /charset="?([\w-]+)/i.exec(response.headers['content-type'] ?? '') ?? [];
    const encoding = compact({ transportLayerEncodingLabel: charset });
    const $ = loadBuffer(Buffer.from(response.body), { encoding });
    assertOptIn($, response.url, ignoreTags);
    const { candidates, problems } = findPagePictures($, response.url);
    for (const problem of problems) report(response.url, problem);
    yield candidates;
  }

  const source: ImageSource = {
    name: 'page',
    filters: [],
    async *search(query, searchOptions) {
      const request = readSearchRequest(source, query, searchOptions, { usesQuery: false });
      yield* takeNew(readPages(request), request);
    },
  };
  return source;
}

function assertPage({ url, headers }: HttpHead, ignoreTags: readonly OptOutTag[]): void {
  const type = headers['content-type'] ?? 'text/html';
  if (!/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) {
    throw new MaskpredError(
      'CONTENT_REJECTED',
      `page: ${url}: expected a page (text/html), got ${type}. For addresses of pictures use a list.`,
    );
  }
  refuse(findOptOut(headers['x-robots-tag'], ignoreTags), url);
}

/** @throws {MaskpredError} CONTENT_REJECTED when the page's robots meta elements opt out. */
function assertOptIn($: CheerioAPI, url: string, ignoreTags: readonly OptOutTag[]): void {
  $('meta[name="robots" i], meta[name="maskpred" i]').each((_, meta) => {
    refuse(findOptOut($(meta).attr('content'), ignoreTags), url);
  });
}

function refuse(tag: OptOutTag | undefined, url: string): void {
  if (tag === undefined) return;
  throw new MaskpredError(
    'CONTENT_REJECTED',
    `page: ${url}: the page opts out with "${tag}", so its pictures are not taken.`,
  );
}
