import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '@maskpred/core';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WRITABLE_FORMATS } from '../formats/format.js';
import { readDataset } from './read-dataset.js';
import { writeDataset } from './write-dataset.js';

let root: string;
let pictures: Map<string, string>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred wrîte-'));
  pictures = new Map();
  await mkdir(join(root, 'from'));
  for (const name of ['a b', 'c']) {
    const path = join(root, 'from', `${name}.jpg`);
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } }).toFile(path);
    pictures.set(name, path);
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

const WHOLE = { x: 0, y: 0, width: 64, height: 48 };
const annotated = (id: string, ...annotations: Dataset['images'][number]['annotations']) => ({
  id,
  fileName: `${id}.jpg`,
  width: 64,
  height: 48,
  annotations,
});
const DATASET: Dataset = {
  labels: ['no-mask', 'mask', 'unused'],
  images: [
    annotated('a b', {
      box: { x: 8, y: 6, width: 20, height: 24 },
      label: 'mask',
      difficult: true,
      score: 0.5,
    }),
    { ...annotated('c'), isVerified: true, license: { id: 'by-4.0', status: 'verified' } },
  ],
};
const FACES: Dataset = {
  labels: ['no-mask', 'mask'],
  images: [annotated('a b', { box: WHOLE, label: 'mask' }), annotated('c', { box: WHOLE, label: 'no-mask' })],
};
const to = (name: string) => join(root, name);

describe('writeDataset', () => {
  it('writes no picture as well', async () => {
    await writeDataset(to('empty'), { labels: ['mask'], images: [] }, { format: 'coco' });
    expect((await readDataset(to('empty'))).dataset).toEqual({ labels: ['mask'], images: [] });
  });

  it('writes each format so that it is read back, found out by itself, with its pictures', async () => {
    for (const format of WRITABLE_FORMATS) {
      const before = format === 'imagefolder' ? FACES : DATASET;
      const { lost } = await writeDataset(to(format), before, { format, imagePaths: pictures });
      const back = await readDataset(to(format));
      expect(back, format).toMatchObject({ format, failures: [], dataset: { labels: before.labels } });
      expect([...new Set(back.issues.map(({ kind }) => kind))]).toEqual(['name-with-spaces']);
      const fields = new Set(lost.keys());
      expect(back.dataset.images, format).toEqual(
        before.images.map(({ annotations, isVerified, license, ...rest }) => ({
          ...rest,
          ...(isVerified === undefined || fields.has('isVerified') ? {} : { isVerified }),
          ...(license === undefined || fields.has('license') ? {} : { license }),
          annotations: annotations.map(({ box, label, difficult, score }) => ({
            box,
            label,
            ...(difficult === undefined || fields.has('difficult') ? {} : { difficult }),
            ...(score === undefined || fields.has('score') ? {} : { score }),
          })),
        })),
      );
      expect(await readFile(back.imagePaths.get('c')!)).toEqual(await readFile(pictures.get('c')!));
    }
  });

  it('says what a format has no place for', async () => {
    const lost = async (format: 'voc' | 'yolo' | 'coco') =>
      Object.fromEntries((await writeDataset(to(format), DATASET, { format })).lost);
    expect(await lost('voc')).toEqual({ license: 1 });
    expect(await lost('coco')).toEqual({ isVerified: 1 });
    expect(await lost('yolo')).toEqual({ difficult: 1, score: 1, isVerified: 1, license: 1 });
  });

  it('links pictures, and leaves them where they are', async () => {
    await writeDataset(to('linked'), DATASET, { format: 'voc', imagePaths: pictures, images: 'link' });
    expect((await stat(to('linked/images/c.jpg'))).ino).toBe((await stat(pictures.get('c')!)).ino);
    await writeDataset(to('bare'), DATASET, { format: 'voc', imagePaths: pictures, images: 'none' });
    expect((await readdir(to('bare'))).sort()).toEqual(['annotations', 'labels.json']);
  });

  it('never touches a folder that is not empty, unless forced; then other files stay', async () => {
    await writeDataset(to('set'), DATASET, { format: 'voc' });
    await writeFile(to('set/mine.txt'), 'mine');
    const smaller = { ...DATASET, images: DATASET.images.slice(0, 1) };
    await expect(writeDataset(to('set'), smaller, { format: 'coco' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(writeDataset(pictures.get('c')!, smaller, { format: 'coco' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await writeDataset(to('set'), smaller, { format: 'coco', force: true });
    expect((await readdir(to('set'))).sort()).toEqual([
      'annotations',
      'annotations.json',
      'labels.json',
      'mine.txt',
    ]);
    await mkdir(to('empty'));
    await writeDataset(to('empty'), DATASET, { format: 'coco' });
    expect((await readdir(to('empty'))).sort()).toEqual(['annotations.json', 'labels.json']);
  });

  it('leaves nothing behind when it fails or is stopped', async () => {
    const before = await readdir(root);
    const missing = new Map([...pictures, ['c', to('gone.jpg')]]);
    await expect(
      writeDataset(to('set'), DATASET, { format: 'voc', imagePaths: missing }),
    ).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    const reason = new Error('enough');
    await expect(
      writeDataset(to('set'), DATASET, { format: 'voc', signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    const controller = new AbortController();
    const onPicture = () => controller.abort(reason);
    await expect(
      writeDataset(to('set'), DATASET, {
        format: 'voc',
        imagePaths: pictures,
        signal: controller.signal,
        onPicture,
      }),
    ).rejects.toBe(reason);
    const bad = { ...DATASET, labels: [...DATASET.labels, 'a\nb'] };
    await expect(writeDataset(to('set'), bad, { format: 'yolo' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await readdir(root)).toEqual(before);
  });

  it('says so when a folder cannot be written', async () => {
    await writeFile(to('file'), '');
    await expect(writeDataset(to('file/set'), DATASET, { format: 'voc' })).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
  });

  it('replaces a link in the target instead of writing through it', async () => {
    await writeFile(to('precious.json'), 'precious');
    await mkdir(to('set'));
    await symlink(to('precious.json'), to('set/annotations.json'));
    await writeDataset(to('set'), DATASET, { format: 'coco', force: true });
    expect(await readFile(to('precious.json'), 'utf8')).toBe('precious');
  });

  it.each([
    [
      'two pictures of one name',
      { ...DATASET, images: [annotated('a'), annotated('A')] },
      'voc',
      /Two pictures are called A/,
    ],
    [
      'an id that is a path',
      { ...DATASET, images: [{ ...annotated('a'), id: '../a' }] },
      'voc',
      /An id is a name without folders/,
    ],
    [
      'a file name that is a path',
      { ...DATASET, images: [{ ...annotated('a'), fileName: '../a' }] },
      'yolo',
      /name of a file without folders/,
    ],
    [
      'a label that is not in the list',
      { ...DATASET, labels: ['mask?'] },
      'voc',
      /"mask" is not in the data set's list/,
    ],
    ['boxes in an ImageFolder', DATASET, 'imagefolder', /no boxes/],
  ] as const)('refuses %s', async (_what, dataset, format, message) => {
    const result = writeDataset(to('set'), dataset, { format, imagePaths: pictures });
    await expect(result).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    });
    expect(await readdir(root)).toEqual(['from']);
  });

  it.each(['../up', 'a/b', 'a\\b', '..', '.hidden'])('refuses the label %j as a folder', async (label) => {
    const dataset = { labels: [label], images: [annotated('c', { box: WHOLE, label })] };
    const result = writeDataset(to('set'), dataset, { format: 'imagefolder', imagePaths: pictures });
    await expect(result).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/cannot be the name of a folder/),
    });
  });

  it('refuses an ImageFolder without pictures', async () => {
    await expect(writeDataset(to('set'), FACES, { format: 'imagefolder' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
