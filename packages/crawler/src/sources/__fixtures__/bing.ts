import { createBingSource } from '../bing.js';
import type { SourceFixture } from './source-fixture.js';

/** What the attribute `m` of a tile says; the addresses are made up. */
export function bingTileData(id: number, own: Readonly<Record<string, unknown>> = {}) {
  return {
    sid: '',
    cturl: '',
    cid: `cid${id}`,
    purl: `https://news.example/stories/${id}?a=1&b=2`,
    murl: `https://cdn.news.example/pictures/${id}.jpg`,
    turl: `https://ts1.mm.bing.example/th?id=OIP.${id}&pid=15.1`,
    md5: `0123456789abcdef0123456789abc${String(id).padStart(3, '0')}`,
    shkey: '',
    t: `People wearing \ue000face\ue001 \ue000masks\ue001 ${id}`,
    mid: `MID${id}`,
    desc: 'A street.',
    ...own,
  };
}

/** One tile. @param m - the attribute's text before its entities are encoded. */
export function bingTile(id: number, m = JSON.stringify(bingTileData(id))): string {
  const media = encodeURIComponent(`https://cdn.news.example/pictures/${id}.jpg`);
  const href = `/images/search?view=detailV2&ccid=c${id}&id=MID${id}&mediaurl=${media}&exph=${1000 + id}&expw=${1500 + id}&q=face+mask&selectedIndex=${id}`;
  const encode = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<li data-idx="${id}"><div class="iuscp varh"><div class="imgpt">` +
    `<a class="iusc" m="${encode(m)}" href="${encode(href)}" h="ID=images,5${id}.1">` +
    `<div class="img_cont hoff"><img class="mimg" src="https://ts1.mm.bing.example/th?id=OIP.${id}" height="180" width="270" alt="mask"/></div></a>` +
    `<div class="img_info hon"><span class="nowrap">${1500 + id} x ${1000 + id} · jpeg</span>` +
    `<div class="lnkw"><a title="news.example" href="https://news.example/stories/${id}" target="_blank">news.example</a></div></div></div></div></li>`
  );
}

/** The fragment that `/images/async` answers with. */
export function bingFragment(tiles: readonly string[], first = 1): string {
  const next = `/images/async?q=face+mask&amp;first=${first + tiles.length}&amp;count=35`;
  return (
    `<div id="mmComponent_images_1" class="dgControl hover" data-nextUrl="${next}" data-iid="images.1">` +
    `<ul class="dgControl_list" data-row="0">${tiles.join('')}</ul></div>`
  );
}

const PAGES: Readonly<Record<string, string>> = {
  1: bingFragment([bingTile(1), bingTile(2), bingTile(3)]),
  4: bingFragment([bingTile(3), bingTile(4)], 4),
};
/** After its end, Bing begins again. */
const REPEATED = bingFragment([bingTile(3), bingTile(4)], 6);

export const BING_FIXTURE: SourceFixture = {
  source: 'bing',
  query: 'face mask',
  create: (http) => createBingSource({ http }),
  answer({ pathname, searchParams }) {
    if (pathname !== '/images/async') return undefined;
    const body = PAGES[searchParams.get('first') ?? ''] ?? REPEATED;
    return { headers: { 'content-type': 'text/html; charset=utf-8' }, body };
  },
  expected: [1, 2, 3, 4].map((id) => ({
    url: `https://cdn.news.example/pictures/${id}.jpg`,
    license: { id: 'unknown', status: 'unknown' },
    pageUrl: `https://news.example/stories/${id}?a=1&b=2`,
    title: `People wearing face masks ${id}`,
    width: 1500 + id,
    height: 1000 + id,
  })),
};
