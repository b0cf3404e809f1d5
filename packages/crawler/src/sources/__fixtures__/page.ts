import { createPageSource } from '../page.js';
import type { SourceFixture } from './source-fixture.js';

const PAGE = 'https://blog.example/2021/market.html';

const HTML = `<!doctype html>
<html lang="en"><head>
<meta charset="utf-8">
<title>Market day – a blog</title>
<base href="/2021/files/">
<meta property="og:image" content="https://blog.example/share.jpg">
<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
  {"@type":"ImageObject","contentUrl":"https://blog.example/2021/files/nurse.jpg",
   "license":"https://creativecommons.org/publicdomain/zero/1.0/",
   "creator":{"@type":"Person","name":"Alex Example"},"creditText":"Alex / blog.example","name":"A nurse"}]}</script>
</head><body>
<img src="logo.svg" alt="logo"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="lazy.jpg" alt="Loaded late">
<img srcset="small.jpg 480w, large.jpg 1600w" src="small.jpg" alt="Two sizes">
<picture><source srcset="photo.webp 1x, photo@2x.webp 2x" type="image/webp"><img src="photo.jpg" alt="A picture"></picture>
<a href="full/street.JPG"><img src="preview/street.jpg" alt="Street"></a>
<figure><img src="nurse.jpg" alt="nurse"><figcaption>Nurse at work</figcaption></figure>
<figure><img src="crowd.jpg"><figcaption>Crowd, <a rel="license" href="https://creativecommons.org/licenses/by-sa/3.0/de/">licence</a></figcaption></figure>
<p>See <a href="archive/old.png">an old one</a>, or <a href="about.html">about</a>. <img src="nurse.jpg"></p>
</body></html>`;

const FILES = 'https://blog.example/2021/files';
const BY = { id: 'by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/', status: 'claimed' } as const;

export const PAGE_FIXTURE: SourceFixture = {
  source: 'page',
  query: '',
  create: (http) => createPageSource({ http, url: PAGE }),
  answer: ({ href }) =>
    href === PAGE ? { headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML } : undefined,
  expected: [
    {
      url: 'https://blog.example/share.jpg',
      pageUrl: PAGE,
      license: BY,
      title: 'Market day – a blog',
      width: 1200,
      height: 630,
    },
    { url: `${FILES}/lazy.jpg`, pageUrl: PAGE, license: BY, title: 'Loaded late' },
    { url: `${FILES}/large.jpg`, pageUrl: PAGE, license: BY, title: 'Two sizes' },
    { url: `${FILES}/photo@2x.webp`, pageUrl: PAGE, license: BY, title: 'A picture' },
    { url: `${FILES}/full/street.JPG`, pageUrl: PAGE, license: BY, title: 'Street' },
    {
      url: `${FILES}/nurse.jpg`,
      pageUrl: PAGE,
      license: {
        id: 'cc0-1.0',
        url: 'https://creativecommons.org/publicdomain/zero/1.0/',
        status: 'claimed',
      },
      title: 'A nurse',
      creator: 'Alex Example',
      attribution: 'Alex / blog.example',
    },
    {
      url: `${FILES}/crowd.jpg`,
      pageUrl: PAGE,
      license: {
        id: 'by-sa-3.0-de',
        url: 'https://creativecommons.org/licenses/by-sa/3.0/de/',
        status: 'claimed',
      },
      title: 'Crowd, licence',
    },
    { url: `${FILES}/archive/old.png`, pageUrl: PAGE, license: BY, title: 'an old one' },
  ],
};
