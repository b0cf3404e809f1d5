import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cropImage, differenceHash, MaskpredError, type Provenance } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';
import { formatManifestEntry } from '@maskpred/core/manifest';
import { formatCropRecord, parseCropRecords } from '../crop-record.js';
import { readScenes } from '../io/scenes.js';
import { formatVoc } from '../formats/voc.js';
import { describeFolder, readProvenance } from './describe-folder.js';
import { type FetchPicture, rebuildPicture } from './rebuild-picture.js';
import { formatSharedPicture, parseSharedPictures } from './shared-picture.js';

const photographs = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const box = { x: 100, y: 80, width: 90, height: 110 };

let root: string;
let out: string;
/** The web: what each address answers. */
const web = new Map<string, Uint8Array | MaskpredError>();
const fetchPicture: FetchPicture = async (url) => {
  const answer =
    web.get(url) ?? Object.assign(new MaskpredError('HTTP_FAILED', `${url}: 404`), { status: 404 });
  if (answer instanceof Error) throw answer;
  return { bytes: answer };
};

/** Stores a photograph as a crawl does. */
async function crawled(name: string): Promise<{ bytes: Buffer; entry: Provenance }> {
  const bytes = await sharp(join(photographs, name)).resize(640).jpeg().toBuffer();
  const image = await decodeImage(bytes);
  const sha256 = sha256Of(bytes);
  const entry: Provenance = {
    source: 'openverse',
    query: 'people',
    url: `https://example.org/${name}`,
    pageUrl: `https://example.org/page/${name}`,
    license: { id: 'by-2.0', status: 'verified' },
    sha256,
    dHash: differenceHash(image),
    width: image.width,
    height: image.height,
    byteLength: bytes.length,
    retrievedAt: '2026-11-24T00:00:00.000Z',
    fileName: `${sha256}.jpg`,
  };
  web.set(entry.url, bytes);
  return { bytes, entry };
}

let first: Awaited<ReturnType<typeof crawled>>;
let second: Awaited<ReturnType<typeof crawled>>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-sharing-'));
  [first, second] = [await crawled('sample1.jpg'), await crawled('sample2.jpg')];
  await mkdir(join(root, 'raw'));
  for (const { bytes, entry } of [first, second]) await writeFile(join(root, 'raw', entry.fileName), bytes);
  await writeFile(
    join(root, 'raw', 'manifest.jsonl'),
    [first, second].map(({ entry }) => formatManifestEntry(entry)).join(''),
  );
});
beforeEach(async () => {
  out = await mkdtemp(join(root, 'out-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Describes a folder, sends the text around the world, and reads it. */
async function shared(folder: string, crawls = [join(root, 'raw')]) {
  const pictures = await describeFolder(folder, { provenance: await readProvenance(crawls) });
  return parseSharedPictures(pictures.map(formatSharedPicture).join(''));
}

describe('describeFolder', () => {
  it('refuses a folder without pictures, and one that is not there', async () => {
    await expect(describeFolder(out)).rejects.toMatchObject({ code: 'EMPTY_SPLIT' });
    await expect(describeFolder(join(out, 'no'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readProvenance([out])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('knows the pictures of a crawl by its manifest, and others by their pixels', async () => {
    const folder = join(root, 'raw');
    const extra = join(folder, 'own.png');
    await sharp(join(photographs, 'sample3.jpg')).resize(200).png().toFile(extra);
    const pictures = await describeFolder(folder);
    await rm(extra);
    expect(pictures.map(({ path }) => path)).toEqual(
      [first.entry.fileName, second.entry.fileName, 'own.png'].sort(),
    );
    expect(pictures.find(({ path }) => path === first.entry.fileName)).toMatchObject({
      url: first.entry.url,
      license: first.entry.license,
      sha256: first.entry.sha256,
    });
    expect(pictures.find(({ path }) => path === 'own.png')).toMatchObject({
      license: { status: 'unknown' },
      width: 200,
    });
    expect(pictures.some((picture) => 'query' in picture)).toBe(false);
  });

  it('refuses a picture that is cut short, by name', async () => {
    await writeFile(join(out, 'cut.jpg'), first.bytes.subarray(0, 4000));
    await expect(describeFolder(out)).rejects.toMatchObject({
      code: 'IMAGE_DECODE_FAILED',
      message: expect.stringContaining('cut.jpg'),
    });
  });
});

describe('rebuildPicture', () => {
  it('brings scenes back with their boxes, byte for byte, and fetches nothing twice', async () => {
    const scenes = join(out, 'scenes');
    await mkdir(join(scenes, 'images'), { recursive: true });
    await mkdir(join(scenes, 'annotations'));
    await writeFile(join(scenes, 'images', 'street one.jpg'), first.bytes);
    const { width, height } = first.entry;
    const annotations = [{ box, label: 'no-mask', difficult: true }];
    await writeFile(
      join(scenes, 'annotations', 'street one.xml'),
      formatVoc({ id: 'street one', fileName: 'street one.jpg', width, height, annotations }),
    );
    const [picture] = await shared(scenes);

    const rebuilt = join(out, 'rebuilt');
    const options = { out: rebuilt, fetchPicture };
    expect(await rebuildPicture(picture, options)).toMatchObject({ outcome: 'identical', isStored: true });
    expect(await readFile(join(rebuilt, 'images', 'street one.jpg'))).toEqual(first.bytes);
    expect((await readScenes(rebuilt))[0].image.annotations).toEqual(annotations);

    const offline: FetchPicture = () => Promise.reject(new Error('nothing is to be fetched'));
    expect(await rebuildPicture(picture, { out: rebuilt, fetchPicture: offline })).toMatchObject({
      outcome: 'present',
    });
  });

  it('cuts the same face crops again from their pictures', async () => {
    const faces = join(out, 'faces');
    await mkdir(join(faces, 'no-mask'), { recursive: true });
    const image = await decodeImage(first.bytes);
    const crop = await encodeJpeg(cropImage(image, box, 0.15), 95);
    await writeFile(join(faces, 'no-mask', 'a-0.jpg'), crop);
    const record = {
      fileName: 'no-mask/a-0.jpg',
      label: 'no-mask',
      source: '/elsewhere/a.jpg',
      sourceSha256: first.entry.sha256,
      box,
      margin: 0.15,
    };
    await writeFile(join(faces, 'crops.jsonl'), formatCropRecord(record));
    const pictures = await shared(faces);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ url: first.entry.url, crops: [{ path: 'no-mask/a-0.jpg' }] });
    expect(pictures[0].path).toBeUndefined();

    const rebuilt = join(out, 'rebuilt');
    const { outcome, crops } = await rebuildPicture(pictures[0], { out: rebuilt, fetchPicture });
    expect(outcome).toBe('identical');
    expect(await readFile(join(rebuilt, 'no-mask', 'a-0.jpg'))).toEqual(Buffer.from(crop));
    expect(parseCropRecords(crops.map(formatCropRecord).join(''))[0]).toMatchObject({ box, margin: 0.15 });
    expect(await readdir(rebuilt)).toEqual(['no-mask']);
  });

  it('tells a smaller copy from another picture, and scales the boxes to it when told to take it', async () => {
    const picture = {
      ...(await shared(join(root, 'raw'))).find(({ path }) => path === first.entry.fileName)!,
      path: 'images/a.jpg',
      annotations: [{ box, label: 'no-mask' }],
    };
    web.set('https://example.org/small.jpg', await sharp(first.bytes).resize(320).jpeg().toBuffer());
    const small = { ...picture, url: 'https://example.org/small.jpg' };
    expect(await rebuildPicture(small, { out, fetchPicture })).toMatchObject({
      outcome: 'similar',
      isStored: false,
    });
    expect(await readdir(out)).toEqual([]);

    await rebuildPicture(small, { out, fetchPicture, acceptSimilar: true });
    const [scene] = await readScenes(out);
    expect(scene.image.width).toBe(320);
    const scaled = scene.image.annotations[0].box;
    expect([scaled.x, scaled.width]).toEqual([50, 45]);
    expect(scaled.y / box.y).toBeCloseTo(scene.image.height / picture.height, 6);

    const other = { ...picture, url: second.entry.url };
    expect(await rebuildPicture(other, { out, fetchPicture, acceptSimilar: true })).toMatchObject({
      outcome: 'different',
      isStored: false,
    });
  });

  it('says why a picture could not be had', async () => {
    const [picture] = await shared(join(root, 'raw'));
    const { url: _url, ...homeless } = picture;
    web.set('https://example.org/page.jpg', Buffer.from('<html>not here</html>'));
    web.set('https://example.org/busy.jpg', new MaskpredError('RATE_LIMITED', 'busy', { isRetryable: true }));
    const outcomes = await Promise.all([
      rebuildPicture({ ...picture, url: 'https://example.org/gone.jpg' }, { out, fetchPicture }),
      rebuildPicture({ ...picture, url: 'https://example.org/page.jpg' }, { out, fetchPicture }),
      rebuildPicture({ ...picture, url: 'https://example.org/busy.jpg' }, { out, fetchPicture }),
      rebuildPicture(homeless, { out, fetchPicture }),
    ]);
    expect(outcomes.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ['gone', 'HTTP_FAILED'],
      ['failed', 'IMAGE_DECODE_FAILED'],
      ['failed', 'RATE_LIMITED'],
      ['no-address', undefined],
    ]);
    expect(await readdir(out)).toEqual([]);
  });

  it('throws when the folder cannot be written, and when it is stopped', async () => {
    const [picture] = await shared(join(root, 'raw'));
    await writeFile(join(out, 'file'), '');
    await expect(rebuildPicture(picture, { out: join(out, 'file'), fetchPicture })).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(rebuildPicture(picture, { out, fetchPicture, signal })).rejects.toThrow('stop');
  });
});
