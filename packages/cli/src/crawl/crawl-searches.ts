import type { Endpoints } from '../endpoint-option.js';
import { readFile } from 'node:fs/promises';
import { MaskpredError, messageOf } from '@maskpred/core';
import {
  type CrawlList,
  type CrawlPlan,
  type CrawlSearch,
  createImageSource,
  DEFAULT_SOURCES,
  type HttpClient,
  type ImageFilters,
  type ImageSource,
  type OptOutTag,
  parseCrawlPlan,
  type RobotsPolicy,
} from '@maskpred/crawler';

/** What the command line says of the searches. */
export interface SearchArguments {
  readonly label?: string;
  readonly limit?: number;
  readonly source?: readonly string[];
  readonly licenses?: readonly string[];
  readonly size?: 'small' | 'medium' | 'large';
  readonly type?: 'photo' | 'illustration';
  readonly color?: string;
  readonly people?: 'face' | 'portrait';
  readonly maxAge?: number;
  readonly language?: string;
  readonly safeSearch?: 'strict' | 'moderate' | 'off';
  readonly plan?: string;
  readonly endpoint?: Endpoints;
  readonly ignoreRobots?: readonly string[];
  readonly ignoreTag?: readonly OptOutTag[];
}

export interface SourceParts {
  readonly http: HttpClient;
  readonly robots: RobotsPolicy;
}

/** What the command line, or its plan, asks for. */
export interface Searches {
  readonly searches: readonly CrawlSearch[];
  readonly licenses?: readonly string[];
}

/**
 * The searches of the command line or of its plan. What the plan does not say, the command line does.
 * @throws {MaskpredError} INVALID_ARGUMENT.
 */
export async function readSearches(
  phrases: readonly string[],
  options: SearchArguments,
  parts: SourceParts,
): Promise<Searches> {
  const plan = await readPlan(phrases, options);
  const createSource = sourceFactory(options, parts);
  const common = filtersOf(options);
  const searches = plan.searches.map((search): CrawlSearch => {
    const names = search.sources ?? plan.sources ?? options.source ?? DEFAULT_SOURCES;
    const services = names.filter((name) => !isPlace(name));
    const lists = names.filter(isPlace).map((name): CrawlList => ({ source: createSource(name), name }));
    const limit = search.limit ?? plan.limit ?? options.limit;
    return {
      phrases: search.phrases,
      sources: search.phrases.length > 0 ? services.map(createSource) : [],
      lists,
      filters: compact({ ...common, ...plan.filters, ...search.filters }),
      ...(search.label === undefined ? {} : { label: search.label }),
      ...(limit === undefined ? {} : { limit }),
    };
  });
  const used = new Set(searches.flatMap(({ sources = [] }) => sources.map(({ name }) => name)));
  const idle = Object.keys(options.endpoint ?? {}).find((name) => !used.has(name));
  if (idle !== undefined)
    throw usage(`--endpoint ${idle}=…: the source ${idle} is not searched. Add it: --source ${idle}`);
  const licenses = plan.licenses ?? options.licenses;
  return { searches, ...(licenses ? { licenses } : {}) };
}

/** A list or a page: it is read, not searched. */
function isPlace(name: string): boolean {
  return /^(?:list|page):/.test(name);
}

async function readPlan(phrases: readonly string[], options: SearchArguments): Promise<CrawlPlan> {
  const { plan, label, source = [] } = options;
  if (plan === undefined) {
    if (phrases.length === 0 && !source.some(isPlace)) {
      throw usage(
        'Say what to search for: maskpred crawl "people wearing masks" --label mask. Or name a list: --source list:pictures.csv',
      );
    }
    return { searches: [{ phrases: [...phrases], ...(label === undefined ? {} : { label }) }] };
  }
  if (phrases.length > 0 || label !== undefined) {
    throw usage(
      '--plan holds the phrases and the labels. Leave them out of the command line, or leave out the plan.',
    );
  }
  let text: string;
  try {
    text = await readFile(plan, 'utf8');
  } catch (error) {
    throw usage(`--plan ${plan}: cannot be read: ${messageOf(error)}.`, error);
  }
  return parseCrawlPlan(text, plan);
}

/** One source for each name, so that the limits of a service are counted once. */
function sourceFactory(
  options: SearchArguments,
  { http, robots }: SourceParts,
): (name: string) => ImageSource {
  const { ignoreRobots = [], ignoreTag } = options;
  const endpoints = new Map(Object.entries(options.endpoint ?? {}));
  const sources = new Map<string, ImageSource>();
  return (name) => {
    const known = sources.get(name);
    if (known) return known;
    const address = endpoints.get(name);
    const source = createImageSource(name, {
      http,
      robots: ignoreRobots.includes(name.replace(/:.*/s, '')) ? false : robots,
      ...(address === undefined ? {} : { endpoint: address }),
      ...(ignoreTag ? { ignoreTags: ignoreTag } : {}),
    });
    sources.set(name, source);
    return source;
  };
}

function filtersOf(options: SearchArguments): ImageFilters {
  const { size, type, color, people, maxAge: maxAgeDays, language, safeSearch } = options;
  return compact({ size, type, color, people, maxAgeDays, language, safeSearch });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function compact<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}

function usage(message: string, cause?: unknown): MaskpredError {
  return new MaskpredError('INVALID_ARGUMENT', message, { cause });
}
