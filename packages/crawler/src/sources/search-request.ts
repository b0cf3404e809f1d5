import { assertArgument } from '@maskpred/core';
import { assertLicenseKinds } from '../license.js';
import type { ImageFilters, ImageSource, SearchOptions } from '../source.js';

/** What is asked of a source, checked. */
export interface SearchRequest {
  readonly query: string;
  readonly filters: ImageFilters;
  /** Infinity when all are wanted. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  /** Tells of a result that is passed over. */
  readonly report: (where: string, message: string) => void;
}

export interface SearchRules {
  /** False for a source that has nothing to search for. @default true */
  readonly usesQuery?: boolean;
  /** Characters. @default 500 */
  readonly maxQueryLength?: number;
}

/** The values of each filter that has a list of them. */
const CHOICES = {
  size: ['small', 'medium', 'large'],
  type: ['photo', 'illustration'],
  people: ['face', 'portrait'],
  safeSearch: ['strict', 'moderate', 'off'],
} as const satisfies Partial<Record<keyof ImageFilters, readonly string[]>>;

/** Every filter that there is. */
export const FILTER_NAMES: readonly (keyof ImageFilters)[] = [
  'licenses',
  'size',
  'type',
  'color',
  'people',
  'maxAgeDays',
  'language',
  'safeSearch',
];

/**
 * The request, checked before anything is fetched.
 * @throws {MaskpredError} INVALID_ARGUMENT for an empty query, a limit that is none, a filter that the source does not
 * have or a value that it cannot have; `signal.reason`.
 */
export function readSearchRequest(
  source: Pick<ImageSource, 'name' | 'filters'>,
  query: string,
  options: SearchOptions = {},
  rules: SearchRules = {},
): SearchRequest {
  const { filters = {}, limit = Infinity, signal, onProblem } = options;
  const { usesQuery = true, maxQueryLength = 500 } = rules;
  const { name } = source;
  const phrase = query.trim().replace(/\s+/g, ' ');
  assertArgument(!usesQuery || phrase !== '', `${name}: the query is empty. Say what to look for.`);
  assertArgument(
    !usesQuery || phrase.length <= maxQueryLength,
    `${name}: the query has ${phrase.length} characters; at most ${maxQueryLength} are searched for.`,
  );
  assertArgument(
    limit === Infinity || (Number.isInteger(limit) && limit >= 1),
    `${name}: limit is a whole number of at least 1, got ${limit}.`,
  );
  assertFilters(source, filters);
  signal?.throwIfAborted();
  return {
    query: phrase,
    filters,
    limit,
    signal,
    report: (where, message) => onProblem?.({ source: name, where, message }),
  };
}

/**
 * @param choices - narrower than what the filter has elsewhere.
 * @throws {MaskpredError} INVALID_ARGUMENT for a value that the source does not have.
 */
export function assertChoice<T extends string>(
  source: string,
  filter: keyof ImageFilters,
  value: string,
  choices: readonly T[],
): asserts value is T {
  assertArgument(
    (choices as readonly string[]).includes(value),
    `${source}: ${filter} is one of ${choices.join(', ')} here, got ${JSON.stringify(value)}.`,
  );
}

function assertFilters(
  { name, filters: has }: Pick<ImageSource, 'name' | 'filters'>,
  filters: ImageFilters,
): void {
  for (const [filter, value] of Object.entries(filters) as [keyof ImageFilters, unknown][]) {
    if (value === undefined) continue;
    const own = has.length > 0 ? `It has ${has.join(', ')}` : 'It has none';
    assertArgument(
      has.includes(filter),
      `${name}: it cannot filter by ${filter}. ${own}; leave the filter out, or the source.`,
    );
    assertValue(name, filter, value);
  }
}

function assertValue(name: string, filter: keyof ImageFilters, value: unknown): void {
  const got = `got ${JSON.stringify(value)}`;
  switch (filter) {
    case 'licenses':
      assertArgument(Array.isArray(value), `${name}: licenses is a list, ${got}.`);
      assertLicenseKinds(value as string[]);
      return;
    case 'maxAgeDays':
      assertArgument(
        typeof value === 'number' && value > 0 && value < Infinity,
        `${name}: maxAgeDays is a number of days above 0, ${got}.`,
      );
      return;
    case 'language':
      assertArgument(
        typeof value === 'string' && /^[a-z]{2}$/.test(value),
        `${name}: language is two small letters such as "en", ${got}.`,
      );
      return;
    case 'color':
      assertArgument(typeof value === 'string', `${name}: color is a name such as "red", ${got}.`);
      return;
    case 'size':
    case 'type':
    case 'people':
    case 'safeSearch':
      assertChoice(name, filter, String(value), CHOICES[filter]);
  }
}
