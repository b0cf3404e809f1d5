import { access, mkdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { evaluateClassifications } from '@maskpred/classifier/evaluation';
import { parseMetadata } from '@maskpred/classifier';
import type { LabelledPrediction, SceneFinding } from '@maskpred/core';
import { load } from 'cheerio';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataOf } from '../__fixtures__/model-folder.js';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.js';
import { picturesFolderOf, writeMistakes, writeSceneErrors } from './galleries.js';
import { MOST_MISTAKES } from './mistakes.js';
import { formatTrainingFiles } from './report-files.js';

const { signal } = new AbortController();
const LABELS = ['mask', 'no-mask', 'not-face'];
let place: Workplace;
let faces: string;

beforeAll(async () => {
  place = await createWorkplace();
  faces = await place.subfolder('my faces');
  await mkdir(join(faces, 'mask'));
  for (const name of ['a', 'b', 'c']) {
    const background = { r: 220, g: 20, b: 20 };
    await sharp({ create: { width: 40, height: 60, channels: 3, background } })
      .jpeg()
      .toFile(join(faces, 'mask', `${name}.jpg`));
  }
});
afterAll(() => place.remove());

/** A crop of `mask` whose scores of `mask` and `no-mask` are these. */
function prediction(image: string, mask: number): LabelledPrediction {
  const scores = [
    { label: 'mask', score: mask },
    { label: 'no-mask', score: 1 - mask },
  ].sort((a, b) => b.score - a.score);
  return { image: `mask/${image}.jpg`, truth: 'mask', scores, size: 40 };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

describe('picturesFolderOf', () => {
  it('lies beside the model and not in it', () => {
    expect(picturesFolderOf('models/mine/')).toBe(join('models', 'report-pictures', 'mine'));
    expect(picturesFolderOf(resolve('mine'))).toBe(resolve('report-pictures', 'mine'));
    expect(picturesFolderOf('.')).toBe(join('..', 'report-pictures', basename(resolve('.'))));
  });
});

describe('writeMistakes', () => {
  it('writes a page when there is no mistake', async () => {
    const folder = join(place.folder, 'none');
    const path = await writeMistakes(folder, { root: faces, predictions: [], model: place.model, signal });
    expect(path).toBe(join(folder, 'index.html'));
    expect(await readFile(path, 'utf8')).toContain('There is no mistake');
  });

  it('shows crop, attention map, scores and command of each, largest loss first', async () => {
    const predictions = [prediction('a', 0.4), prediction('b', 0.9), prediction('c', 0.01)];
    const steps: number[] = [];
    const path = await writeMistakes(join(place.folder, 'some'), {
      root: faces,
      predictions,
      model: place.model,
      signal,
      onPicture: (done, total) => steps.push(done, total),
    });
    const $ = load(await readFile(path, 'utf8'));
    const items = $('.gallery > li');
    expect(steps).toEqual([1, 2, 2, 2]);
    expect(items.toArray().map((item) => $(item).find('.caption p').text().trim())).toEqual([
      'mask/c.jpg, loss 4.61',
      'mask/a.jpg, loss 0.92',
    ]);
    expect(items.first().find('h3').text()).toBe('mask called no-mask');
    expect(items.first().find('code').text()).toBe(`maskpred label '${faces}' --open mask/c.jpg`);
    expect(items.first().find('.scores').text().replace(/\s+/g, ' ')).toContain('no-mask 99.0 %');
    const [crop, map] = items
      .first()
      .find('img')
      .toArray()
      .map((image) => Buffer.from($(image).attr('src')!.split(',')[1]!, 'base64'));
    const sides = await Promise.all([crop!, map!].map((bytes) => sharp(bytes).metadata()));
    expect(sides.map(({ width, height }) => [width, height])).toEqual([
      [40, 60],
      [40, 60],
    ]);
    expect(map!.equals(crop!)).toBe(false);
  });

  it('goes on without a map for a model of another make, and without a picture that is gone', async () => {
    const path = await writeMistakes(join(place.folder, 'other'), {
      root: faces,
      predictions: [prediction('a', 0.1), prediction('gone', 0.2)],
      model: join(place.folder, 'no model.h5'),
      signal,
    });
    const $ = load(await readFile(path, 'utf8'));
    expect($('.gallery img')).toHaveLength(1);
    expect($('.gallery .missing')).toHaveLength(1);
    expect($('main').text()).toContain('Only of networks as maskpred train writes them');
  });

  it('shows so many at most, and counts the rest', async () => {
    const predictions = Array.from({ length: MOST_MISTAKES + 5 }, (_, i) => prediction(`gone-${i}`, 0.3));
    const path = await writeMistakes(join(place.folder, 'many'), {
      root: faces,
      predictions,
      model: place.model,
      signal,
    });
    const $ = load(await readFile(path, 'utf8'));
    expect($('.gallery > li')).toHaveLength(MOST_MISTAKES);
    expect($('main').text()).toContain('and 5 more');
  });

  it('leaves nothing behind when it is stopped', async () => {
    const folder = join(place.folder, 'stopped');
    const stop = new AbortController();
    const work = writeMistakes(folder, {
      root: faces,
      predictions: [prediction('a', 0.1), prediction('b', 0.2), prediction('c', 0.3)],
      model: place.model,
      signal: stop.signal,
      onPicture: () => stop.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
    expect(await exists(folder)).toBe(false);
  });
});

describe('writeSceneErrors', () => {
  it('cuts each mistake out of its scene, by kind, those worth a look first', async () => {
    const box = (width: number) => ({ x: 100, y: 90, width, height: width });
    const findings: SceneFinding[] = [
      { image: 'photo.jpg', outcome: 'missed-face', box: box(20), truth: 'mask' },
      { image: 'photo.jpg', outcome: 'missed-face', box: box(60), truth: 'no-mask' },
      { image: 'photo.jpg', outcome: 'right', box: box(50), truth: 'mask', predicted: 'mask', score: 0.9 },
      { image: 'photo.jpg', outcome: 'false-face', box: box(30), predicted: 'mask', score: 0.6 },
      { image: 'photo.jpg', outcome: 'false-face', box: box(30), predicted: 'mask', score: 0.8 },
      {
        image: 'gone.jpg',
        outcome: 'wrong-label',
        box: box(40),
        truth: 'mask',
        predicted: 'no-mask',
        score: 0.7,
      },
    ];
    const path = await writeSceneErrors(join(place.folder, 'scenes'), {
      root: place.folder,
      findings,
      signal,
    });
    const $ = load(await readFile(path, 'utf8'));
    const texts = (selector: string) =>
      $(selector)
        .toArray()
        .map((element) => $(element).text().replace(/\s+/g, ' ').trim());
    expect(texts('h2')).toEqual(['Missed faces: 2', 'False faces: 2', 'Wrong labels: 1']);
    expect(texts('h3')).toEqual([
      'no-mask, missed',
      'mask, missed',
      'no face, called mask',
      'no face, called mask',
      'mask called no-mask',
    ]);
    expect(texts('figcaption')[0]).toBe('60 x 60 px');
    expect(texts('.caption p')[2]).toBe('photo.jpg score 0.80');
    expect($('img')).toHaveLength(4);
    expect($('.missing')).toHaveLength(1);
  });
});

describe('formatTrainingFiles', () => {
  const input = {
    data: 'data/train',
    options: { epochs: 3, prior: undefined },
    versions: { maskpred: '1.2.3' },
    durationMs: 60_000,
    metadata: parseMetadata(metadataOf(LABELS), 'test'),
    history: [],
    counts: LABELS.map((label) => ({ label, train: 10, heldOut: 2 })),
    skipped: [{ image: 'mask/x.jpg', message: 'cut short' }],
  };

  it('has only a report where nothing was kept out', async () => {
    const files = await formatTrainingFiles(input);
    expect(Object.keys(files)).toEqual(['report.html']);
    const text = load(files['report.html'] as string)('main').text();
    for (const fact of ['0'.repeat(64), '1.2.3', 'epochs', 'cut short']) expect(text).toContain(fact);
    expect(text).not.toContain('undefined');
  });

  it('has the figures, the page and the picture of what was kept out', async () => {
    const evaluation = evaluateClassifications([prediction('a', 0.4), prediction('b', 0.9)], {
      labels: LABELS,
    });
    const files = await formatTrainingFiles({ ...input, evaluation });
    expect(Object.keys(files).sort()).toEqual(['confusion-matrix.png', 'evaluation.json', 'report.html']);
    expect(JSON.parse(files['evaluation.json'] as string)).toEqual(JSON.parse(JSON.stringify(evaluation)));
    expect(load(files['report.html'] as string)('main').text()).toContain(
      '1 of 2 pictures kept out of training were called what they show',
    );
    expect((await sharp(files['confusion-matrix.png'] as Uint8Array).metadata()).format).toBe('png');
  });
});
