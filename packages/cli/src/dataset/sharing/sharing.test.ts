import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { differenceHash } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { formatManifestEntry } from '@maskpred/core/manifest';
import { CREDITS_FORMATS, formatVoc } from '@maskpred/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDITS_FORMAT_CHOICES } from '../../commands/dataset/credits.js';
import { jsonLines, runCli } from '../../__fixtures__/run-cli.js';
import { createWorkplace, SLOW, type Workplace } from '../../__fixtures__/workplace.js';

let place: Workplace;
let server: Server;
let address: string;
let bytes: Buffer;
let raw: string;

beforeAll(async () => {
  place = await createWorkplace();
  bytes = await readFile(place.photo);
  server = createServer((request, response) => {
    if (request.url === '/photo.jpg') response.setHeader('content-type', 'image/jpeg').end(bytes);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  raw = await place.subfolder('raw');
  const image = await decodeImage(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(raw, `${sha256}.jpg`), bytes);
  await writeFile(
    join(raw, 'manifest.jsonl'),
    formatManifestEntry({
      source: 'openverse',
      query: 'people',
      url: `http://${address}/photo.jpg`,
      pageUrl: 'https://example.org/photo',
      title: 'A photograph',
      creator: 'A. Person',
      license: { id: 'by-2.0', status: 'verified' },
      sha256,
      dHash: differenceHash(image),
      width: image.width,
      height: image.height,
      byteLength: bytes.length,
      retrievedAt: '2026-11-24T00:00:00.000Z',
      fileName: `${sha256}.jpg`,
    }),
  );
}, SLOW);
afterAll(async () => {
  server.close();
  await place.remove();
});

/** A folder of scenes: the photograph, with one labelled face. */
async function createScenes(name: string): Promise<string> {
  const scenes = await place.subfolder(name);
  await mkdir(join(scenes, 'images'));
  await mkdir(join(scenes, 'annotations'));
  await writeFile(join(scenes, 'images', 'street.jpg'), bytes);
  const annotations = [{ box: { x: 10, y: 20, width: 30, height: 40 }, label: 'no-mask' }];
  const image = { id: 'street', fileName: 'street.jpg', width: 640, height: 427, annotations };
  await writeFile(join(scenes, 'annotations', 'street.xml'), formatVoc(image));
  return scenes;
}

describe('maskpred dataset manifest, rebuild, credits', () => {
  it('share a set without its pictures, and bring it back', { timeout: SLOW }, async () => {
    const scenes = await createScenes('scenes');
    const file = join(place.folder, 'set.jsonl');
    const described = await runCli(['dataset', 'manifest', scenes, '--crawl', raw, '--out', file]);
    expect(described).toMatchObject({ status: 0, stdout: '', stderr: '1 pictures, 1 labelled boxes.\n' });
    expect(jsonLines(await readFile(file, 'utf8'))[0]).toMatchObject({ path: 'images/street.jpg' });

    const out = join(place.folder, 'rebuilt');
    const rebuild = ['dataset', 'rebuild', file, '--out', out, '--json'];
    const refused = await runCli(rebuild);
    expect(refused.status).toBe(1);
    expect(jsonLines(refused.stdout)[0]).toMatchObject({
      outcome: 'failed',
      error: { code: 'ADDRESS_FORBIDDEN' },
    });

    const rebuilt = await runCli([...rebuild, '--allow-host', address]);
    expect(rebuilt).toMatchObject({ status: 0, stderr: '' });
    expect(jsonLines(rebuilt.stdout)[0]).toMatchObject({ outcome: 'identical', isStored: true });
    expect(await readFile(join(out, 'images', 'street.jpg'))).toEqual(bytes);
    expect(await readdir(join(out, 'annotations'))).toEqual(['street.xml']);
    expect((await runCli(['dataset', 'rebuild', file, '--out', out])).stdout).toContain('was there already');
  });

  it('name who has to be named, and miss the gate for an unknown licence', { timeout: SLOW }, async () => {
    const cleared = await runCli(['dataset', 'credits', raw]);
    expect(cleared).toMatchObject({ status: 0 });
    expect(cleared.stdout).toContain(
      '["A photograph"](<https://example.org/photo>) by A. Person ([CC BY 2.0]',
    );

    const scenes = await createScenes('unknown');
    const unclear = await runCli(['dataset', 'credits', scenes, '--format', 'text']);
    expect(unclear).toMatchObject({
      status: 3,
      stderr: 'Not publishable: of 1 pictures\n  1 with no known licence\n',
    });
  });

  it('say what is wrong with the input', { timeout: SLOW }, async () => {
    const missing = await runCli([
      'dataset',
      'rebuild',
      join(place.folder, 'no.jsonl'),
      '--out',
      place.folder,
    ]);
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('(FILE_NOT_FOUND)') });
    const hostile = join(place.folder, 'hostile.jsonl');
    await writeFile(hostile, '{"path":"../../x"}\n');
    const refused = await runCli(['dataset', 'rebuild', hostile, '--out', place.folder]);
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${hostile}:1: expected one picture a line`),
    });
  });

  it('offers the formats of the library', () => {
    expect(CREDITS_FORMAT_CHOICES).toEqual(CREDITS_FORMATS);
  });
});
