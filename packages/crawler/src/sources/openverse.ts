import { assertArgument, MaskpredError } from '@maskpred/core';
import * as z from 'zod';
import type { HttpClient } from '../http/client.js';
import { normalizeLicense } from '../license.js';
import type { ImageCandidate, ImageFilters, ImageSource } from '../source.js';
import { endpointUrl, expectShape, getJson, readResults } from './answer.js';
import { createRateGate } from './rate-gate.js';
import { assertChoice, readSearchRequest, type SearchRequest } from './search-request.js';
import { takeNew } from './take-new.js';
import { cleanText, compact, httpUrl, sizeOf } from './values.js';

export interface OpenverseSourceOptions {
  readonly http: HttpClient;
  /** @default 'https://api.openverse.org/' */
  readonly endpoint?: string | URL;
  /** Of a registered application: it has higher limits. @default none */
  readonly accessToken?: string;
  /** Results a page; more than 20 need an access token. @default 20 */
  readonly pageSize?: number;
  /** Pages of one search. @default 20 */
  readonly maxPages?: number;
  /** Collections to leave out: `['wikimedia']` when Wikimedia Commons is searched itself. @default [] */
  readonly excludedCollections?: readonly string[];
  /** The longest pause for the service's limits before the search ends with RATE_LIMITED, ms. @default 60_000 */
  readonly maxRateWaitMs?: number;
}

/**
 * The defaults of {@link OpenverseSourceOptions}. Openverse gives at most 20 pages of 20 without a token; its limits are 20
 * requests a minute and 200 a day (its response headers), so a minute's pause is worth waiting for.
 */
export const DEFAULT_OPENVERSE = Object.freeze({
  endpoint: 'https://api.openverse.org/',
  pageSize: 20,
  maxPages: 20,
  maxRateWaitMs: 60_000,
});

/** Longer queries are cut by the service. */
const MAX_QUERY_LENGTH = 200;

const pageSchema = z.object({
  page_count: z.number(),
  results: z.array(z.unknown()),
  warnings: z.array(z.object({ message: z.string() })).nullish(),
});

const resultSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  foreign_landing_url: z.string().nullable(),
  title: z.string().nullable(),
  creator: z.string().nullable(),
  creator_url: z.string().nullable(),
  license: z.string(),
  license_version: z.string().nullable(),
  license_url: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  attribution: z.string().nullish(),
  mature: z.boolean().nullish(),
  unstable__sensitivity: z.array(z.string()).nullish(),
});

/**
 * A source that searches Openverse, the catalogue of openly licensed pictures of many collections. Licences are verified:
 * they are the record of the collection. Filters: licenses, size, type, safeSearch (`strict` or `off`).
 *
 * @throws {MaskpredError} INVALID_ARGUMENT for more than 20 results a page without an access token.
 * @example
 * const source = createOpenverseSource({ http: createHttpClient({ contact: 'me@example.org' }) });
 * for await (const { url, license } of source.search('face mask', { limit: 3 })) console.log(url, license.id);
 */
export function createOpenverseSource(options: OpenverseSourceOptions): ImageSource {
  const { http, accessToken, excludedCollections = [] } = options;
  const { pageSize, maxPages, maxRateWaitMs, endpoint } = { ...DEFAULT_OPENVERSE, ...compact(options) };
  const mostResults = accessToken === undefined ? DEFAULT_OPENVERSE.pageSize : 500;
  assertArgument(
    Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= mostResults,
    `openverse: pageSize is from 1 to ${mostResults}${accessToken === undefined ? ' without an access token' : ''}, got ${pageSize}.`,
  );
  assertArgument(
    Number.isInteger(maxPages) && maxPages >= 1,
    `openverse: maxPages is at least 1, got ${maxPages}.`,
  );
  const gate = createRateGate({ source: 'openverse', maxWaitMs: maxRateWaitMs });
  const headers = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };

  async function* readPages(request: SearchRequest): AsyncGenerator<ImageCandidate[]> {
    const { signal, report } = request;
    const url = endpointUrl(endpoint, 'v1/images/');
    url.search = parametersOf(request, { pageSize, excludedCollections }).toString();
    for (let page = 1; page <= maxPages; page++) {
      if (page > 1) url.searchParams.set('page', String(page));
      await gate.pass(url.href, signal);
      let answer;
      try {
        answer = await getJson(http, url, { source: 'openverse', signal, headers });
      } catch (error) {
        if (page > 1 && isBeyondDepth(error)) return;
        throw error;
      }
      gate.note(answer.headers);
      const where = { source: 'openverse', url: answer.url };
      const { results, page_count: pageCount, warnings } = expectShape(pageSchema, answer.data, where);
      for (const { message } of warnings ?? []) report(answer.url, message);
      const read = readResults(resultSchema, results, { ...where, field: 'results[]', report });
      yield read.map(toCandidate);
      if (page >= pageCount) return;
    }
  }

  const source: ImageSource = {
    name: 'openverse',
    filters: ['licenses', 'size', 'type', 'safeSearch'],
    async *search(query, searchOptions) {
      const request = readSearchRequest(source, query, searchOptions, { maxQueryLength: MAX_QUERY_LENGTH });
      yield* takeNew(readPages(request), request);
    },
  };
  return source;
}

function parametersOf(
  { query, filters }: SearchRequest,
  {
    pageSize,
    excludedCollections,
  }: { readonly pageSize: number; readonly excludedCollections: readonly string[] },
): URLSearchParams {
  const parameters = new URLSearchParams({
    q: query,
    page_size: String(pageSize),
    ...filterParameters(filters),
  });
  if (excludedCollections.length > 0) parameters.set('excluded_source', excludedCollections.join(','));
  return parameters;
}

function filterParameters({ licenses, size, type, safeSearch }: ImageFilters): Record<string, string> {
  if (safeSearch) assertChoice('openverse', 'safeSearch', safeSearch, ['strict', 'off']);
  return compact({
    license: licenses?.join(','),
    size,
    category: type && { photo: 'photograph', illustration: 'illustration' }[type],
    mature: safeSearch && String(safeSearch === 'off'),
  });
}

/** Pages that are too deep are a bad request, or one for those who are registered. */
function isBeyondDepth(error: unknown): boolean {
  const status = MaskpredError.isInstance(error) && 'status' in error ? error.status : undefined;
  return status === 400 || status === 401;
}

function toCandidate(result: z.infer<typeof resultSchema>): ImageCandidate {
  const { license, license_version: version, mature, unstable__sensitivity: sensitivity } = result;
  const restrictions = [...(mature ? ['mature'] : []), ...(sensitivity ?? [])];
  return {
    url: result.url,
    license: normalizeLicense([license, version].filter(Boolean).join(' '), {
      url: result.license_url ?? undefined,
      status: 'verified',
    }),
    ...compact({
      pageUrl: httpUrl(result.foreign_landing_url),
      title: cleanText(result.title),
      creator: cleanText(result.creator),
      creatorUrl: httpUrl(result.creator_url),
      attribution: cleanText(result.attribution),
      restrictions: restrictions.length > 0 ? restrictions : undefined,
    }),
    ...sizeOf(result.width, result.height),
  };
}
