import { bingFragment, bingTile, bingTileData } from '../../sources/__fixtures__/bing.js';
import { commonsInfo, commonsPage } from '../../sources/__fixtures__/commons.js';
import { openverseResult } from '../../sources/__fixtures__/openverse.js';

/** What a service answers. */
export interface ServiceAnswer {
  readonly type: string;
  readonly body: string;
}

/** Candidates that a service has for one phrase; each has pictures of its own. */
export const SERVICE_SIZES = Object.freeze({ openverse: 400, commons: 500, bing: 350 });
const OFFSETS = Object.freeze({ openverse: 0, commons: 400, bing: 900 });
const PER_PHRASE = 1250;
const PAGE = Object.freeze({ openverse: 20, commons: 50, bing: 35 });

/**
 * What one of the three services answers about `phrase <n>`, after its address; undefined for an address of none. Openverse
 * has a malformed result on each page, Bing a malformed tile, and begins again after its end; a phrase with `drift` in it
 * gets answers whose fields have other names.
 */
export function answerAsService(
  { pathname, searchParams }: URL,
  pictureAt: (index: number) => string,
): ServiceAnswer | undefined {
  const text = searchParams.get('q') ?? searchParams.get('gsrsearch') ?? '';
  const phrase = Number(/phrase (\d+)/.exec(text)?.[1] ?? 0);
  const urlAt = (service: keyof typeof OFFSETS, index: number) =>
    pictureAt(phrase * PER_PHRASE + OFFSETS[service] + index);
  const answer = { '/v1/images/': openverse, '/w/api.php': commons, '/images/async': bing }[pathname];
  return answer?.(searchParams, urlAt, text.includes('drift'));
}

type Answer = (
  parameters: URLSearchParams,
  urlAt: (service: keyof typeof OFFSETS, index: number) => string,
  isDrifted: boolean,
) => ServiceAnswer;

const json = (value: unknown): ServiceAnswer => ({ type: 'application/json', body: JSON.stringify(value) });
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

const openverse: Answer = (parameters, urlAt, isDrifted) => {
  const page = Number(parameters.get('page') ?? 1);
  const pages = SERVICE_SIZES.openverse / PAGE.openverse;
  const results = range((page - 1) * PAGE.openverse, PAGE.openverse).map((index) =>
    openverseResult(index, { url: urlAt('openverse', index) }),
  );
  if (isDrifted)
    return json({ pages, items: results.map(({ url, ...rest }) => ({ ...rest, image_url: url })) });
  const malformed = { ...results[0], url: null };
  return json({
    result_count: 400,
    page_count: pages,
    page_size: 20,
    page,
    results: [malformed, ...results],
  });
};

const commons: Answer = (parameters, urlAt, isDrifted) => {
  const offset = Number(parameters.get('gsroffset') ?? 0);
  const pages = range(offset, PAGE.commons).map((index) => {
    const url = urlAt('commons', index);
    return commonsPage(
      index + 1,
      index + 1,
      `Street_${index}.jpg`,
      commonsInfo(`Street_${index}.jpg`, { url, thumburl: url }),
    );
  });
  const next = offset + PAGE.commons;
  const more = next < SERVICE_SIZES.commons ? { continue: { gsroffset: next, continue: 'gsroffset||' } } : {};
  return json({ batchcomplete: true, ...more, query: { [isDrifted ? 'results' : 'pages']: pages } });
};

const bing: Answer = (parameters, urlAt, isDrifted) => {
  const asked = Number(parameters.get('first') ?? 1);
  const first = asked > SERVICE_SIZES.bing ? 1 : asked;
  const tiles = range(first - 1, PAGE.bing - 1).map((index) => {
    const data = bingTileData(index, { murl: urlAt('bing', index) });
    const { murl, ...rest } = data;
    return bingTile(index, JSON.stringify(isDrifted ? { ...rest, mediaUrl: murl } : data));
  });
  return { type: 'text/html', body: bingFragment([...tiles, bingTile(0, '{"murl": ')], first) };
};
