import { describe, expect, it } from 'vitest';
import { listenOnLoopback } from './loopback-server.js';

describe('listenOnLoopback', () => {
  it('answers a page that asks before it is told how to', async () => {
    const server = await listenOnLoopback({ port: 0, firstPort: 4830 });
    const early = fetch(server.origin);
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.answer((_request, response) => response.end('late'));
    expect(await (await early).text()).toBe('late');
    await server.close();
  });

  it('refuses a port that is taken when that was asked for, and takes another where none was', async () => {
    const first = await listenOnLoopback({ firstPort: 4830 });
    await expect(listenOnLoopback({ port: first.port, firstPort: 4830 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`Port ${first.port} cannot be had`) as string,
    });
    const second = await listenOnLoopback({ firstPort: first.port });
    expect(second.port).not.toBe(first.port);
    await Promise.all([first.close(), second.close()]);
  });

  it('knows requests that are meant for it', async () => {
    const { port, origin, isMeant, close } = await listenOnLoopback({ port: 0, firstPort: 4830 });
    expect([
      isMeant(`127.0.0.1:${port}`, `${origin}/a`),
      isMeant(`localhost:${port}`, `http://localhost:${port}/`),
      isMeant(undefined, origin),
      isMeant('localhost', 'http://localhost/'),
      isMeant(`evil.example:${port}`, `http://evil.example:${port}/`),
      isMeant(`localhost:${port}`, `http://evil.example:${port}/`),
    ]).toEqual([true, true, false, false, false, false]);
    await close();
  });
});
