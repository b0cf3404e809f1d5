import { messageOf } from '@maskpred/core';
import { load } from 'cheerio';
import * as z from 'zod';
import type { License } from '@maskpred/core';
import type { ImageCandidate } from '../source.js';
import { cleanText, compact, httpUrl, sizeOf } from './values.js';

/**
 * What a page of Bing is: `results`; `empty`, the frame of a page without any; `blocked`, something else instead, as a
 * robot gets it; `drifted`, tiles or addresses that the parser does not understand.
 */
export type BingDiagnosis = 'results' | 'empty' | 'blocked' | 'drifted';

export interface BingPage {
  readonly diagnosis: BingDiagnosis;
  readonly candidates: readonly ImageCandidate[];
  /** Tiles, understood or not. */
  readonly tileCount: number;
  /** What could not be read or is no picture, and why. */
  readonly problems: readonly { readonly field: string; readonly problem: string }[];
}

/** What a tile says in its attribute `m`. */
const tileSchema = z.object({ murl: z.string(), purl: z.string().optional(), t: z.string().optional() });

/** Vector drawings and pages are no pictures. */
const NO_PICTURE = /\.(?:svgz?|html?|php|aspx?)$/i;
/** Shorter answers without tiles are what robots get. */
const SHORT_ANSWER = 1000;
/** Where media addresses stand when the tiles have changed. */
const ADDRESSES = [/murl&quot;:&quot;(.*?)&quot;/g, /"murl":"(.*?)"/g];

/**
 * The results on a page of Bing's image search. Each tile is read by itself: one that is broken costs nothing but itself.
 * @param license - what the search's filter claims.
 */
export function parseBingPage(html: string, license: License): BingPage {
  const $ = load(html, null, false);
  const tiles = $('a.iusc').toArray();
  const candidates: ImageCandidate[] = [];
  const problems: { field: string; problem: string }[] = [];
  let brokenCount = 0;
  for (const tile of tiles) {
    const { m, href } = tile.attribs;
    try {
      const candidate = readTile(m, href, license);
      if (candidate) candidates.push(candidate);
      else problems.push({ field: 'a.iusc[m].murl', problem: 'no address of a picture' });
    } catch (error) {
      brokenCount++;
      problems.push({ field: fieldOf(error), problem: problemOf(error) });
    }
  }
  if (tiles.length > 0) {
    const diagnosis = brokenCount === tiles.length ? 'drifted' : 'results';
    return { diagnosis, candidates, tileCount: tiles.length, problems };
  }
  const bare = findAddresses(html).map((url): ImageCandidate => ({ url, license }));
  if (bare.length > 0 || /mediaurl=/i.test(html)) {
    const problem = { field: 'a.iusc', problem: 'expected tiles, found addresses without them' };
    return { diagnosis: 'drifted', candidates: bare, tileCount: bare.length, problems: [problem] };
  }
  const hasFrame = $('.dgControl, [data-nexturl]').length > 0;
  return { diagnosis: hasFrame ? 'empty' : 'blocked', candidates, tileCount: 0, problems };
}

/** Why an answer counts as `blocked`, for people. */
export function describeBlocked(html: string): string {
  return html.length < SHORT_ANSWER
    ? `the answer has ${html.length} characters and no results`
    : 'the answer is a page without results or their frame';
}

function readTile(
  m: string | undefined,
  href: string | undefined,
  license: License,
): ImageCandidate | undefined {
  const { murl, purl, t } = tileSchema.parse(JSON.parse(m ?? ''));
  const url = httpUrl(murl);
  if (url === undefined || NO_PICTURE.test(new URL(url).pathname)) return undefined;
  const details = new URLSearchParams(href?.slice(href.indexOf('?') + 1));
  return {
    url,
    license,
    ...compact({ pageUrl: httpUrl(purl), title: cleanText(t) }),
    ...sizeOf(details.get('expw'), details.get('exph')),
  };
}

function fieldOf(error: unknown): string {
  const name = error instanceof z.ZodError ? error.issues[0]?.path.join('.') : undefined;
  return name ? `a.iusc[m].${name}` : 'a.iusc[m]';
}

function problemOf(error: unknown): string {
  const message = error instanceof z.ZodError ? error.issues[0]!.message : messageOf(error);
  return message.replace(/^Invalid input: /, '');
}

function findAddresses(html: string): string[] {
  const found = ADDRESSES.flatMap((pattern) => [...html.matchAll(pattern)].map(([, address]) => address));
  const urls = found.map((address) => httpUrl(address?.replaceAll('\\/', '/').replaceAll('&amp;', '&')));
  return urls.filter((url) => url !== undefined);
}
