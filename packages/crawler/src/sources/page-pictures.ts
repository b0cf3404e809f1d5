import type { CheerioAPI } from 'cheerio';
import { normalizeLicense } from '../license.js';
import type { ImageCandidate } from '../source.js';
import {
  readFigureLicense,
  readPageLicense,
  readStructuredData,
  type StructuredPicture,
} from './page-licenses.js';
import { largestOf } from './srcset.js';
import { cleanText, compact, httpUrl, sizeOf } from './values.js';

export interface PagePictures {
  readonly candidates: readonly ImageCandidate[];
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** Endings of links that lead to a picture. */
const PICTURE_LINK = /\.(?:jpe?g|png|webp|avif|gif)$/i;
/** Endings of pictures that are drawn, not photographed. */
const DRAWING = /\.(?:svgz?|ico)$/i;
/** Where pages put the address of a picture that is loaded when it is scrolled to. */
const LAZY_SRC = ['data-src', 'data-original', 'data-lazy-src'] as const;

/**
 * The pictures of a page in the order of the document, the one that it shows to others (`og:image`) first. Of several
 * sizes of one picture it is the largest, and of a preview that links to a picture, that one.
 * @param url - where the page was found; `base` elements count.
 */
export function findPagePictures($: CheerioAPI, url: string): PagePictures {
  const base = httpUrl($('base[href]').first().attr('href'), url) ?? url;
  const structured = readStructuredData($, base);
  const described = new Map(structured.pictures.map((picture) => [picture.url, picture]));
  const pageLicense = readPageLicense($, base, structured);
  const candidates = new Map<string, ImageCandidate>();
  const add = (address: string | undefined, details: Partial<ImageCandidate>): void => {
    const found = httpUrl(address, base);
    if (found === undefined || DRAWING.test(new URL(found).pathname)) return;
    const known = candidates.get(found);
    const own = detailsOf(described.get(found));
    // what is said of one picture comes before what is said of the page
    candidates.set(found, { url: found, pageUrl: url, license: pageLicense, ...known, ...details, ...own });
  };

  const openGraph = $('meta[property="og:image"], meta[property="og:image:url"], meta[name="twitter:image"]');
  openGraph.each((i, meta) => {
    const side = (name: string) => $(`meta[property="og:image:${name}"]`).attr('content');
    const size = i === 0 && openGraph.length === 1 ? sizeOf(side('width'), side('height')) : {};
    add($(meta).attr('content'), { ...compact({ title: pageTitle($) }), ...size });
  });
  add($('link[rel="image_src"]').attr('href'), compact({ title: pageTitle($) }));
  pictureElements($).each((_, element) => {
    const node = $(element);
    const details = compact({
      title: titleOf($, node),
      license: readFigureLicense($, element, base),
    });
    if (element.tagName === 'img') add(addressOf(node, base), details);
    // a link around an image has been taken with it
    else if (isPictureLink(node.attr('href'), base) && node.find('img').length === 0) {
      add(node.attr('href'), details);
    }
  });
  for (const picture of structured.pictures) add(picture.url, {});
  return { candidates: [...candidates.values()], problems: structured.problems };
}

type PictureElements = ReturnType<typeof pictureElements>;

/** Images, and links that may lead to one. */
function pictureElements($: CheerioAPI) {
  return $('img, a[href]');
}

/** The picture that a link around it leads to, else its largest size. */
function addressOf(img: PictureElements, base: string): string | undefined {
  const link = img.closest('a[href]').attr('href');
  if (isPictureLink(link, base)) return link;
  const sources = img.parent('picture').children('source[srcset], source[data-srcset]');
  const largest = [img, sources].map(
    (node) => largestOf(node.attr('srcset')) ?? largestOf(node.attr('data-srcset')),
  );
  const lazy = LAZY_SRC.map((name) => img.attr(name)).find((value) => value !== undefined);
  return [...largest, lazy, img.attr('src')].find((address) => address !== undefined);
}

function isPictureLink(href: string | undefined, base: string): boolean {
  const url = httpUrl(href, base);
  return url !== undefined && PICTURE_LINK.test(new URL(url).pathname);
}

function titleOf($: CheerioAPI, node: PictureElements): string | undefined {
  const caption = cleanText(node.closest('figure').find('figcaption').first().text());
  return caption ?? cleanText(node.attr('alt')) ?? cleanText(node.attr('title')) ?? cleanText(node.text());
}

function pageTitle($: CheerioAPI): string | undefined {
  return cleanText($('meta[property="og:title"]').attr('content')) ?? cleanText($('title').first().text());
}

function detailsOf(picture: StructuredPicture | undefined): Partial<ImageCandidate> {
  if (!picture) return {};
  const { title, creator, attribution, license } = picture;
  return compact({ title, creator, attribution, license: license ? normalizeLicense(license) : undefined });
}
