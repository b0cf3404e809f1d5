import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { listenOnLoopback, type LoopbackLimits, type LoopbackServer } from '@maskpred/core/node';
import { Hono } from 'hono';
import type { AppFolder } from './app-folder.js';
import type { AppFiles } from './own-models.js';

/** Where the app is served. */
export interface AppServer {
  readonly url: string;
  /** Ends it, with the connections that browsers keep open. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 for any that is free. @default {@link DEFAULT_PORT}, or the next one that is free */
  readonly port?: number;
  /** What one client may take of the server. @default `LOOPBACK_LIMITS` */
  readonly limits?: Partial<LoopbackLimits>;
  /** Files that are served instead of the app's own, or besides them. @default none */
  readonly own?: AppFiles;
}

/** The same on each start: settings, the camera's permission and what works offline belong to an address with its port. */
export const DEFAULT_PORT = 4810;

const BYTES = 'application/octet-stream';

/**
 * Serves the app on loopback until it is closed.
 * @throws {MaskpredError} INVALID_ARGUMENT when the port that was asked for cannot be had.
 */
export async function serveApp(
  folder: AppFolder,
  { port, limits, own = new Map() }: ServeOptions = {},
): Promise<AppServer> {
  const server = await listenOnLoopback({ port, firstPort: DEFAULT_PORT, limits });
  const answer = getRequestListener(createAppRoutes(folder, server, own).fetch);
  server.answer((request, response) => void answer(request, response));
  return { url: `${server.origin}/`, close: () => server.close() };
}

/** The app's files, for requests that name this server and no other. */
export function createAppRoutes(
  { path, headers }: AppFolder,
  { hosts, isMeant }: Pick<LoopbackServer, 'hosts' | 'isMeant'>,
  own: AppFiles,
): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const { method, url } = context.req;
    if (!isMeant(context.req.header('host'), url)) {
      return context.text(`This server answers to ${hosts.join(' and ')} only.\n`, 421);
    }
    if (method !== 'GET' && method !== 'HEAD') return context.text('Only GET is answered.\n', 405);
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    if (context.res.ok) context.header('cache-control', cacheControlOf(context.req.path));
  });
  app.get('*', (context, next) => {
    const content = own.get(context.req.path.slice(1));
    if (content === undefined) return next();
    context.header('content-type', context.req.path.endsWith('.json') ? 'application/json' : BYTES);
    return Promise.resolve(context.body(content as Uint8Array<ArrayBuffer>));
  });
  app.use(serveStatic({ root: path }));
  app.notFound((context) => context.text('There is no such file.\n', 404));
  return app;
}

/** Built files have a hash in their names and never change; all others are asked for again. */
function cacheControlOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
