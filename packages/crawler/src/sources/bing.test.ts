import { describe, expect, it } from 'vitest';
import { createBingSource } from './bing.js';
import { BING_COLORS, toBingFilters } from './bing-filters.js';
import { parseBingPage } from './bing-page.js';
import { bingFragment, bingTile, bingTileData } from './__fixtures__/bing.js';
import { parametersOf, searchAll } from './__fixtures__/collect.js';
import { createFixtureHttp } from './__fixtures__/fixture-http.js';

const NONE = { id: 'unknown', status: 'unknown' } as const;

/** A source on pages by their offset; others are empty. */
function bing(pages: Readonly<Record<number, string>>, robotsText?: string) {
  const http = createFixtureHttp(({ pathname, searchParams }) => {
    if (pathname === '/robots.txt') return robotsText === undefined ? undefined : { body: robotsText };
    return { body: pages[Number(searchParams.get('first'))] ?? bingFragment([]) };
  });
  return { http, source: createBingSource({ http }) };
}

const tiles = (from: number, count: number) => Array.from({ length: count }, (_, i) => bingTile(from + i));

describe('createBingSource', () => {
  it('finds nothing on the frame of a page', async () => {
    expect((await searchAll(bing({}).source)).candidates).toEqual([]);
  });

  it('goes on by what came, and ends with an empty page', async () => {
    const { source, http } = bing({ 1: bingFragment(tiles(1, 3)), 4: bingFragment(tiles(4, 2)) });
    expect((await searchAll(source)).candidates).toHaveLength(5);
    const searches = http.requests.slice(1);
    expect(searches.map((url) => parametersOf(url)['first'])).toEqual(['1', '4', '6']);
    expect(searches[0]).toBe('https://www.bing.com/images/async?q=face+mask&first=1&count=35&mmasync=1');
  });

  it('ends when Bing repeats itself', async () => {
    const again = bingFragment(tiles(1, 3));
    const { source, http } = bing({ 1: again, 4: again, 7: again });
    expect((await searchAll(source)).candidates).toHaveLength(3);
    expect(http.requests).toHaveLength(3);
  });

  it('asks no further than 1,000 results', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [i * 100 + 1, bingFragment(tiles(i * 100, 100))]),
    );
    const { source } = bing(pages);
    expect((await searchAll(source)).candidates).toHaveLength(1000);
  });

  it('obeys robots.txt, unless it is not asked', async () => {
    const robots = 'User-agent: *\nDisallow: /images/\n';
    const { source, http } = bing({ 1: bingFragment(tiles(1, 3)) }, robots);
    await expect(searchAll(source)).rejects.toMatchObject({ code: 'ROBOTS_DISALLOWED' });
    expect(http.requests).toEqual(['https://www.bing.com/robots.txt']);
    const heedless = createBingSource({ http, robots: false });
    expect((await searchAll(heedless)).candidates).toHaveLength(3);
  });

  it('records what its licence filter claims, and sends all filters', async () => {
    const { source, http } = bing({ 1: bingFragment(tiles(1, 1)) });
    const { candidates } = await searchAll(source, 'masks & more', {
      filters: {
        licenses: ['cc0', 'by', 'by-sa'],
        size: 'large',
        type: 'photo',
        color: 'red',
        people: 'portrait',
        maxAgeDays: 7,
        language: 'de',
        safeSearch: 'moderate',
      },
    });
    expect(candidates[0]?.license).toEqual({ id: 'by or by-sa', status: 'claimed' });
    expect(http.requests[1]).toBe(
      'https://www.bing.com/images/async?q=masks+%26+more&first=1&count=35&mmasync=1&setlang=de&adlt=moderate' +
        '&qft=+filterui:imagesize-large+filterui:color2-FGcls_RED+filterui:photo-photo+filterui:face-portrait' +
        '+filterui:age-lt10080+filterui:license-L2_L3',
    );
    expect(http.headers[1]).toMatchObject({ 'accept-language': 'de' });
  });

  it('passes over a broken tile and says so', async () => {
    const broken = [
      bingTile(2, '{"murl": "https://a.example/x.jpg"'),
      bingTile(3, '{"purl":"https://a.example/"}'),
    ];
    const { source } = bing({ 1: bingFragment([bingTile(1), ...broken, bingTile(4)]) });
    const { candidates, problems } = await searchAll(source);
    expect(candidates.map(({ title }) => title?.slice(-1))).toEqual(['1', '4']);
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual(['a.iusc[m]', 'a.iusc[m].murl']);
  });

  it('says that it is blocked, whatever stands on the page', async () => {
    for (const html of ['', '<html>One last step</html>', `<html>${'captcha '.repeat(500)}</html>`]) {
      await expect(searchAll(bing({ 1: html }).source)).rejects.toMatchObject({
        code: 'HTTP_FAILED',
        isRetryable: true,
        message: expect.stringMatching(/takes us for a robot/),
      });
    }
  });

  it('names the field when the tiles have changed', async () => {
    const renamed = [1, 2].map((id) =>
      bingTile(id, JSON.stringify({ ...bingTileData(id), murl: undefined, media: 'x' })),
    );
    const error = await searchAll(bing({ 1: bingFragment(renamed) }).source).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'SOURCE_CHANGED', source: 'bing', field: 'a.iusc[m].murl' });
    const moved = `<main>${tiles(1, 2).join('').replaceAll('iusc', 'tile').replaceAll('murl', 'media')}</main>`;
    await expect(searchAll(bing({ 1: moved }).source)).rejects.toMatchObject({ field: 'a.iusc' });
  });

  it('finds the addresses on a page whose tiles are gone', async () => {
    const moved = tiles(1, 2).join('').replaceAll('iusc', 'tile');
    const { candidates, problems } = await searchAll(bing({ 1: `<main>${moved}</main>` }).source);
    expect(candidates).toEqual(
      [1, 2].map((id) => ({ url: `https://cdn.news.example/pictures/${id}.jpg`, license: NONE })),
    );
    expect(problems[0]?.message).toContain('a.iusc');
  });
});

describe('parseBingPage', () => {
  it.each([
    ['empty', bingFragment([])],
    ['blocked', ''],
    ['blocked', 'Too many requests'],
    ['drifted', '<a href="/search?mediaurl=https%3a%2f%2fa.example%2f1.jpg">'],
    ['drifted', '<script>{"murl":"https:\\/\\/a.example\\/1.jpg"}</script>'],
    ['results', bingFragment([bingTile(1)])],
  ])('diagnoses %s', (diagnosis, html) => {
    expect(parseBingPage(html, NONE).diagnosis).toBe(diagnosis);
  });

  it.each([
    'https://a.example/drawing.svg',
    'https://a.example/page.html?x=1.jpg',
    'ftp://a.example/1.jpg',
    'javascript:alert(1)',
    'x-raw-image:///0123',
    '',
  ])('does not take %j for a picture', (murl) => {
    const html = bingFragment([bingTile(1, JSON.stringify(bingTileData(1, { murl })))]);
    expect(parseBingPage(html, NONE)).toMatchObject({ diagnosis: 'results', candidates: [], tileCount: 1 });
  });

  it('reads text with quotes, entities and signs of its own', () => {
    const data = bingTileData(1, { t: ' "A" & <b>\ue000B\ue001</b>\n C ' });
    const { candidates } = parseBingPage(bingFragment([bingTile(1, JSON.stringify(data))]), NONE);
    expect(candidates[0]?.title).toBe('"A" & <b>B</b> C');
  });
});

describe('toBingFilters', () => {
  it('asks for nothing when nothing is wanted', () => {
    expect(toBingFilters({})).toEqual({ qft: '', parameters: {}, license: NONE });
  });

  it.each([
    [['cc0', 'pdm'], 'license-L1', 'pd'],
    [['by', 'by-sa'], 'license-L2_L3', 'by or by-sa'],
    [['cc0', 'pdm', 'by', 'by-sa'], 'license-L2_L3', 'by or by-sa'],
    [['by', 'by-sa', 'by-nd'], 'license-L2_L3_L4', 'by or by-sa or by-nd'],
    [['by', 'by-sa', 'by-nc', 'by-nc-sa'], 'license-L2_L3_L5_L6', 'by or by-sa or by-nc or by-nc-sa'],
    [
      ['by', 'by-sa', 'by-nc', 'by-nd', 'by-nc-sa', 'by-nc-nd'],
      'license-L2_L3_L4_L5_L6_L7',
      'by or by-sa or by-nd or by-nc or by-nc-sa or by-nc-nd',
    ],
  ])('asks for no licence but %j', (licenses, term, id) => {
    const { qft, license } = toBingFilters({ licenses });
    expect(qft).toBe(`+filterui:${term}`);
    expect(license).toEqual({ id, status: 'claimed' });
  });

  it.each([[['by']], [['cc0']], [['by-nc', 'by-nd']]])('cannot ask for %j alone', (licenses) => {
    expect(() => toBingFilters({ licenses })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('has all its colours, and no other', () => {
    const words = BING_COLORS.map((color) => toBingFilters({ color }).qft.replace('+filterui:color2-', ''));
    expect(words).toContain('bw');
    expect(words).toContain('FGcls_BROWN');
    expect(new Set(words).size).toBe(14);
    expect(() => toBingFilters({ color: 'mauve' })).toThrow(/bing: color is one of/);
  });
});
