import { createOpenverseSource } from '../openverse.js';
import type { FixtureAnswer } from './fixture-http.js';
import type { SourceFixture } from './source-fixture.js';

/** One result, as the API writes it; the pictures, people and hosts are made up. */
export function openverseResult(id: number, own: Readonly<Record<string, unknown>> = {}) {
  const uuid = `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
  return {
    id: uuid,
    title: `Passengers with face masks ${id}`,
    indexed_on: '2020-05-04T10:15:31.235421Z',
    foreign_landing_url: `https://photos.example/alex/${id}`,
    url: `https://live.photos.example/${id}_b.jpg`,
    creator: 'Alex Example',
    creator_url: 'https://photos.example/people/alex',
    license: 'by-sa',
    license_version: '2.0',
    license_url: 'https://creativecommons.org/licenses/by-sa/2.0/',
    provider: 'flickr',
    source: 'flickr',
    category: 'photograph',
    filesize: null,
    filetype: 'jpg',
    tags: [{ name: 'mask', accuracy: null, unstable__provider: 'flickr' }],
    attribution: `"Passengers with face masks ${id}" by Alex Example is licensed under CC BY-SA 2.0.`,
    fields_matched: ['title', 'tags.name'],
    mature: false,
    height: 683,
    width: 1024,
    thumbnail: `https://api.openverse.org/v1/images/${uuid}/thumb/`,
    detail_url: `https://api.openverse.org/v1/images/${uuid}/`,
    related_url: `https://api.openverse.org/v1/images/${uuid}/related/`,
    unstable__sensitivity: [],
    ...own,
  };
}

/** One page of results. */
export function openversePage(page: number, pageCount: number, results: readonly unknown[]): FixtureAnswer {
  return {
    headers: {
      'content-type': 'application/json',
      'x-ratelimit-limit-anon_burst': '20/min',
      'x-ratelimit-available-anon_burst': String(20 - page),
      'x-ratelimit-limit-anon_sustained': '200/day',
      'x-ratelimit-available-anon_sustained': String(200 - page),
    },
    body: { result_count: results.length * pageCount, page_count: pageCount, page_size: 20, page, results },
  };
}

const PAGES = [
  [
    openverseResult(1),
    openverseResult(2, {
      license: 'cc0',
      license_version: '1.0',
      license_url: 'https://creativecommons.org/publicdomain/zero/1.0/',
      creator: null,
      creator_url: null,
      width: null,
      height: null,
      attribution: null,
    }),
    openverseResult(3, {
      license: 'pdm',
      license_version: '1.0',
      license_url: 'https://creativecommons.org/publicdomain/mark/1.0/',
      unstable__sensitivity: ['sensitive_text'],
    }),
  ],
  [
    openverseResult(4, {
      title: 'Market\u2028 day ',
      license: 'by',
      license_version: '4.0',
      license_url: null,
    }),
  ],
];

const CREDIT = { creator: 'Alex Example', creatorUrl: 'https://photos.example/people/alex' };
const SIZE = { width: 1024, height: 683 };

export const OPENVERSE_FIXTURE: SourceFixture = {
  source: 'openverse',
  query: 'face mask',
  create: (http) => createOpenverseSource({ http }),
  answer(url) {
    const page = Number(url.searchParams.get('page') ?? 1);
    const results = url.pathname === '/v1/images/' ? PAGES[page - 1] : undefined;
    return results && openversePage(page, PAGES.length, results);
  },
  expected: [
    {
      url: 'https://live.photos.example/1_b.jpg',
      license: {
        id: 'by-sa-2.0',
        url: 'https://creativecommons.org/licenses/by-sa/2.0/',
        status: 'verified',
      },
      pageUrl: 'https://photos.example/alex/1',
      title: 'Passengers with face masks 1',
      ...CREDIT,
      attribution: '"Passengers with face masks 1" by Alex Example is licensed under CC BY-SA 2.0.',
      ...SIZE,
    },
    {
      url: 'https://live.photos.example/2_b.jpg',
      license: {
        id: 'cc0-1.0',
        url: 'https://creativecommons.org/publicdomain/zero/1.0/',
        status: 'verified',
      },
      pageUrl: 'https://photos.example/alex/2',
      title: 'Passengers with face masks 2',
    },
    {
      url: 'https://live.photos.example/3_b.jpg',
      license: {
        id: 'pdm-1.0',
        url: 'https://creativecommons.org/publicdomain/mark/1.0/',
        status: 'verified',
      },
      pageUrl: 'https://photos.example/alex/3',
      title: 'Passengers with face masks 3',
      ...CREDIT,
      attribution: '"Passengers with face masks 3" by Alex Example is licensed under CC BY-SA 2.0.',
      restrictions: ['sensitive_text'],
      ...SIZE,
    },
    {
      url: 'https://live.photos.example/4_b.jpg',
      license: { id: 'by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/', status: 'verified' },
      pageUrl: 'https://photos.example/alex/4',
      title: 'Market day',
      ...CREDIT,
      attribution: '"Passengers with face masks 4" by Alex Example is licensed under CC BY-SA 2.0.',
      ...SIZE,
    },
  ],
};
