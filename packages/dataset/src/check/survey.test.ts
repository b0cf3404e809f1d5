import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatManifestEntry } from '@maskpred/core/manifest';
import type { Classifier, FaceDetector } from '@maskpred/core';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCropRecord } from '../crop-record.js';
import { checkDataset } from './check-dataset.js';
import { guessLabels, scoreFaces } from './look-at-crops.js';
import { describeDataset } from './stats.js';
import { surveyDataset } from './survey.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maskpred-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A picture with edges, so that nothing is worth a look. */
function picture(seed: number, size = { width: 60, height: 50 }): Promise<Buffer> {
  const svg = `<svg width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="#222"/><rect x="${5 + (seed % 20)}" y="10" width="20" height="25" fill="#ee${seed % 10}"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

function voc(fileName: string, objects = ''): string {
  return `<annotation><filename>${fileName}</filename><size><width>60</width><height>50</height><depth>3</depth></size>${objects}</annotation>`;
}

const object = (label: string, xmin: number, ymin: number, xmax: number, ymax: number) =>
  `<object><name>${label}</name><bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;

function manifestLine(sha256: string, byteLength: number): string {
  return formatManifestEntry({
    source: 'openverse',
    query: 'face mask',
    url: 'https://example.org/a.jpg',
    license: { id: 'by-2.0', status: 'verified' },
    sha256,
    dHash: '0'.repeat(16),
    width: 60,
    height: 50,
    byteLength,
    retrievedAt: '2026-11-24T10:00:00Z',
    fileName: `${sha256}.jpg`,
  });
}

describe('surveyDataset', () => {
  it('refuses an empty folder and a missing one', async () => {
    await expect(surveyDataset(folder)).rejects.toMatchObject({ code: 'EMPTY_SPLIT' });
    await expect(surveyDataset(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('takes a folder of pictures for what it is', async () => {
    await put('a.jpg', await picture(1));
    await put('b.png', await picture(2));
    const survey = await surveyDataset(folder);
    expect(survey.layout).toBe('pictures');
    expect(survey.pictures.map(({ path, label }) => [path, label])).toEqual([
      ['a.jpg', undefined],
      ['b.png', undefined],
    ]);
    expect(checkDataset(survey).map(({ kind, path }) => [kind, path])).toEqual([
      ['wrong-extension', 'b.png'],
    ]);
  });

  it('takes label folders for an ImageFolder, and a picture beside them for one without label', async () => {
    await put('mask/a.jpg', await picture(1));
    await put('no-mask/deep/b.jpg', await picture(2));
    await put('no-mask/about.txt', 'where these are from');
    await put('lost.jpg', await picture(3));
    const survey = await surveyDataset(folder);
    expect(survey.layout).toBe('image-folder');
    expect(survey.pictures.map(({ path, label }) => [path, label])).toEqual([
      ['lost.jpg', undefined],
      ['mask/a.jpg', 'mask'],
      ['no-mask/deep/b.jpg', 'no-mask'],
    ]);
    expect(checkDataset(survey).map(({ kind, path }) => [kind, path])).toEqual([['no-label', 'lost.jpg']]);
  });

  it('makes unreadable pictures findings: cut short, no picture, empty', async () => {
    const whole = await picture(1, { width: 300, height: 300 });
    await put('mask/cut.jpg', whole.subarray(0, whole.length / 2));
    await put('mask/text.jpg', 'not a picture');
    await put('mask/empty.png', '');
    await put('no-mask/fine.jpg', await picture(2));
    const survey = await surveyDataset(folder);
    const unreadable = checkDataset(survey).filter(({ kind }) => kind === 'unreadable');
    expect(unreadable.map(({ path }) => path)).toEqual(['mask/cut.jpg', 'mask/empty.png', 'mask/text.jpg']);
    expect(describeDataset(survey)).toMatchObject({ pictures: 4, unreadable: 3 });
  });

  it('reads scenes, also with broken annotations, missing pictures and pictures without annotation', async () => {
    await put('images/a.jpg', await picture(1));
    await put('images/b.jpg', await picture(2));
    await put('images/d.jpg', await picture(4));
    const objects = object('mask', 5, 5, 25, 25) + object('no-mask', 50, 30, 70, 45);
    await put('annotations/a.xml', voc('a.jpg', objects));
    await put('annotations/b.xml', '<annotation><size>');
    await put('annotations/c.xml', voc('c.jpg'));
    const survey = await surveyDataset(folder);
    expect(survey.layout).toBe('scenes');
    expect(checkDataset(survey).map(({ kind, path }) => [kind, path])).toEqual([
      ['broken-annotation', 'annotations/b.xml'],
      ['no-picture', 'annotations/c.xml'],
      ['box-outside', 'images/a.jpg'],
      ['no-annotation', 'images/d.jpg'],
    ]);
    expect(describeDataset(survey).labels).toEqual([
      { name: 'mask', count: 1 },
      { name: 'no-mask', count: 1 },
    ]);
  });

  it('reads boxes of other formats', async () => {
    await put('images/a.jpg', await picture(1));
    await put('labels/a.txt', '0 0.5 0.5 0.3 0.3\n');
    await put('classes.txt', 'mask\n');
    const survey = await surveyDataset(folder);
    expect(survey.pictures[0]!.annotations?.annotations).toHaveLength(1);
    expect(describeDataset(survey)).toMatchObject({ layout: 'scenes', boxes: 1 });
  });

  it('knows sources and licences from the manifest of a crawl', async () => {
    const bytes = await picture(1);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await put(`${sha256}.jpg`, bytes);
    await put('other.jpg', await picture(2));
    await put('manifest.jsonl', manifestLine(sha256, bytes.length));
    const stats = describeDataset(await surveyDataset(folder));
    expect(stats.sources).toEqual([
      { name: 'openverse', count: 1 },
      { name: 'unknown', count: 1 },
    ]);
    expect(stats.licenses).toContainEqual({ name: 'by-2.0 (verified)', count: 1 });
  });

  it('knows the origin of a crop by the picture that it was cut from', async () => {
    const source = 'a'.repeat(64);
    await put('mask/a-0.jpg', await picture(1));
    await put('mask/b-0.jpg', await picture(2));
    await put('manifest.jsonl', manifestLine(source, 1000));
    const box = { x: 0, y: 0, width: 60, height: 50 };
    const record = {
      fileName: 'mask/a-0.jpg',
      label: 'mask',
      source: 'raw/a.jpg',
      sourceSha256: source,
      box,
    };
    await put('crops.jsonl', formatCropRecord({ ...record, margin: 0.15 }));
    const { pictures } = await surveyDataset(folder);
    expect(pictures.map(({ provenance }) => provenance?.license.id)).toEqual(['by-2.0', undefined]);
  });

  it('says how far it is, and stops when told', async () => {
    for (let i = 0; i < 5; i++) await put(`a${i}.jpg`, await picture(i));
    const steps: number[][] = [];
    await surveyDataset(folder, { onPicture: (done, total) => steps.push([done, total]) });
    expect(steps).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
    const controller = new AbortController();
    const survey = surveyDataset(folder, {
      signal: controller.signal,
      concurrency: 1,
      onPicture: () => controller.abort(new Error('enough')),
    });
    await expect(survey).rejects.toThrow('enough');
    await expect(surveyDataset(folder, { concurrency: 0 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('describeDataset', () => {
  it('counts by size at its bounds', async () => {
    await put('mask/a.jpg', await picture(1, { width: 23, height: 40 }));
    await put('no-mask/b.jpg', await picture(2, { width: 24, height: 40 }));
    const { faceSizes, width } = describeDataset(await surveyDataset(folder));
    expect(faceSizes.filter(({ count }) => count > 0)).toEqual([
      { name: '16 to 23', count: 1 },
      { name: '24 to 47', count: 1 },
    ]);
    expect(width).toEqual({ min: 23, low: 23, median: 24, high: 24, max: 24 });
  });

  it('gives zeros where no picture can be read', async () => {
    await put('a.jpg', 'no picture');
    const stats = describeDataset(await surveyDataset(folder));
    expect(stats).toMatchObject({ pictures: 1, unreadable: 1, byteLength: 0, labels: [] });
    expect(stats.sharpness).toEqual({ min: 0, low: 0, median: 0, high: 0, max: 0 });
  });
});

describe('scoreFaces and guessLabels', () => {
  const detector = (score: number): FaceDetector => ({
    name: 'fixed',
    detect: async () => (score > 0 ? [{ box: { x: 0, y: 0, width: 9, height: 9 }, score }] : []),
    dispose: () => undefined,
  });
  const classifier = (labels: Record<string, number>): Classifier => ({
    labels: Object.keys(labels),
    classify: async (faces) =>
      faces.map(() => Object.entries(labels).map(([label, score]) => ({ label, score }))),
    dispose: () => undefined,
  });

  beforeEach(async () => {
    await put('mask/a.jpg', await picture(1));
    await put('no-mask/b.jpg', 'no picture');
  });

  it('take what the detector is sure of, and nothing of what cannot be read', async () => {
    const survey = await surveyDataset(folder);
    const notFace = classifier({ 'not-face': 1, mask: 0 });
    const scores = await scoreFaces(folder, survey, detector(0.8), { classifier: notFace });
    expect([...scores]).toEqual([['mask/a.jpg', 0.8]]);
  });

  it('let the classifier look again where the detector is not sure', async () => {
    const survey = await surveyDataset(folder);
    const scoreOf = async (face: number, labels?: Record<string, number>) => {
      const options = labels ? { classifier: classifier(labels) } : {};
      return (await scoreFaces(folder, survey, detector(face), options)).get('mask/a.jpg');
    };
    expect(await scoreOf(0)).toBe(0);
    expect(await scoreOf(0.2)).toBe(0.2);
    expect(await scoreOf(0.2, { mask: 0.75, 'not-face': 0.25 })).toBe(0.75);
    expect(await scoreOf(0.2, { 'not-face': 0.9, mask: 0.1 })).toBe(0.2);
    expect(await scoreOf(0.2, { mask: 0.9, 'no-mask': 0.1 })).toBe(0.2);
  });

  it('guess the label of each crop, and stop when told', async () => {
    const survey = await surveyDataset(folder);
    const guesses = await guessLabels(folder, survey, classifier({ mask: 0.7, 'no-mask': 0.3 }));
    expect(guesses.get('mask/a.jpg')?.[0]).toEqual({ label: 'mask', score: 0.7 });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(guessLabels(folder, survey, classifier({ mask: 1 }), { signal })).rejects.toThrow('enough');
  });
});
