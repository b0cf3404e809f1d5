import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { CAMERA_DATA, draw, pngBomb } from './pictures.js';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the candidate: makes its picture. */
  readonly seed: number;
  /** How often this address was asked before. */
  readonly before: number;
}

/** What becomes of a candidate of a behaviour: `saved`, a reason to skip it, or the error's code. */
export interface Behaviour {
  readonly expected: string;
  /** Requests of its own address by a client that tries three times. */
  readonly requests: number;
  readonly answer: (exchange: Exchange) => Promise<void> | void;
}

const jpeg = (seed: number) => draw(seed).jpeg({ quality: 80 }).toBuffer();

function send(
  response: ServerResponse,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, {
    'content-type': 'image/jpeg',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  });
  response.end(body);
}

const picture =
  (make: (seed: number) => Promise<Uint8Array>, headers: Record<string, string> = {}) =>
  async ({ response, seed }: Exchange) =>
    send(response, await make(seed), headers);

const fail =
  (status: number, headers: Record<string, string> = {}) =>
  ({ response }: Exchange) => {
    response.writeHead(status, headers).end('<h1>sorry</h1>');
  };

/** Fails as often as it says, then gives the picture. */
const failFirst = (times: number, failure: (exchange: Exchange) => void) => async (exchange: Exchange) =>
  exchange.before < times ? failure(exchange) : picture(jpeg)(exchange);

const redirectTo =
  (location: string) =>
  ({ response }: Exchange) => {
    response.writeHead(302, { location }).end();
  };

function endless({ response }: Exchange): void {
  response.writeHead(200, { 'content-type': 'image/jpeg' });
  const chunk = Buffer.alloc(65_536, 1);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

function gzipBomb({ response }: Exchange): void {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' });
  const gzip = createGzip();
  gzip.pipe(response);
  const zeros = Buffer.alloc(1_000_000);
  const more = () => {
    while (!response.destroyed && gzip.write(zeros));
    if (!response.destroyed) gzip.once('drain', more);
  };
  more();
  response.on('close', () => gzip.destroy());
}

/** What the web does. */
export const BEHAVIOURS = {
  plain: { expected: 'saved', requests: 1, answer: picture(jpeg) },
  png: { expected: 'saved', requests: 1, answer: picture((seed) => draw(seed).png().toBuffer()) },
  webp: { expected: 'saved', requests: 1, answer: picture((seed) => draw(seed).webp().toBuffer()) },
  avif: {
    expected: 'saved',
    requests: 1,
    answer: picture((seed) => draw(seed).avif({ effort: 0 }).toBuffer()),
  },
  gif: { expected: 'saved', requests: 1, answer: picture((seed) => draw(seed).gif().toBuffer()) },
  camera: {
    expected: 'saved',
    requests: 1,
    answer: picture((seed) => draw(seed).withExif(CAMERA_DATA).jpeg().toBuffer()),
  },
  'wrong-type': { expected: 'saved', requests: 1, answer: picture(jpeg, { 'content-type': 'text/html' }) },
  gzip: {
    expected: 'saved',
    requests: 1,
    answer: picture(async (seed) => gzipSync(await jpeg(seed)), { 'content-encoding': 'gzip' }),
  },
  slow: {
    expected: 'saved',
    requests: 1,
    async answer({ response, seed }) {
      const body = await jpeg(seed);
      response.writeHead(200, { 'content-length': String(body.length) });
      for (let i = 0; i < 3; i++) {
        response.write(body.subarray((i * body.length) / 4, ((i + 1) * body.length) / 4));
        await sleep(20);
      }
      response.end(body.subarray((3 * body.length) / 4));
    },
  },
  redirect: {
    expected: 'saved',
    requests: 1,
    answer: (exchange) => redirectTo(exchange.request.url!.replace('/redirect/', '/plain/'))(exchange),
  },
  'busy-once': { expected: 'saved', requests: 2, answer: failFirst(1, fail(503)) },
  'limited-once': { expected: 'saved', requests: 2, answer: failFirst(1, fail(429)) },
  'limited-until': {
    expected: 'saved',
    requests: 2,
    answer: failFirst(1, fail(429, { 'retry-after': '0' })),
  },
  'cut-once': {
    expected: 'saved',
    requests: 2,
    answer: failFirst(1, ({ response }) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(Buffer.alloc(1000));
      setTimeout(() => response.destroy(), 5);
    }),
  },
  'dropped-once': {
    expected: 'saved',
    requests: 2,
    answer: failFirst(1, ({ response }) => void response.destroy()),
  },
  'same-bytes': { expected: 'duplicate', requests: 1, answer: picture(() => jpeg(-1)) },
  similar: {
    expected: 'near-duplicate',
    requests: 1,
    answer: picture((seed) =>
      draw(-2, { width: 120 })
        .jpeg({ quality: 50 + (seed % 40) })
        .toBuffer(),
    ),
  },
  'cut-always': {
    expected: 'HTTP_FAILED',
    requests: 3,
    answer({ response }) {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(Buffer.alloc(1000));
      setTimeout(() => response.destroy(), 5);
    },
  },
  stall: {
    expected: 'HTTP_FAILED',
    requests: 3,
    answer: ({ response }) => void response.writeHead(200).write('x'),
  },
  silent: { expected: 'HTTP_FAILED', requests: 3, answer: () => undefined },
  'redirect-loop': {
    expected: 'HTTP_FAILED',
    requests: 6,
    answer: (exchange) => redirectTo(exchange.request.url!)(exchange),
  },
  missing: { expected: 'HTTP_FAILED', requests: 1, answer: fail(404) },
  gone: { expected: 'HTTP_FAILED', requests: 1, answer: fail(410) },
  broken: { expected: 'HTTP_FAILED', requests: 3, answer: fail(500) },
  limited: { expected: 'RATE_LIMITED', requests: 3, answer: fail(429, { 'retry-after': '0' }) },
  'limited-long': { expected: 'RATE_LIMITED', requests: 1, answer: fail(429, { 'retry-after': '86400' }) },
  page: {
    expected: 'not-an-image',
    requests: 1,
    answer: ({ response }) =>
      send(response, '<!doctype html><title>Not found</title>', { 'content-type': 'text/html' }),
  },
  'page-as-jpeg': {
    expected: 'not-an-image',
    requests: 1,
    answer: ({ response }) => send(response, '<html>sorry'),
  },
  drawing: {
    expected: 'not-an-image',
    requests: 1,
    answer: ({ response }) =>
      send(response, '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>', {
        'content-type': 'image/svg+xml',
      }),
  },
  empty: { expected: 'not-an-image', requests: 1, answer: ({ response }) => send(response, '') },
  'half-jpeg': {
    expected: 'broken',
    requests: 1,
    answer: picture(async (seed) => (await jpeg(seed)).subarray(0, 700)),
  },
  'odd-encoding': {
    expected: 'broken',
    requests: 1,
    answer: picture(jpeg, { 'content-encoding': 'zstd' }),
  },
  'broken-gzip': { expected: 'broken', requests: 1, answer: picture(jpeg, { 'content-encoding': 'gzip' }) },
  tiny: {
    expected: 'too-small',
    requests: 1,
    answer: picture((seed) => draw(seed, { width: 20 }).png().toBuffer()),
  },
  banner: {
    expected: 'aspect',
    requests: 1,
    answer: picture((seed) => draw(seed, { width: 800, height: 90 }).jpeg().toBuffer()),
  },
  bomb: { expected: 'too-large', requests: 1, answer: ({ response }) => send(response, pngBomb()) },
  endless: { expected: 'too-large', requests: 1, answer: endless },
  'gzip-bomb': { expected: 'too-large', requests: 1, answer: gzipBomb },
  announced: {
    expected: 'too-large',
    requests: 1,
    answer: ({ response }) => void response.writeHead(200, { 'content-length': '99000000000' }).write('x'),
  },
  noai: { expected: 'opt-out', requests: 1, answer: picture(jpeg, { 'x-robots-tag': 'noai, noimageai' }) },
  private: { expected: 'robots', requests: 0, answer: picture(jpeg) },
  'to-private': {
    expected: 'robots',
    requests: 1,
    answer: (exchange) => redirectTo('/private/1.jpg')(exchange),
  },
  inward: {
    expected: 'forbidden-address',
    requests: 1,
    answer: redirectTo('http://169.254.169.254/latest/meta-data/'),
  },
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;
const BEHAVIOUR_NAMES = Object.keys(BEHAVIOURS) as BehaviourName[];

/** Behaviours that wait for a timeout of the client: they are rarer, so that a crawl of many takes no hours. */
const RARE = new Set<BehaviourName>(['stall', 'silent', 'endless', 'gzip-bomb', 'avif']);

/** What picture number `i` does, those that keep a client waiting included. Plain ones come often, as on the web. */
export function behaviourAt(i: number, rare = true): BehaviourName {
  const usual = BEHAVIOUR_NAMES.filter((name) => !RARE.has(name));
  if (rare && i % 100 === 99) return [...RARE][Math.floor(i / 100) % RARE.size];
  return i % 2 === 0 ? 'plain' : usual[((i - 1) / 2) % usual.length];
}
