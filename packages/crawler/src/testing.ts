import type { ImageCandidate, ImageFilters, ImageSource, SearchOptions } from './source.js';
import { FILTER_NAMES } from './sources/search-request.js';
import { check, checkInvalid, checkSame, isWebAddress, rejectionOf } from './testing-tools.js';

/** One requirement: `run` rejects with an Error that says what is wrong when the source does not meet it. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface ImageSourceContractOptions {
  /**
   * Makes a new source on a service that answers the same question always alike: stored answers, or a server of the test.
   * There have to be at least three candidates for `query`.
   */
  readonly create: () => ImageSource | Promise<ImageSource>;
  /** @default 'face mask' */
  readonly query?: string;
  /** False for a source that has nothing to search for, such as a list. @default true */
  readonly usesQuery?: boolean;
  /** How many requests the sources have made so far; without it, what is fetched when is not tested. */
  readonly requestCount?: () => number;
}

/** A value of each filter that a source which has the filter takes. */
const SAMPLES = {
  licenses: ['by', 'by-sa'],
  size: 'large',
  type: 'photo',
  color: 'red',
  people: 'face',
  maxAgeDays: 365,
  language: 'en',
  safeSearch: 'strict',
} as const satisfies Required<ImageFilters>;

/** Values that are none, for sources that have the filter. */
const WRONG: Readonly<Record<keyof ImageFilters, unknown>> = {
  licenses: ['no-such-licence'],
  size: 'enormous',
  type: 'sculpture',
  color: 'no such colour',
  people: 'crowd',
  maxAgeDays: -1,
  language: 'English',
  safeSearch: 'maybe',
};

/** Options that a caller in plain JavaScript could pass. */
type AnySearchOptions = Omit<SearchOptions, 'filters'> & {
  readonly filters?: Readonly<Record<string, unknown>>;
};

/**
 * What every {@link ImageSource} must do, as cases for any test runner. Each case makes its own source.
 *
 * @example
 * const create = () => createMySource({ http: storedAnswers });
 * for (const { name, run } of imageSourceContract({ create })) it(name, run);
 */
export function imageSourceContract(options: ImageSourceContractOptions): ContractCase[] {
  const { create, query = 'face mask', usesQuery = true, requestCount } = options;
  const make: MakeCase = (name, test) => ({
    name,
    async run() {
      const source = await create();
      await test({
        source,
        search: (own = {}, phrase = query) => collect(source, phrase, own as SearchOptions),
      });
    },
  });
  return [
    ...candidateCases(make),
    ...limitCases(make, requestCount),
    ...argumentCases(make, usesQuery, requestCount ?? (() => 0)),
    ...callCases(make, query, requestCount),
  ];
}

interface Subject {
  readonly source: ImageSource;
  /** All that a search brings. */
  readonly search: (options?: AnySearchOptions, query?: string) => Promise<ImageCandidate[]>;
}

type MakeCase = (name: string, test: (subject: Subject) => Promise<void>) => ContractCase;

function candidateCases(make: MakeCase): ContractCase[] {
  return [
    make('has a name in lower case and a list of the filters that it has', async ({ source }) => {
      check(/^[a-z][a-z0-9-]*$/.test(source.name), `name: got ${JSON.stringify(source.name)}`);
      const { filters } = source;
      check(new Set(filters).size === filters.length, `filters: one stands twice in ${filters.join(', ')}`);
      const unknown = filters.filter((filter) => !FILTER_NAMES.includes(filter));
      check(unknown.length === 0, `filters: there is no ${unknown.join(', ')}`);
    }),
    make('offers pictures with an http or https address, each once', async ({ search }) => {
      const candidates = await search();
      check(candidates.length >= 3, `the contract needs at least three candidates, got ${candidates.length}`);
      const urls = candidates.map(({ url }) => url);
      for (const url of urls) check(isWebAddress(url), `url: got ${JSON.stringify(url)}`);
      checkSame(urls, [...new Set(urls)], 'addresses, each once');
    }),
    make('says what is known of each, and leaves out what is not', async ({ search }) => {
      for (const candidate of await search()) checkDetails(candidate);
    }),
    make('says of every licence what it is and how it is known', async ({ search }) => {
      for (const { url, license } of await search()) {
        const { id, status } = license;
        check(/^[a-z0-9+.-]+( or [a-z0-9+.-]+)*$/.test(id), `${url}: license.id: got ${JSON.stringify(id)}`);
        check(['verified', 'claimed', 'unknown'].includes(status), `${url}: license.status: got ${status}`);
        check(
          (id === 'unknown') === (status === 'unknown'),
          `${url}: license: id ${id} with status ${status}; both are unknown, or none is`,
        );
        check(
          license.url === undefined || isWebAddress(license.url),
          `${url}: license.url: got ${license.url}`,
        );
      }
    }),
  ];
}

function limitCases(make: MakeCase, requestCount: (() => number) | undefined): ContractCase[] {
  return [
    make('gives at most limit candidates, the first ones', async ({ search }) => {
      const all = await search();
      for (const limit of [1, 2, all.length]) {
        checkSame(await search({ limit }), all.slice(0, limit), `the first ${limit}`);
      }
    }),
    make('rejects a limit that is none with INVALID_ARGUMENT', async ({ search }) => {
      for (const limit of [0, -1, 1.5, NaN]) await checkInvalid(search({ limit }), `limit ${limit}`);
    }),
    ...(requestCount ? [lazyCase(make, requestCount)] : []),
  ];
}

function lazyCase(make: MakeCase, requestCount: () => number): ContractCase {
  return make(
    'fetches nothing before a candidate is wanted, and no more than is wanted',
    async ({ source, search }) => {
      const before = requestCount();
      const unused = source.search('face mask');
      check(requestCount() === before, 'something was fetched before a candidate was asked for');
      await unused[Symbol.asyncIterator]().return?.();
      await search(); // what is asked once, such as robots.txt, has been asked
      const warm = requestCount();
      await search();
      const all = requestCount() - warm;
      await search({ limit: 1 });
      const first = requestCount() - warm - all;
      check(
        first >= 1 && (first < all || all === 1),
        `the first candidate took ${first} requests, all of them took ${all}`,
      );
    },
  );
}

function argumentCases(make: MakeCase, usesQuery: boolean, requestCount: () => number): ContractCase[] {
  const unfetched = async (call: () => Promise<unknown>, what: string, names: readonly string[]) => {
    const before = requestCount();
    const message = await checkInvalid(call(), what);
    check(requestCount() === before, `${what}: something was fetched before it was refused`);
    for (const name of names)
      check(message.includes(name), `${what}: the message does not name ${name}: ${message}`);
  };
  return [
    make('takes each filter that it has', async ({ source, search }) => {
      for (const filter of source.filters) await search({ filters: { [filter]: SAMPLES[filter] } });
    }),
    make(
      'rejects each filter that it lacks with INVALID_ARGUMENT, by name, before anything is fetched',
      async (subject) => {
        const { source, search } = subject;
        const lacking = FILTER_NAMES.filter((filter) => !source.filters.includes(filter));
        for (const filter of [...lacking, 'flavour' as keyof ImageFilters]) {
          const value = SAMPLES[filter] ?? 'sweet';
          await unfetched(() => search({ filters: { [filter]: value } }), filter, [source.name, filter]);
        }
      },
    ),
    make(
      'rejects values that a filter cannot have with INVALID_ARGUMENT, before anything is fetched',
      async (subject) => {
        const { source, search } = subject;
        for (const filter of source.filters) {
          await unfetched(() => search({ filters: { [filter]: WRONG[filter] } }), filter, [filter]);
        }
      },
    ),
    ...(usesQuery
      ? [
          make(
            'rejects an empty query with INVALID_ARGUMENT, before anything is fetched',
            async ({ search }) => {
              for (const query of ['', '   ']) await unfetched(() => search({}, query), 'an empty query', []);
            },
          ),
        ]
      : []),
  ];
}

function callCases(make: MakeCase, query: string, requestCount: (() => number) | undefined): ContractCase[] {
  return [
    make('gives the same again, and to parallel searches', async ({ search }) => {
      const first = await search();
      checkSame(await search(), first, 'the second search');
      for (const other of await Promise.all([search(), search()]))
        checkSame(other, first, 'parallel searches');
    }),
    make('does not change its options', async ({ search }) => {
      const options = Object.freeze({ filters: Object.freeze({}), limit: 2 });
      await search(options);
    }),
    make('rejects with the reason of a signal that was aborted before', async ({ search }) => {
      const before = requestCount?.();
      const reason = new Error('stopped before');
      const error = await rejectionOf(search({ signal: AbortSignal.abort(reason) }));
      check(error === reason, 'expected signal.reason itself');
      check(requestCount?.() === before, 'something was fetched');
    }),
    make(
      'rejects with the reason of a signal that is aborted between two candidates, and works again',
      async (subject) => {
        const { source, search } = subject;
        const controller = new AbortController();
        const reason = new Error('stopped between');
        const stopAfterOne = async () => {
          const candidates = source.search(query, { signal: controller.signal })[Symbol.asyncIterator]();
          await candidates.next();
          controller.abort(reason);
          await candidates.next();
        };
        check((await rejectionOf(stopAfterOne())) === reason, 'expected signal.reason itself');
        check((await search()).length >= 3, 'the next search brings too little');
      },
    ),
  ];
}

function checkDetails(candidate: ImageCandidate): void {
  const { url, pageUrl, creatorUrl, width, height, restrictions } = candidate;
  for (const address of [pageUrl, creatorUrl]) {
    check(
      address === undefined || isWebAddress(address),
      `${url}: got ${JSON.stringify(address)} as an address`,
    );
  }
  for (const [name, text] of Object.entries(candidate)) {
    check(text !== undefined && text !== null && text !== '', `${url}: ${name} is there, but empty`);
    if (typeof text !== 'string') continue;
    check(!/[\p{Cc}\p{Co}]/u.test(text), `${url}: ${name} has control or private-use characters`);
    check(text === text.trim(), `${url}: ${name} has space around it`);
  }
  for (const side of [width, height]) {
    check(side === undefined || (Number.isInteger(side) && side > 0), `${url}: got ${side} pixels`);
  }
  check((width === undefined) === (height === undefined), `${url}: it has one of width and height`);
  check(restrictions === undefined || restrictions.length > 0, `${url}: restrictions is there, but empty`);
}

async function collect(
  source: ImageSource,
  query: string,
  options: SearchOptions,
): Promise<ImageCandidate[]> {
  const candidates: ImageCandidate[] = [];
  for await (const candidate of source.search(query, options)) candidates.push(candidate);
  return candidates;
}
