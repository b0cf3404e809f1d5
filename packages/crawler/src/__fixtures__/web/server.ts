import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LookupAll } from '../../http/address-guard.js';
import { type Behaviour, behaviourAt, type BehaviourName, BEHAVIOURS } from './behaviours.js';
import { answerAsService } from './services.js';

/**
 * A small web on loopback: `http://<any name>.test:<port>/<behaviour>/<seed>.jpg`, and the three services at
 * `http://api.test:<port>`.
 */
export interface Web {
  readonly port: number;
  /** Names are looked up here: `*.test` is the server, `inside.test` a private address. */
  readonly lookup: LookupAll;
  /** What may be asked although it is on loopback. */
  readonly allowHosts: readonly string[];
  /** Where the services are. */
  readonly api: string;
  /** The address of a picture. */
  url(behaviour: BehaviourName, seed: number): string;
  /** Where paths redirect to. */
  readonly redirects: Map<string, string>;
  /** Requests for a path so far, query included. */
  requestsOf(path: string): number;
  /** Requests for all pictures so far. */
  readonly requests: number;
  /** The most requests that one host had under way at once. */
  readonly maxAtOnce: number;
  /** The most hosts that had requests under way at once. */
  readonly maxHostsAtOnce: number;
  /** Of the last request. */
  readonly lastHeaders: IncomingHttpHeaders;
  close(): Promise<void>;
}

/** Pictures are spread over so many hosts. */
const HOSTS = 24;
const ROBOTS = 'User-agent: *\nDisallow: /private/\n';

export interface OpenWebOptions {
  /** Whether the services offer pictures that keep a client waiting, too. @default true */
  readonly rare?: boolean;
}

export async function openWeb({ rare = true }: OpenWebOptions = {}): Promise<Web> {
  const counts = new Map<string, number>();
  const hosts = Array.from({ length: HOSTS }, (_, i) => `host${i}.test`);
  let api = '';
  const url = (behaviour: BehaviourName, seed: number) =>
    `http://${hosts[Math.abs(seed) % HOSTS]}:${new URL(api).port}/${behaviour}/${seed}.jpg`;
  const pictureAt = (index: number) => url(behaviourAt(index, rare), index);
  const redirects = new Map<string, string>();
  const underWay = new Map<string, number>();
  let requests = 0;
  let maxAtOnce = 0;
  let maxHostsAtOnce = 0;
  let lastHeaders: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://web.test');
    const host = request.headers.host!;
    const key = `${host}${pathname}`;
    lastHeaders = request.headers;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    underWay.set(host, (underWay.get(host) ?? 0) + 1);
    maxAtOnce = Math.max(maxAtOnce, underWay.get(host)!);
    const busy = [...underWay.values()].filter((count) => count > 0);
    maxHostsAtOnce = Math.max(maxHostsAtOnce, busy.length);
    response.on('close', () => underWay.set(host, underWay.get(host)! - 1));
    const location = redirects.get(pathname);
    if (location !== undefined) return void response.writeHead(302, { location: encodeURI(location) }).end();
    if (pathname === '/robots.txt') return void response.end(ROBOTS);
    const service = host.startsWith('api.') && answerAsService(new URL(request.url!, api), pictureAt);
    if (service) return void response.writeHead(200, { 'content-type': service.type }).end(service.body);
    requests++;
    const [, name, seed] = /^\/([^/]+)\/(-?\d+)\.jpg$/.exec(pathname) ?? [];
    const behaviour = (BEHAVIOURS as Record<string, Behaviour>)[name ?? ''];
    if (!behaviour) return void response.writeHead(404).end();
    return void behaviour.answer({ request, response, seed: Number(seed), before });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  api = `http://api.test:${port}`;
  return {
    port,
    lookup(hostname, _options, callback) {
      const address = hostname === 'inside.test' ? '10.0.0.7' : '127.0.0.1';
      const addresses: LookupAddress[] = [{ address, family: 4 }];
      process.nextTick(() => callback(null, addresses));
    },
    api,
    allowHosts: ['api.test', ...hosts].map((host) => `${host}:${port}`),
    url,
    redirects,
    requestsOf: (path) =>
      [...counts]
        .filter(([key]) => key.slice(key.indexOf('/')) === path)
        .reduce((sum, [, count]) => sum + count, 0),
    get requests() {
      return requests;
    },
    get maxAtOnce() {
      return maxAtOnce;
    },
    get maxHostsAtOnce() {
      return maxHostsAtOnce;
    },
    get lastHeaders() {
      return lastHeaders;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
