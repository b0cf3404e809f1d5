import { assertArgument } from '@maskpred/core';
import type { HttpClient } from '../http/client.js';
import { HttpError } from '../http/http-error.js';
import { wake } from '../http/host-queue.js';
import { parseRetryAfter } from '../http/retry.js';
import type { ImageCandidate, ImageSource } from '../source.js';
import { endpointUrl, expectShape, getJson, type JsonAnswer, readResults } from './answer.js';
import {
  answerSchema,
  type CommonsAnswer,
  fileSchema,
  METADATA_FIELDS,
  pageSchema,
  toCandidate,
} from './commons-answer.js';
import { readSearchRequest, type SearchRequest } from './search-request.js';
import { SourceChangedError } from './source-changed-error.js';
import { takeNew } from './take-new.js';
import { compact } from './values.js';

export interface CommonsSourceOptions {
  readonly http: HttpClient;
  /** @default 'https://commons.wikimedia.org/' */
  readonly endpoint?: string | URL;
  /**
   * Width in pixels in which pictures are offered; smaller ones as they are. Wikimedia makes no other widths than
   * {@link COMMONS_WIDTHS}. @default 1280
   */
  readonly imageWidth?: (typeof COMMONS_WIDTHS)[number];
  /** The longest pause that the service may ask for before the search ends with RATE_LIMITED, ms. @default 60_000 */
  readonly maxRateWaitMs?: number;
}

/** The widths in which Wikimedia offers pictures (mediawiki.org, "Common thumbnail sizes"), from 250 px. */
export const COMMONS_WIDTHS = [250, 330, 500, 960, 1280, 1920, 3840] as const;

/** The defaults of {@link CommonsSourceOptions}. Previews instead of originals, as Wikimedia asks. */
export const DEFAULT_COMMONS = Object.freeze({
  endpoint: 'https://commons.wikimedia.org/',
  imageWidth: 1280,
  maxRateWaitMs: 60_000,
});

/** Results a page: the most for which previews are made in one request. */
const PAGE_SIZE = 50;
/** The search of MediaWiki ends here. */
const MAX_RESULTS = 10_000;
/** Times that a server which is behind is asked again. */
const LAG_RETRIES = 4;
/** What Wikimedia asks to wait where it gives no Retry-After (mediawiki.org, "Manual:Maxlag parameter"). */
const LAG_WAIT_MS = 5000;
/** Answers that one page of results may be spread over. */
const MAX_PARTS = 20;

const LAG_CODES = new Set(['maxlag', 'ratelimited']);
/** Faults that pass: MediaWiki's and CirrusSearch's codes for a database that is being changed, and a search that is busy. */
const PASSING_CODE =
  /^(?:readonly|internal_api_error|cirrussearch-(?:too-busy|backend)|search-(?:error|backend))/;

/**
 * A source that searches Wikimedia Commons. Licences are verified: they stand on the file's own page. Filters: licenses
 * (of `cc0`, `pdm`, `by`, `by-sa`, the only ones it has), size, type.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for a width that Wikimedia does not make.
 * @example
 * const source = createCommonsSource({ http: createHttpClient({ contact: 'me@example.org' }) });
 * for await (const { url, license } of source.search('face mask', { limit: 3 })) console.log(url, license.id);
 */
export function createCommonsSource(options: CommonsSourceOptions): ImageSource {
  const { http } = options;
  const { endpoint, imageWidth, maxRateWaitMs } = { ...DEFAULT_COMMONS, ...compact(options) };
  assertArgument(
    (COMMONS_WIDTHS as readonly number[]).includes(imageWidth),
    `commons: imageWidth is one of ${COMMONS_WIDTHS.join(', ')}, got ${imageWidth}.`,
  );

  /** One answer, with the pauses that the service asks for. */
  async function ask(url: URL, { signal, report }: SearchRequest): Promise<CommonsAnswer> {
    for (let tried = 0; ; tried++) {
      const answer = await getJson(http, url, { source: 'commons', signal });
      const value = expectShape(answerSchema, answer.data, { source: 'commons', url: answer.url });
      for (const [module, { warnings }] of Object.entries(value.warnings ?? {})) {
        if (warnings) report(answer.url, `${module}: ${warnings}`);
      }
      if (!value.error) {
        assertWhole(value, answer.url);
        return value;
      }
      if (!LAG_CODES.has(value.error.code)) throw failureOf(value.error, answer);
      const wait = parseRetryAfter(answer.headers['retry-after'], Date.now()) ?? LAG_WAIT_MS;
      if (tried >= LAG_RETRIES || wait > maxRateWaitMs) throw rateLimited(value.error, answer, wait);
      await wake(wait, signal);
    }
  }

  /** The candidates of each page of results, which may come in several answers. */
  async function* readPages(request: SearchRequest): AsyncGenerator<ImageCandidate[]> {
    const base = endpointUrl(endpoint, 'w/api.php');
    base.search = parametersOf(request, imageWidth).toString();
    let next: CommonsAnswer['continue'] = {};
    let batch = createBatch(base.href, request.report);
    for (let parts = 1; next; parts++) {
      const url = new URL(base);
      for (const [name, value] of Object.entries(next)) url.searchParams.set(name, String(value));
      const answer = await ask(url, request);
      batch.add(answer.query?.pages ?? []);
      next = answer.continue;
      const isComplete = answer.batchcomplete !== undefined && answer.batchcomplete !== false;
      if (next && !isComplete && parts < MAX_PARTS) continue;
      yield batch.candidates();
      if (Number(next?.['gsroffset'] ?? 0) > MAX_RESULTS - PAGE_SIZE) return;
      batch = createBatch(base.href, request.report);
      parts = 0;
    }
  }

  const source: ImageSource = {
    name: 'commons',
    filters: ['licenses', 'size', 'type'],
    async *search(query, searchOptions) {
      const request = readSearchRequest(source, query, searchOptions);
      yield* takeNew(readPages(request), request);
    },
  };
  return source;
}

function parametersOf(request: SearchRequest, imageWidth: number): URLSearchParams {
  return new URLSearchParams({
    action: 'query',
    format: 'json',
    formatversion: '2',
    maxlag: '5',
    generator: 'search',
    gsrnamespace: '6',
    gsrlimit: String(PAGE_SIZE),
    gsrsearch: searchText(request),
    prop: 'imageinfo',
    iiprop: 'url|size|extmetadata',
    iiurlwidth: String(imageWidth),
    iiextmetadatafilter: METADATA_FIELDS.join('|'),
  });
}

/** Keywords of CirrusSearch. Its `>` and `<` include the number itself. */
const SIZES = { small: 'filew:<639', medium: 'filew:640,1599', large: 'filew:>1600' } as const;
const TYPES = { photo: 'filetype:bitmap filemime:image/jpeg', illustration: 'filetype:drawing' } as const;
/** Groups of licences that Commons searches by. */
const LICENSE_GROUPS = {
  cc0: 'unrestricted',
  pdm: 'unrestricted',
  by: 'attribution',
  'by-sa': 'attribution-same-license',
} as const;

function searchText({ query, filters: { licenses, size, type } }: SearchRequest): string {
  const keywords = [type ? TYPES[type] : 'filetype:bitmap', ...(size ? [SIZES[size]] : [])];
  if (licenses) {
    const groups = licenses.flatMap(
      (license) => LICENSE_GROUPS[license as keyof typeof LICENSE_GROUPS] ?? [],
    );
    assertArgument(
      groups.length > 0,
      `commons: licenses: it has pictures under ${Object.keys(LICENSE_GROUPS).join(', ')} only, got ${licenses.join(', ')}.`,
    );
    keywords.push(`haslicense:${[...new Set(groups)].join('|')}`);
  }
  return `${query} ${keywords.join(' ')}`;
}

/** Pages of one page of results, put together from its answers. */
function createBatch(url: string, report: SearchRequest['report']) {
  const pages = new Map<number, { title: string; index: number; imageinfo: unknown }>();
  const where = { source: 'commons', url, report };
  return {
    add(values: readonly unknown[]): void {
      for (const page of readResults(pageSchema, values, { ...where, field: 'query.pages[]' })) {
        const { pageid, title, index } = page;
        const imageinfo = page.imageinfo?.[0] ?? pages.get(pageid)?.imageinfo;
        pages.set(pageid, { title, index, imageinfo });
      }
    },
    candidates(): ImageCandidate[] {
      const found = [...pages.values()].sort((a, b) => a.index - b.index);
      return readResults(fileSchema, found, { ...where, field: 'query.pages[]' }).map(toCandidate);
    },
  };
}

/** A search without results is complete, or goes on; anything else is another format. */
function assertWhole({ query, batchcomplete, continue: next }: CommonsAnswer, url: string): void {
  if (query || batchcomplete !== undefined || next) return;
  throw new SourceChangedError({
    source: 'commons',
    url,
    field: 'query',
    problem: 'expected pages, or "batchcomplete" where there are none; got neither',
  });
}

type ApiError = NonNullable<CommonsAnswer['error']>;

function failureOf({ code, info = 'no more is said' }: ApiError, { url }: JsonAnswer): Error {
  if (/^(?:auto)?blocked$|^permissiondenied$|^readapidenied$/.test(code)) {
    return new HttpError('HTTP_FAILED', `commons: ${url}: the service refuses: ${info} (${code}).`, {
      url,
      status: 403,
      isRetryable: false,
    });
  }
  if (PASSING_CODE.test(code)) {
    const message = `commons: ${url}: the service fails: ${info} (${code}). Try again later.`;
    return new HttpError('HTTP_FAILED', message, { url, status: 503, isRetryable: true });
  }
  return new SourceChangedError({ source: 'commons', url, field: 'error', problem: `${info} (${code})` });
}

function rateLimited({ code, info }: ApiError, { url }: JsonAnswer, waitMs: number): HttpError {
  const when = new Date(Date.now() + waitMs).toISOString();
  return new HttpError(
    'RATE_LIMITED',
    `commons: ${url}: ${info ?? 'too many requests'} (${code}). Go on after ${when}.`,
    { url, retryAfterMs: waitMs, isRetryable: true },
  );
}
