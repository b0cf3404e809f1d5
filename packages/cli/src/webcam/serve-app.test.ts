import { createServer, request } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppFolder } from './app-folder.js';
import { type AppServer, serveApp } from './serve-app.js';

let root: string;
let folder: AppFolder;
let server: AppServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-app-'));
  const path = join(root, 'app');
  await mkdir(join(path, 'assets'), { recursive: true });
  await writeFile(join(path, 'index.html'), '<!doctype html><title>app</title>');
  await writeFile(join(path, 'assets/engine-1a2b.wasm'), 'wasm');
  await writeFile(join(root, 'secret.txt'), 'secret');
  folder = { path, headers: { 'content-security-policy': "default-src 'none'" } };
  server = await serveApp(folder, { port: 0 });
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

/** Asks as it is told: `fetch` tidies paths up and sets the host itself. */
function ask(
  path: string,
  host?: string,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, ...(host ? { headers: { host } } : {}) }, (answer) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += String(part)));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
    });
    call.on('error', reject).end();
  });
}

describe('serveApp', () => {
  it('serves the page with the headers of the app', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<!doctype html><title>app</title>']);
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('text/html') as string,
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-cache',
    });
  });

  it('lets browsers keep files with a hash in their names, and names their types', async () => {
    const { headers } = await ask('/assets/engine-1a2b.wasm');
    expect(headers).toMatchObject({
      'content-type': 'application/wasm',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('answers 404 for what is not there, and keeps no 404', async () => {
    const { status, headers } = await ask('/assets/missing.wasm');
    expect([status, headers['cache-control']]).toEqual([404, undefined]);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '//etc/passwd',
  ])('gives away no file beside the app: %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('answers no request that was meant for another name', async () => {
    const { port } = new URL(server.url);
    expect((await ask('/', `localhost:${port}`)).status).toBe(200);
    for (const host of [`evil.example:${port}`, 'localhost', '127.0.0.1:1']) {
      const { status, body } = await ask('/', host);
      expect(status, host).toBe(421);
      expect(body).not.toContain('<title>');
    }
  });

  it('refuses a port that is taken when that port was asked for, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(serveApp(folder, { port })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`Port ${port}`) as string,
    });
    other.close();
  });

  it('takes another port than the usual one when that is taken', async () => {
    const first = await serveApp(folder);
    const second = await serveApp(folder);
    expect(second.url).not.toBe(first.url);
    await Promise.all([first.close(), second.close()]);
  });
});
