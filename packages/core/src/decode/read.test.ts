import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, readBytes } from './node.js';

const require = createRequire(import.meta.url);
const demo = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

let folder: string;
let photo: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-read-'));
  photo = await sharp(join(demo, 'sample1.jpg')).resize(300).jpeg().toBuffer();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe('readBytes', () => {
  it('says FILE_NOT_FOUND for a missing file, by its name', async () => {
    const missing = join(folder, 'nobody here.jpg');
    const error = failure('FILE_NOT_FOUND', /nobody here\.jpg: no such file/);
    await expect(readBytes(missing)).rejects.toThrow(error);
    await expect(readBytes(pathToFileURL(missing))).rejects.toThrow(error);
    await expect(decodeImage(missing)).rejects.toThrow(error);
    await expect(decodeImage('')).rejects.toThrow(failure('FILE_NOT_FOUND', /no such file/));
  });

  it('says FILE_UNREADABLE for a folder and for paths that the system refuses', async () => {
    const inner = join(folder, 'inner');
    await mkdir(inner, { recursive: true });
    await expect(readBytes(inner)).rejects.toThrow(failure('FILE_UNREADABLE', /is a folder/));
    const file = join(folder, 'file.jpg');
    await writeFile(file, photo);
    await expect(readBytes(join(file, 'below.jpg'))).rejects.toThrow(
      failure('FILE_UNREADABLE', /cannot be read/),
    );
    await expect(readBytes(`${folder}/${'x'.repeat(5000)}`)).rejects.toThrow(failure('FILE_UNREADABLE', /./));
    await expect(readBytes(`${folder}/nul\0.jpg`)).rejects.toThrow(failure('FILE_UNREADABLE', /./));
  });

  it.skipIf(process.getuid?.() === 0)(
    'says FILE_UNREADABLE for a file without the right to read it',
    async () => {
      const file = join(folder, 'secret.jpg');
      await writeFile(file, photo);
      await chmod(file, 0);
      await expect(readBytes(file)).rejects.toThrow(
        failure('FILE_UNREADABLE', /secret\.jpg: cannot be read/),
      );
    },
  );

  it.each(['http://', 'https://a b', 'file://elsewhere.invalid/a.jpg', 'data:nothing'])(
    'says FILE_UNREADABLE for %s, which is no address',
    async (url) => {
      await expect(readBytes(url)).rejects.toThrow(
        expect.objectContaining({ code: 'FILE_UNREADABLE', isRetryable: false }),
      );
    },
  );

  it('reads http URLs and tells a missing page, a broken server and no server apart', async () => {
    const server = createServer(({ url }, response) => {
      if (url === '/photo.jpg') return response.end(photo);
      response.statusCode = url === '/busy' ? 503 : url === '/secret' ? 403 : 404;
      return response.end('<h1>sorry</h1>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await decodeImage(`${origin}/photo.jpg`)).width).toBe(300);
      expect((await decodeImage(new URL(`${origin}/photo.jpg`))).width).toBe(300);
      const answers = [
        ['/none', 'FILE_NOT_FOUND', false, /404/],
        ['/secret', 'FILE_UNREADABLE', false, /403/],
        ['/busy', 'FILE_UNREADABLE', true, /503/],
      ] as const;
      for (const [path, code, isRetryable, message] of answers) {
        await expect(readBytes(origin + path)).rejects.toThrow(
          expect.objectContaining({ code, isRetryable, message: expect.stringMatching(message) as string }),
        );
      }
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await expect(readBytes(`${origin}/photo.jpg`)).rejects.toThrow(
      expect.objectContaining({
        code: 'FILE_UNREADABLE',
        isRetryable: true,
        message: expect.stringMatching(/cannot be fetched: (?!fetch failed)/) as string,
      }),
    );
  });
});

describe('abort', () => {
  const reason = new Error('enough');

  it('rejects with the reason when the signal is aborted already', async () => {
    const signal = AbortSignal.abort(reason);
    await expect(decodeImage(photo, { signal })).rejects.toBe(reason);
    await expect(decodeImage(join(folder, 'missing.jpg'), { signal })).rejects.toBe(reason);
  });

  it('rejects with the reason when it is aborted while a picture is fetched', async () => {
    const server = createServer(() => undefined); // never answers
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const controller = new AbortController();
    server.once('request', () => controller.abort(reason));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slow.jpg`;
      await expect(decodeImage(url, { signal: controller.signal })).rejects.toBe(reason);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('rejects with the reason when it is aborted while a file is read or decoded', async () => {
    const path = join(folder, 'abort.jpg');
    await writeFile(path, await readFile(join(demo, 'sample1.jpg')));
    const controller = new AbortController();
    const decoding = decodeImage(path, { signal: controller.signal });
    controller.abort(reason);
    await expect(decoding).rejects.toBe(reason);
  });
});
