import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { searchAll } from './__fixtures__/collect.js';
import { createFixtureHttp, type FixtureAnswer } from './__fixtures__/fixture-http.js';
import { createPageSource, type PageSourceOptions } from './page.js';
import { findPagePictures } from './page-pictures.js';

const URL_OF_PAGE = 'https://a.example/dir/page.html';

const found = (html: string) => findPagePictures(load(html), URL_OF_PAGE);
const urls = (html: string) => found(html).candidates.map(({ url }) => url.replace('https://a.example', ''));
const licences = (html: string) => found(html).candidates.map(({ license }) => license.id);

describe('findPagePictures', () => {
  it('finds nothing on an empty page', () => {
    expect(found('')).toEqual({ candidates: [], problems: [] });
  });

  it.each([
    ['<img src="a.jpg">', ['/dir/a.jpg']],
    ['<img src="/a.jpg?w=1#x">', ['/a.jpg?w=1#x']],
    ['<img src="//a.example/b">', ['/b']],
    ['<base href="/other/"><img src="a.jpg">', ['/other/a.jpg']],
    ['<img src="a.jpg"><img src="./a.jpg">', ['/dir/a.jpg']],
    ['<img src="a.svg"><img src="favicon.ico"><img src="data:image/png;base64,AA"><img>', []],
    ['<img src="javascript:alert(1)"><img src="file:///etc/passwd"><img src="http://[">', []],
    ['<img src="low.jpg" data-src="high.jpg">', ['/dir/high.jpg']],
    ['<img src="s.jpg" srcset="m.jpg 640w, l.jpg 1280w, s.jpg 320w">', ['/dir/l.jpg']],
    ['<img data-srcset="m.jpg 1x, l.jpg 2x">', ['/dir/l.jpg']],
    ['<picture><source srcset="a.webp"><img src="a.jpg"></picture>', ['/dir/a.webp']],
    ['<a href="full.JPEG?x"><img src="thumb.jpg"></a>', ['/dir/full.JPEG?x']],
    ['<a href="story.html"><img src="a.jpg"></a>', ['/dir/a.jpg']],
    ['<a href="a.png">a picture</a><a href="b.html">b</a>', ['/dir/a.png']],
    ['<link rel="image_src" href="a.jpg">', ['/dir/a.jpg']],
    [
      '<meta name="twitter:image" content="t.jpg"><meta property="og:image" content="o.jpg">',
      ['/dir/t.jpg', '/dir/o.jpg'],
    ],
  ])('finds in %s', (html, expected) => {
    expect(urls(html)).toEqual(expected);
  });

  it.each([
    ['<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">', 'by-4.0'],
    ['<a rel="nofollow license" href="//creativecommons.org/licenses/by/4.0/">', 'by-4.0'],
    ['<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">', 'cc0-1.0'],
    ['<meta name="DCTERMS.license" content="CC BY-SA 3.0">', 'by-sa-3.0'],
    ['<script type="application/ld+json">{"@type":"Article","license":"CC BY 2.0"}</script>', 'by-2.0'],
    ['<a rel="license" href="/terms.html">', 'unknown'],
    ['<a href="https://creativecommons.org/licenses/by/4.0/">', 'unknown'],
    ['', 'unknown'],
  ])('takes the licence of the page from %s', (html, id) => {
    const [candidate] = found(`${html}<img src="a.jpg">`).candidates;
    expect(candidate?.license).toMatchObject({ id, status: id === 'unknown' ? 'unknown' : 'claimed' });
  });

  it('knows no licence where the page names two', () => {
    const html =
      '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">' +
      '<a rel="license" href="https://creativecommons.org/licenses/by-nc/4.0/">x</a><img src="a.jpg">';
    expect(licences(html)).toEqual(['unknown']);
  });

  it('takes what stands with a picture before what stands on the page', () => {
    const html =
      '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"><img src="a.jpg">' +
      '<figure><img src="b.jpg"><a rel="license" href="https://creativecommons.org/licenses/by-nc/2.0/">x</a></figure>' +
      '<figure><img src="c.jpg"><a rel="license" href="/all-rights-reserved">x</a></figure>' +
      '<script type="application/ld+json">[{"@type":["ImageObject"],"contentUrl":"d.jpg","license":{"@id":"https://example.org/mine"}}]</script><img src="d.jpg">';
    expect(licences(html)).toEqual(['by-4.0', 'by-nc-2.0', 'unknown', 'unknown']);
  });

  it('finds pictures that only structured data names', () => {
    const html =
      '<script type="application/ld+json">{"@graph":[{"@type":"Article","image":{"@type":"ImageObject","url":"x.jpg","author":[{"name":"Kim"}]}}]}</script>';
    expect(found(html).candidates).toEqual([
      {
        url: 'https://a.example/dir/x.jpg',
        pageUrl: URL_OF_PAGE,
        license: { id: 'unknown', status: 'unknown' },
        creator: 'Kim',
      },
    ]);
  });

  it('survives structured data that is none', () => {
    const deep = `${'['.repeat(50)}${']'.repeat(50)}`;
    for (const data of [
      '{"@type":',
      'null',
      '[1,"x",null]',
      deep,
      '{"@type":"ImageObject","contentUrl":5}',
    ]) {
      const html = `<script type="application/ld+json">${data}</script><img src="a.jpg">`;
      expect(urls(html)).toEqual(['/dir/a.jpg']);
    }
    expect(found('<script type="application/ld+json">{oops</script>').problems).toHaveLength(1);
  });
});

describe('createPageSource', () => {
  function page(answer: FixtureAnswer, options: Partial<PageSourceOptions> = {}, robots?: string) {
    const http = createFixtureHttp(({ pathname }) => {
      if (pathname === '/robots.txt') return robots === undefined ? undefined : { body: robots };
      return { headers: { 'content-type': 'text/html' }, ...answer };
    });
    return createPageSource({ http, url: URL_OF_PAGE, ...options });
  }
  const IMG = '<img src="a.jpg">';

  it('refuses an address that is none', () => {
    for (const url of ['', 'a.html', 'file:///etc/passwd', 'javascript:alert(1)']) {
      expect(() => page({}, { url })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });

  it('refuses what is no page', async () => {
    const source = page({ headers: { 'content-type': 'image/jpeg' }, body: 'ÿØÿ' });
    await expect(searchAll(source, '')).rejects.toMatchObject({ code: 'CONTENT_REJECTED' });
  });

  it('obeys robots.txt, unless it is not asked', async () => {
    const robots = 'User-agent: maskpred\nDisallow: /dir/\n';
    await expect(searchAll(page({ body: IMG }, {}, robots), '')).rejects.toMatchObject({
      code: 'ROBOTS_DISALLOWED',
    });
    expect((await searchAll(page({ body: IMG }, { robots: false }, robots), '')).candidates).toHaveLength(1);
  });

  it.each([
    ['a header', { headers: { 'content-type': 'text/html', 'x-robots-tag': 'noai' }, body: IMG }],
    ['a meta element', { body: `<meta name="Robots" content="follow, noimageindex">${IMG}` }],
    ['a meta element for us', { body: `<meta name="maskpred" content="none">${IMG}` }],
  ])('honours an opt-out in %s, unless it is ignored', async (_, answer) => {
    await expect(searchAll(page(answer), '')).rejects.toMatchObject({ code: 'CONTENT_REJECTED' });
    const ignoreTags = ['noai', 'noimageindex', 'noindex'] as const;
    expect((await searchAll(page(answer, { ignoreTags }), '')).candidates).toHaveLength(1);
  });

  it('does not take an opt-out for others as one', async () => {
    const body = `<meta name="otherbot" content="noai"><meta name="robots" content="max-image-preview:large">${IMG}`;
    expect((await searchAll(page({ body }), '')).candidates).toHaveLength(1);
  });

  it('reads structured data that is broken as a problem', async () => {
    const { problems } = await searchAll(
      page({ body: `<script type="application/ld+json">{</script>${IMG}` }),
      '',
    );
    expect(problems[0]).toMatchObject({ source: 'page', where: URL_OF_PAGE });
  });
});
