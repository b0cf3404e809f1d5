import { createCommonsSource } from '../commons.js';
import type { SourceFixture } from './source-fixture.js';

const FILES = 'https://upload.commons.example/wikipedia/commons';

/** Metadata, as `extmetadata` writes it. */
export function commonsMetadata(own: Readonly<Record<string, string>> = {}) {
  const values = {
    License: 'cc-by-sa-4.0',
    LicenseShortName: 'CC BY-SA 4.0',
    LicenseUrl: 'https://creativecommons.org/licenses/by-sa/4.0',
    UsageTerms: 'Creative Commons Attribution-Share Alike 4.0',
    Artist:
      '<a href="//commons.example/wiki/User:Kim" title="User:Kim">Kim</a><span style="display: none;">Kim</span>',
    ObjectName: 'Nurse with mask',
    Restrictions: '',
    ...own,
  };
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    { value, source: 'commons-desc-page' },
  ]);
  return Object.fromEntries(entries) as Record<string, { value: string; source: string }>;
}

/** `imageinfo` of a picture that is wider than what was asked for; the files and people are made up. */
export function commonsInfo(name: string, own: Readonly<Record<string, unknown>> = {}) {
  return {
    size: 2_345_678,
    width: 4000,
    height: 3000,
    thumburl: `${FILES}/thumb/a/ab/${name}/1280px-${name}`,
    thumbwidth: 1280,
    thumbheight: 960,
    url: `${FILES}/a/ab/${name}`,
    descriptionurl: `https://commons.example/wiki/File:${name}`,
    descriptionshorturl: 'https://commons.example/w/index.php?curid=1',
    extmetadata: commonsMetadata(),
    ...own,
  };
}

/** A page of the answer. */
export function commonsPage(pageid: number, index: number, name: string, imageinfo?: unknown) {
  const page = { pageid, ns: 6, title: `File:${name.replaceAll('_', ' ')}`, index, imagerepository: 'local' };
  return imageinfo === undefined ? page : { ...page, imageinfo: [imageinfo] };
}

const NURSE = commonsInfo('Nurse.jpg', { extmetadata: commonsMetadata({ Restrictions: 'personality' }) });
const MARKET = commonsInfo('Market_1918.jpg', {
  width: 800,
  height: 600,
  thumburl: `${FILES}/a/ab/Market_1918.jpg`,
  thumbwidth: 800,
  thumbheight: 600,
  extmetadata: Object.fromEntries(
    Object.entries(
      commonsMetadata({
        License: 'pd',
        LicenseShortName: 'Public domain',
        UsageTerms: 'Public domain',
        Artist: 'Unknown author',
      }),
    ).filter(([name]) => name !== 'LicenseUrl' && name !== 'ObjectName'),
  ),
});
const STREET = commonsInfo('Street.jpg', {
  extmetadata: commonsMetadata({
    Attribution: '<i>Photo:</i> Kim &amp; Co',
    ObjectName: 'Street &ndash; masks',
  }),
});
const CROWD = commonsInfo('Crowd.jpg', {
  extmetadata: commonsMetadata({ License: 'gfdl', LicenseShortName: 'GFDL', LicenseUrl: '', UsageTerms: '' }),
});

/** The first page of results comes in two answers, the second one in a third. */
const ANSWERS = {
  first: {
    continue: { iicontinue: 'Street.jpg|20200504101531', continue: 'gsroffset||' },
    query: {
      pages: [
        commonsPage(11, 2, 'Market_1918.jpg', MARKET),
        commonsPage(12, 3, 'Street.jpg'),
        commonsPage(10, 1, 'Nurse.jpg', NURSE),
      ],
    },
  },
  rest: {
    batchcomplete: true,
    continue: { gsroffset: 50, continue: 'gsroffset||' },
    query: {
      pages: [
        commonsPage(11, 2, 'Market_1918.jpg'),
        commonsPage(12, 3, 'Street.jpg', STREET),
        commonsPage(10, 1, 'Nurse.jpg'),
      ],
    },
  },
  second: { batchcomplete: true, query: { pages: [commonsPage(13, 51, 'Crowd.jpg', CROWD)] } },
};

const BY_SA = {
  id: 'by-sa-4.0',
  url: 'https://creativecommons.org/licenses/by-sa/4.0/',
  status: 'verified',
} as const;
const CREDIT = { creator: 'Kim', creatorUrl: 'https://commons.example/wiki/User:Kim' };
const SIZE = { width: 1280, height: 960 };

export const COMMONS_FIXTURE: SourceFixture = {
  source: 'commons',
  query: 'face mask',
  create: (http) => createCommonsSource({ http }),
  answer({ pathname, searchParams }) {
    if (pathname !== '/w/api.php') return undefined;
    const key = searchParams.has('iicontinue') ? 'rest' : searchParams.has('gsroffset') ? 'second' : 'first';
    return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: ANSWERS[key] };
  },
  expected: [
    {
      url: `${FILES}/thumb/a/ab/Nurse.jpg/1280px-Nurse.jpg`,
      license: BY_SA,
      pageUrl: 'https://commons.example/wiki/File:Nurse.jpg',
      title: 'Nurse with mask',
      ...CREDIT,
      restrictions: ['personality'],
      ...SIZE,
    },
    {
      url: `${FILES}/a/ab/Market_1918.jpg`,
      license: { id: 'pd', status: 'verified' },
      pageUrl: 'https://commons.example/wiki/File:Market_1918.jpg',
      title: 'Market 1918',
      creator: 'Unknown author',
      width: 800,
      height: 600,
    },
    {
      url: `${FILES}/thumb/a/ab/Street.jpg/1280px-Street.jpg`,
      license: BY_SA,
      pageUrl: 'https://commons.example/wiki/File:Street.jpg',
      title: 'Street – masks',
      ...CREDIT,
      attribution: 'Photo: Kim & Co',
      ...SIZE,
    },
    {
      url: `${FILES}/thumb/a/ab/Crowd.jpg/1280px-Crowd.jpg`,
      license: { id: 'gfdl', status: 'verified' },
      pageUrl: 'https://commons.example/wiki/File:Crowd.jpg',
      title: 'Nurse with mask',
      ...CREDIT,
      ...SIZE,
    },
  ],
};
