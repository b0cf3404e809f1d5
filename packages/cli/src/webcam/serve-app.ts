import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { MaskpredError, messageOf } from '@maskpred/core';
import { Hono } from 'hono';
import type { AppFolder } from './app-folder.js';

/** Where the app is served. */
export interface AppServer {
  readonly url: string;
  /** Ends it, with the connections that browsers keep open. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 for any that is free. @default {@link DEFAULT_PORT}, or the next one that is free */
  readonly port?: number;
}

/** The same on each start: settings, the camera's permission and what works offline belong to an address with its port. */
export const DEFAULT_PORT = 4810;

/** How many ports are tried from the default one on, before any that is free. */
const PORTS_TRIED = 10;

/** Only this machine reaches it. */
const HOST = '127.0.0.1';

/**
 * Serves the app on loopback until it is closed.
 * @throws {MaskpredError} INVALID_ARGUMENT when the port that was asked for cannot be had.
 */
export async function serveApp(folder: AppFolder, { port }: ServeOptions = {}): Promise<AppServer> {
  const server = createServer();
  await (port === undefined ? listenNear(server, DEFAULT_PORT) : listen(server, port));
  const { port: actual } = server.address() as AddressInfo;
  const answer = getRequestListener(createAppRoutes(folder, actual).fetch);
  server.on('request', (request, response) => void answer(request, response));
  return {
    url: `http://${HOST}:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The app's files, for requests that name this server and no other. */
export function createAppRoutes({ path, headers }: AppFolder, port: number): Hono {
  const hosts = [`${HOST}:${port}`, `localhost:${port}`];
  const app = new Hono();
  app.use(async (context, next) => {
    // A page elsewhere can have its own name resolve to 127.0.0.1 (DNS rebinding); its requests carry that name.
    if (!hosts.includes(context.req.header('host') ?? '')) {
      return context.text(`This server answers to ${hosts.join(' and ')} only.\n`, 421);
    }
    await next();
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    if (context.res.ok) context.header('cache-control', cacheControlOf(context.req.path));
  });
  app.use(serveStatic({ root: path }));
  app.notFound((context) => context.text('There is no such file.\n', 404));
  return app;
}

/** Built files have a hash in their names and never change; all others are asked for again. */
function cacheControlOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

async function listenNear(server: Server, first: number): Promise<void> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    try {
      return await listen(server, port);
    } catch {
      // Another one may be free.
    }
  }
  await listen(server, 0);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new MaskpredError(
          'INVALID_ARGUMENT',
          `Port ${port} cannot be had: ${messageOf(error)}. Choose another, or leave --port out.`,
          { cause: error },
        ),
      );
    server.once('error', fail);
    server.listen(port, HOST, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
