import { assertArgument, type CallOptions } from '@maskpred/core';
import type { HttpClient } from '../http/client.js';
import { assertLicenseKinds } from '../license.js';
import { DEFAULT_PICTURE_LIMITS, type PictureLimits } from '../picture/prepare-picture.js';
import { DEFAULT_MAX_PICTURE_BYTES } from '../picture/fetch-picture.js';
import type { RobotsPolicy } from '../robots.js';
import type { OptOutTag } from '../robots-tag.js';
import type { ImageFilters, ImageSource } from '../source.js';

/** A source that takes no phrase. */
export interface CrawlList {
  readonly source: ImageSource;
  /** Written into the manifest as `query`: the file or the address. */
  readonly name: string;
}

/** Pictures that are looked for together. */
export interface CrawlSearch {
  /** Written into the manifest as `labelHint`; nobody has looked at the pictures yet. */
  readonly label?: string;
  /** What is searched for. @default [] */
  readonly phrases?: readonly string[];
  /** Each is searched for each phrase. @default [] */
  readonly sources?: readonly ImageSource[];
  /** Sources that take no phrase, such as a list of addresses. @default [] */
  readonly lists?: readonly CrawlList[];
  /**
   * Pictures to have of this search, all its phrases, sources and lists together; those that are in the folder already count.
   * @default 100
   */
  readonly limit?: number;
  /** Passed to the sources; one that a source lacks is an INVALID_ARGUMENT before anything is fetched. @default {} */
  readonly filters?: Omit<ImageFilters, 'licenses'>;
}

export interface CrawlOptions extends CallOptions, PictureLimits {
  /** Folder for pictures and manifest; created. */
  readonly out: string;
  /** One after the other. */
  readonly searches: readonly CrawlSearch[];
  readonly http: HttpClient;
  /**
   * Asked for every picture; `false` reads no robots.txt.
   * @default `createRobotsPolicy({ http })`
   */
  readonly robots?: RobotsPolicy | false;
  /**
   * Licences that are wanted, without version: `['cc0', 'by', 'by-sa']`. A picture whose licence is not known is left out
   * then. @default any, known or not
   */
  readonly licenses?: readonly string[];
  /** Bits of 64 in which the hashes of two pictures may differ that count as one; `false` keeps all. @default 4 */
  readonly duplicateDistance?: number | false;
  /** Bytes of a picture's file. @default 20 MiB */
  readonly maxBytes?: number;
  /** Words of `X-Robots-Tag` that are not honoured. @default [] */
  readonly ignoreTags?: readonly OptOutTag[];
  /** Candidates under way, most of them waiting for their host. @default 128 */
  readonly window?: number;
  /** Pictures whose bytes are in memory. @default 16 */
  readonly concurrency?: number;
  /** Waits for another crawl in the folder to end, instead of failing with FOLDER_LOCKED. @default false */
  readonly wait?: boolean;
}

/** The settings of a crawl with their defaults. */
export interface CrawlSettings extends Required<PictureLimits> {
  readonly licenses: readonly string[] | undefined;
  readonly duplicateDistance: number | false;
  readonly maxBytes: number;
  readonly ignoreTags: readonly OptOutTag[];
  readonly window: number;
  readonly concurrency: number;
}

/** The defaults of {@link CrawlOptions}; 4 bits: see `differenceHash` of core. */
export const DEFAULT_CRAWL = Object.freeze({
  ...DEFAULT_PICTURE_LIMITS,
  limit: 100,
  duplicateDistance: 4,
  maxBytes: DEFAULT_MAX_PICTURE_BYTES,
  window: 128,
  concurrency: 16,
});

/**
 * The settings, complete.
 * @throws {MaskpredError} INVALID_ARGUMENT for a number that is none, a licence that is not known, a search for nothing,
 * and a filter that a source does not have.
 */
export function readCrawlOptions(options: CrawlOptions): CrawlSettings {
  const { searches, licenses, ignoreTags = [] } = options;
  const settings = {
    licenses,
    ignoreTags,
    minSize: options.minSize ?? DEFAULT_CRAWL.minSize,
    maxAspect: options.maxAspect ?? DEFAULT_CRAWL.maxAspect,
    maxPixels: options.maxPixels ?? DEFAULT_CRAWL.maxPixels,
    duplicateDistance: options.duplicateDistance ?? DEFAULT_CRAWL.duplicateDistance,
    maxBytes: options.maxBytes ?? DEFAULT_CRAWL.maxBytes,
    window: options.window ?? DEFAULT_CRAWL.window,
    concurrency: options.concurrency ?? DEFAULT_CRAWL.concurrency,
  };
  for (const name of ['minSize', 'maxAspect', 'maxPixels', 'maxBytes', 'window', 'concurrency'] as const) {
    const value = settings[name];
    assertArgument(value >= 1, `${name} is a number of at least 1, got ${value}.`);
  }
  const { duplicateDistance } = settings;
  assertArgument(
    duplicateDistance === false || (duplicateDistance >= 0 && duplicateDistance <= 64),
    `duplicateDistance is a number of bits from 0 to 64, or false; got ${duplicateDistance}.`,
  );
  if (licenses) assertLicenseKinds(licenses);
  assertArgument(searches.length > 0, 'A crawl has at least one search.');
  for (const search of searches) assertSearch(search);
  return settings;
}

function assertSearch(search: CrawlSearch): void {
  const { phrases = [], sources = [], lists = [], filters = {}, limit = DEFAULT_CRAWL.limit } = search;
  assertArgument(
    (phrases.length > 0 && sources.length > 0) || lists.length > 0,
    'A search has at least one phrase and one source to search, or one list.',
  );
  assertArgument(
    phrases.length === 0 || sources.length > 0,
    `Nothing is searched for "${phrases[0]}": a search with phrases has at least one source that takes them.`,
  );
  assertArgument(
    phrases.every((phrase) => phrase.trim() !== ''),
    'A phrase is empty.',
  );
  assertArgument(
    Number.isInteger(limit) && limit > 0,
    `limit is a whole number of at least 1, got ${limit}.`,
  );
  const wanted = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  for (const { name, filters: has } of [...sources, ...lists.map(({ source }) => source)]) {
    const lacking = wanted.filter((filter) => !(has as readonly string[]).includes(filter));
    const had = has.length > 0 ? `It has ${has.join(', ')}` : 'It has none';
    assertArgument(
      lacking.length === 0,
      `${name}: it cannot filter by ${lacking.join(', ')}. ${had}; leave the filter out, or the source.`,
    );
  }
}
