import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MaskpredError, messageOf } from '@maskpred/core';
import { LOOPBACK } from './guard.js';

/** The same on each start, so that a page which was left open finds the server again. */
export const DEFAULT_LABEL_PORT = 4820;

/** How many ports are tried from the default one on, before any that is free. */
const PORTS_TRIED = 10;

/** Nobody who sends a request slowly holds a connection for long, ms; how often that is looked at, ms. */
const PATIENCE = Object.freeze({
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
});
/** A page keeps a handful. */
const MAX_CONNECTIONS = 128;

/** A server that listens on loopback. Requests that come before it is told how to answer wait for that. */
export interface Listening {
  readonly port: number;
  answer(listener: RequestListener): void;
  /** Ends it, with the connections that browsers keep open. */
  close(): Promise<void>;
}

/**
 * @param port - 0 for any that is free. @default {@link DEFAULT_LABEL_PORT}, or one of the next that is free
 * @throws {MaskpredError} INVALID_ARGUMENT when the port that was asked for cannot be had.
 */
export async function listenOnLoopback(
  port?: number,
  patience: Pick<ServerOptions, keyof typeof PATIENCE> = PATIENCE,
): Promise<Listening> {
  const server = createServer({ ...patience, keepAliveTimeout: 60_000 });
  server.maxConnections = MAX_CONNECTIONS;
  let tell: (listener: RequestListener) => void = () => undefined;
  const told = new Promise<RequestListener>((resolve) => (tell = resolve));
  // a page that was left open asks while the folder is still being opened
  server.on('request', (request, response) => void told.then((listener) => listener(request, response)));
  if (port === undefined) await listenNear(server, DEFAULT_LABEL_PORT);
  else await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
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
