import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSources } from '../check-sources.js';
import type { OpenHttpClient } from '../http/client.js';
import { createHttpClient } from '../http/create-client.js';
import { searchAll } from './__fixtures__/collect.js';
import { SOURCE_FIXTURES } from './__fixtures__/index.js';
import { createImageSource, SERVICE_NAMES } from './create-image-source.js';

// The parsers as they are used: over HTTP, through the client with its guard, at another endpoint.
let server: Server;
let http: OpenHttpClient;
let endpoint: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://service.example');
    const answer = SOURCE_FIXTURES.map((fixture) => fixture.answer(url)).find((one) => one !== undefined);
    const { status = 200, headers = {}, body = '' } = answer ?? { status: 404 };
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
  http = createHttpClient({ allowHosts: [`127.0.0.1:${port}`], hostDelayMs: 0 });
});

afterAll(async () => {
  await http.close();
  server.close();
});

describe('sources over HTTP', () => {
  it.each(SERVICE_NAMES)('%s reads at an endpoint what its service answers', async (name) => {
    const fixture = SOURCE_FIXTURES.find(({ source }) => source === name)!;
    const { candidates, problems } = await searchAll(
      createImageSource(name, { http, endpoint }),
      fixture.query,
    );
    expect(candidates).toEqual(fixture.expected);
    expect(problems).toEqual([]);
  });

  it('are checked there', async () => {
    const endpoints = { openverse: endpoint, commons: endpoint, bing: `${endpoint}/elsewhere` };
    const checks = await checkSources({ http, endpoints });
    expect(checks.slice(5).map(({ status, candidates }) => [status, candidates])).toEqual([
      ['ok', 4],
      ['ok', 4],
      ['drifted', 0], // 404: its address is not what it was
    ]);
  });
});
