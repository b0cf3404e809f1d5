import { createUrlListSource } from '../url-list.js';
import type { SourceFixture } from './source-fixture.js';

const LIST = 'https://lists.example/pictures.csv';

const CSV = `\uFEFF# made by hand
url,Page URL,title,creator,licence,license_url,label,restrictions
https://pictures.example/1.jpg,https://pictures.example/1,"Bus stop, morning",Kim,CC BY-SA 4.0,,mask,personality
https://pictures.example/2.jpg,,,,,https://creativecommons.org/publicdomain/zero/1.0/,no-mask,
https://pictures.example/3.jpg,,"Two
lines",,All rights reserved,,,
`;

export const LIST_FIXTURE: SourceFixture = {
  source: 'list',
  query: '',
  create: (http) => createUrlListSource({ http, list: LIST }),
  answer: ({ href }) => (href === LIST ? { headers: { 'content-type': 'text/csv' }, body: CSV } : undefined),
  expected: [
    {
      url: 'https://pictures.example/1.jpg',
      license: { id: 'by-sa-4.0', url: 'https://creativecommons.org/licenses/by-sa/4.0/', status: 'claimed' },
      pageUrl: 'https://pictures.example/1',
      title: 'Bus stop, morning',
      creator: 'Kim',
      labelHint: 'mask',
      restrictions: ['personality'],
    },
    {
      url: 'https://pictures.example/2.jpg',
      license: {
        id: 'cc0-1.0',
        url: 'https://creativecommons.org/publicdomain/zero/1.0/',
        status: 'claimed',
      },
      labelHint: 'no-mask',
    },
    {
      url: 'https://pictures.example/3.jpg',
      license: { id: 'unknown', status: 'unknown' },
      title: 'Two lines',
    },
  ],
};
