import { createHash, timingSafeEqual } from 'node:crypto';
import type { LoopbackServer } from '@maskpred/core/node';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Problem } from '../protocol.js';

export interface GuardOptions {
  readonly server: Pick<LoopbackServer, 'port' | 'hosts' | 'isMeant'>;
  /** 128 random bits, hexadecimal. */
  readonly token: string;
}

/** Nothing is loaded from anywhere else, nothing runs that is not a file of the page, nobody frames it. */
const HEADERS = Object.freeze({
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "font-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
});

/** Answers that this server gives to nobody but the page that it serves. */
export function createGuards({ server, token }: GuardOptions): MiddlewareHandler[] {
  // cookies do not tell ports apart
  const cookie = `maskpred-label-${server.port}`;
  const isToken = (given: string | undefined) => given !== undefined && isSame(given, token);

  const sendHeaders: MiddlewareHandler = async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
  };
  const checkHost: MiddlewareHandler = async (context, next) => {
    if (!server.isMeant(context.req.header('host'), context.req.url)) {
      return refuse(context, 421, 'FORBIDDEN', `This server answers to ${server.hosts.join(' and ')} only.`);
    }
    return next();
  };
  const checkOrigin: MiddlewareHandler = async (context, next) => {
    const { method } = context.req;
    const isReading = method === 'GET' || method === 'HEAD';
    if (!isReading && method !== 'POST') {
      return refuse(context, 405, 'FORBIDDEN', 'Only GET and POST are answered.');
    }
    const origin = context.req.header('origin');
    const isOwn = origin === `http://${context.req.header('host')}`;
    const site = context.req.header('sec-fetch-site') ?? 'same-origin';
    const isForeign = origin === undefined ? !['same-origin', 'none'].includes(site) : !isOwn;
    if (isForeign || (!isReading && !isOwn)) {
      return refuse(context, 403, 'FORBIDDEN', 'This server answers to its own page only.');
    }
    const type = context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    // forms of other pages cannot send this type without being asked first
    if (!isReading && type !== 'application/json') {
      return refuse(context, 415, 'FORBIDDEN', 'Only JSON is taken.');
    }
    return next();
  };
  const checkToken: MiddlewareHandler = async (context, next) => {
    const url = new URL(context.req.url);
    const given = url.searchParams.get('token') ?? undefined;
    if (context.req.path === '/' && isToken(given)) {
      // out of the address bar, of the history, and of what a page sends as its origin
      setCookie(context, cookie, token, { path: '/', httpOnly: true, sameSite: 'Strict' });
      url.searchParams.delete('token');
      return context.redirect(`/${url.search}`, 303);
    }
    if (isToken(getCookie(context, cookie))) return next();
    const message =
      'Open the address that maskpred label printed when it was started last: it has a token, and this has not.';
    if (context.req.path.startsWith('/api/')) return refuse(context, 401, 'UNAUTHORIZED', message);
    return context.text(`${message}\n`, 401);
  };
  return [sendHeaders, checkHost, checkOrigin, checkToken];
}

type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 422 | 500 | 503 | 507;

/** A {@link Problem} as the answer. */
export function refuse(context: Context, status: RefusalStatus, code: string, message: string): Response {
  const problem: Problem = { error: { code, message } };
  context.header('cache-control', 'no-store');
  return context.json(problem, status);
}

/** Compares in a time that says nothing of where two texts differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
