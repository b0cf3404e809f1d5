import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MaskpredError, messageOf } from './error.js';

/** Only this machine reaches it. */
const LOOPBACK = '127.0.0.1';

/** How many ports are tried from the first one on, before any that is free. */
const PORTS_TRIED = 10;

/** What one client may take of a server; times in ms. */
export interface LoopbackLimits {
  /** To send the headers of a request, counted from the connection on. */
  readonly headersTimeout: number;
  /** To send a whole request. */
  readonly requestTimeout: number;
  /** How often the two are looked at. */
  readonly connectionsCheckingInterval: number;
  /** Of a connection that waits for its next request. */
  readonly keepAliveTimeout: number;
  /** Bytes of all headers of a request. */
  readonly maxHeaderSize: number;
  /** Open at once; a page keeps a handful. */
  readonly maxConnections: number;
}

/** Nobody who sends slowly, or much, holds a connection for long. */
export const LOOPBACK_LIMITS: LoopbackLimits = Object.freeze({
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 60_000,
  maxHeaderSize: 16_384,
  maxConnections: 128,
});

export interface LoopbackOptions {
  /** 0 for any that is free. @default `firstPort`, or one of the next that is free */
  readonly port?: number | undefined;
  /** The same on each start, so that a page which was left open finds the server again. */
  readonly firstPort: number;
  readonly limits?: Partial<LoopbackLimits> | undefined;
}

/** A server that listens on loopback. Requests that come before it is told how to answer wait for that. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly port: number;
  /** What a Host header may say; a page elsewhere can have a name of its own resolve to 127.0.0.1 (DNS rebinding). */
  readonly hosts: readonly string[];
  /** Whether a request names this server, in its Host header and, where the request has one, in its whole address. */
  isMeant(host: string | undefined, url: string): boolean;
  answer(listener: RequestListener): void;
  /** Ends it, with the connections that browsers keep open. */
  close(): Promise<void>;
}

/** @throws {MaskpredError} INVALID_ARGUMENT when the port that was asked for cannot be had. */
export async function listenOnLoopback({
  port: asked,
  firstPort,
  limits,
}: LoopbackOptions): Promise<LoopbackServer> {
  const { maxConnections, ...settings } = { ...LOOPBACK_LIMITS, ...limits };
  const server = createServer(settings);
  server.maxConnections = maxConnections;
  let tell: (listener: RequestListener) => void = () => undefined;
  const told = new Promise<RequestListener>((resolve) => (tell = resolve));
  // a page that was left open asks while a folder is still being opened
  server.on('request', (request, response) => void told.then((listener) => listener(request, response)));
  if (asked === undefined) await listenNear(server, firstPort);
  else await listen(server, asked);
  const { port } = server.address() as AddressInfo;
  const hosts = [`${LOOPBACK}:${port}`, `localhost:${port}`];
  return {
    origin: `http://${LOOPBACK}:${port}`,
    port,
    hosts,
    isMeant: (host = '', url) => hosts.includes(host) && hosts.includes(new URL(url).host),
    answer: (listener) => tell(listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listenNear(server: Server, first: number): Promise<void> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    try {
      return await listen(server, port);
    } catch {
      // another one may be free
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
          `Port ${port} cannot be had: ${messageOf(error)}. Choose another, or leave the port out.`,
          { cause: error },
        ),
      );
    server.once('error', fail);
    server.listen(port, LOOPBACK, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
