import { type CallOptions, MaskpredError } from '@maskpred/core';
import type { HttpClient } from './http/client.js';
import type { RobotsPolicy } from './robots.js';
import type { ImageCandidate, ImageSource } from './source.js';
import { createFixtureHttp } from './sources/__fixtures__/fixture-http.js';
import { SOURCE_FIXTURES } from './sources/__fixtures__/index.js';
import type { SourceFixture } from './sources/__fixtures__/source-fixture.js';
import { createImageSource, SERVICE_NAMES, type ServiceName } from './sources/create-image-source.js';
import { compact } from './sources/values.js';

/**
 * How a source is: `ok`; `drifted`, it answers in a way that its parser does not understand, or not wholly; `blocked`, it
 * does not answer us (a limit, robots.txt, a page for robots); `unreachable`, it does not answer at all.
 */
export type SourceStatus = 'ok' | 'drifted' | 'blocked' | 'unreachable';

/** One source, checked. */
export interface SourceCheck {
  readonly source: string;
  /** `stored`: answers that ship with this package. `live`: the service itself. */
  readonly against: 'stored' | 'live';
  readonly status: SourceStatus;
  /** Candidates that were read. */
  readonly candidates: number;
  /** What is not as it should be, or was passed over. */
  readonly changes: readonly string[];
}

export interface CheckSourcesOptions extends CallOptions {
  /** Asks each service for one page of results too. @default stored answers only */
  readonly http?: HttpClient;
  /** Where services are, for mirrors and tests. @default their own addresses */
  readonly endpoints?: Readonly<Partial<Record<ServiceName, string | URL>>>;
  /** Asked before Bing is; `false` reads no robots.txt. @default `createRobotsPolicy({ http })` */
  readonly robots?: RobotsPolicy | false;
  /** What is searched for; something of which there are many pictures. @default 'face mask' */
  readonly query?: string;
}

/** Candidates that a live check takes: fewer than the first page of any service. */
const LIVE_LIMIT = 15;
/** From so few results nothing is concluded about fields that none of them has. */
const FEW = 5;
/** What some of the results of a service have, whatever is searched for. */
const USUAL_FIELDS = {
  openverse: ['pageUrl', 'title', 'creator', 'attribution', 'width'],
  commons: ['pageUrl', 'title', 'creator', 'width'],
  bing: ['pageUrl', 'title', 'width'],
} as const satisfies Record<ServiceName, readonly (keyof ImageCandidate)[]>;

/**
 * How each source is: its parser against stored answers, and, with `http`, against one page of results of the service.
 *
 * @throws `signal.reason`.
 * @example
 * for (const { source, status } of await checkSources()) console.log(source, status); // openverse ok …
 */
export async function checkSources(options: CheckSourcesOptions = {}): Promise<SourceCheck[]> {
  const { http, signal } = options;
  const checks: SourceCheck[] = [];
  for (const fixture of SOURCE_FIXTURES) checks.push(await checkStored(fixture, signal));
  if (!http) return checks;
  for (const name of SERVICE_NAMES) checks.push(await checkLive(name, http, options));
  return checks;
}

/** A parser against answers that were stored. */
export async function checkStored(fixture: SourceFixture, signal?: AbortSignal): Promise<SourceCheck> {
  const source = fixture.create(createFixtureHttp((url) => fixture.answer(url)));
  const { candidates, problems, error } = await collect(source, fixture.query, { signal });
  const changes = [...differences(fixture.expected, candidates), ...problems];
  return {
    source: fixture.source,
    against: 'stored',
    status: error ? statusOf(error) : changes.length > 0 ? 'drifted' : 'ok',
    candidates: candidates.length,
    changes: error ? [error.message, ...changes] : changes,
  };
}

async function checkLive(
  name: ServiceName,
  http: HttpClient,
  { endpoints = {}, robots, query = 'face mask', signal }: CheckSourcesOptions,
): Promise<SourceCheck> {
  const source = createImageSource(name, { http, ...compact({ endpoint: endpoints[name], robots }) });
  const { candidates, problems, error } = await collect(source, query, { signal, limit: LIVE_LIMIT });
  const missing = error ? [] : missingFields(name, candidates, query);
  const isDrifted = missing.length > 0 || problems.length > candidates.length;
  return {
    source: name,
    against: 'live',
    status: error ? statusOf(error) : isDrifted ? 'drifted' : 'ok',
    candidates: candidates.length,
    changes: [...(error ? [error.message] : []), ...missing, ...problems],
  };
}

interface Collected {
  readonly candidates: readonly ImageCandidate[];
  readonly problems: readonly string[];
  readonly error?: MaskpredError;
}

async function collect(
  source: ImageSource,
  query: string,
  { signal, limit }: { readonly signal: AbortSignal | undefined; readonly limit?: number },
): Promise<Collected> {
  const candidates: ImageCandidate[] = [];
  const problems: string[] = [];
  const onProblem = ({ where, message }: { where: string; message: string }) =>
    void problems.push(`${where}: ${message}`);
  try {
    for await (const one of source.search(query, { onProblem, ...compact({ signal, limit }) }))
      candidates.push(one);
    return { candidates, problems };
  } catch (error) {
    if (signal?.aborted || !MaskpredError.isInstance(error) || error.code === 'INVALID_ARGUMENT') throw error;
    return { candidates, problems, error };
  }
}

function statusOf(error: MaskpredError): SourceStatus {
  switch (error.code) {
    case 'RATE_LIMITED':
    case 'CONTENT_REJECTED':
      return 'blocked';
    case 'ROBOTS_DISALLOWED':
      // a robots.txt that cannot be had may come later
      return error.isRetryable ? 'unreachable' : 'blocked';
    case 'HTTP_FAILED': {
      const status = 'status' in error ? (error.status as number | undefined) : undefined;
      if (status === undefined || status >= 500) return 'unreachable';
      return status === 404 || status === 410 ? 'drifted' : 'blocked';
    }
    case 'ADDRESS_FORBIDDEN':
      return 'unreachable';
    default:
      return 'drifted';
  }
}

function missingFields(name: ServiceName, candidates: readonly ImageCandidate[], query: string): string[] {
  if (candidates.length === 0) return [`no results for "${query}"`];
  if (candidates.length < FEW) return [];
  const missing = USUAL_FIELDS[name].filter((field) => candidates.every((one) => one[field] === undefined));
  const isUnlicensed = name !== 'bing' && candidates.every(({ license }) => license.status === 'unknown');
  return [...missing, ...(isUnlicensed ? ['license'] : [])].map(
    (field) => `none of ${candidates.length} results has ${field}`,
  );
}

/** What is not as expected, field by field. */
function differences(expected: readonly ImageCandidate[], got: readonly ImageCandidate[]): string[] {
  const count =
    expected.length === got.length ? [] : [`expected ${expected.length} candidates, got ${got.length}`];
  const fields = expected.flatMap((one, i) => {
    const other: Partial<ImageCandidate> = got[i] ?? {};
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof ImageCandidate)[];
    return names.flatMap((name) => {
      const [wanted, found] = [JSON.stringify(one[name]), JSON.stringify(other[name])];
      return wanted === found ? [] : [`[${i}].${name}: expected ${wanted}, got ${found}`];
    });
  });
  return [...count, ...fields];
}
