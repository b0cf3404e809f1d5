import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnnotatedImage, Dataset } from '@maskpred/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WritableFormat } from '../../formats/format.js';
import { formatVoc } from '../../formats/voc.js';
import { readDataset } from '../../io/read-dataset.js';
import { writeDataset } from '../../io/write-dataset.js';
import {
  createWorkplace,
  decide,
  face,
  pictureOf,
  SIZE,
  undo,
  type Workplace,
  writePictures,
} from '../__fixtures__/scenes.js';
import type { LabelProject } from '../project/label-project.js';
import { openLabelProject, type OpenLabelProjectOptions } from '../project/open-label-project.js';
import { accept, draw, move, relabel, remove, setVerified } from '../state/decide.js';

let place: Workplace;
let open: LabelProject[];
beforeEach(async () => {
  place = await createWorkplace();
  open = [];
});
afterEach(async () => {
  await Promise.allSettled(open.map((project) => project.close()));
  await place.remove();
});

async function start(options: Partial<OpenLabelProjectOptions> = {}): Promise<LabelProject> {
  const project = await openLabelProject({ folder: place.folder, ...options });
  open.push(project);
  await project.surveyed();
  return project;
}

const box = { x: 8, y: 6, width: 20, height: 24 };
const imageOf = (id: string, annotations: AnnotatedImage['annotations']): AnnotatedImage => ({
  id,
  fileName: `${id}.jpg`,
  ...SIZE,
  annotations,
});

/** A data set of two pictures with a face each, on the disk. */
async function writeFixture(format: WritableFormat): Promise<Dataset> {
  const dataset: Dataset = {
    labels: ['mask', 'no-mask'],
    images: ['a', 'b'].map((id) => imageOf(id, [{ box, label: 'mask' }])),
  };
  await writePictures(place.path('raw'), ['a.jpg', 'b.jpg']);
  const imagePaths = new Map(['a', 'b'].map((id) => [id, place.path('raw', `${id}.jpg`)]));
  await writeDataset(place.path('set'), dataset, { format, imagePaths });
  return dataset;
}

describe.each(['voc', 'yolo', 'coco', 'createml'] as const)('a folder of %s', (format) => {
  it('opens as it is, is left alone, and gets what was decided', async () => {
    const { images } = await writeFixture(format);
    const folder = place.path('set');
    const before = await readDataset(folder);
    const idle = await start({ folder });
    expect(idle.info()).toMatchObject({ formats: [format], labels: ['mask', 'no-mask'] });
    expect(idle.listPictures({ filter: 'labelled', offset: 0, limit: 10 }).total).toBe(2);
    await idle.close();
    expect(await readDataset(folder)).toEqual(before);

    const project = await start({ folder });
    await decide(project, 'a.jpg', (state) => relabel(state, state.boxes[0]!.id, 'no-mask'));
    await decide(project, 'a.jpg', (state) => draw(state, face('n', 'mask', 40, 20)));
    await decide(project, 'b.jpg', (state) => remove(state, state.boxes[0]!.id));
    await project.close();
    const { dataset } = await readDataset(folder);
    expect(dataset.images).toMatchObject([
      {
        id: 'a',
        annotations: [
          { box, label: 'no-mask' },
          { box: face('', '', 40, 20).box, label: 'mask' },
        ],
      },
      { ...images[1]!, annotations: [] },
    ]);
    expect(dataset.labels).toEqual(['mask', 'no-mask']);
  });

  it('keeps what it has no place for in the journal', async () => {
    await writeFixture(format);
    const folder = place.path('set');
    const project = await start({ folder });
    await decide(project, 'a.jpg', (state) => setVerified(state, true));
    await project.close();
    expect((await pictureOf(await start({ folder }), 'a.jpg')).state.verified).toBe(true);
  });
});

describe('formats', () => {
  it('gives a new label of YOLO the next class id, and leaves the rest of data.yaml', async () => {
    await writeFixture('yolo');
    const yaml = place.path('set', 'data.yaml');
    await writeFile(yaml, '# mine\npath: /elsewhere\ntrain: images\nnc: 2\nnames: [mask, no-mask]\n');
    const project = await start({ folder: place.path('set'), labels: ['mask', 'no-mask', 'visor'] });
    await decide(project, 'a.jpg', (state) => relabel(state, state.boxes[0]!.id, 'visor'));
    await project.close();
    expect(await readFile(place.path('set', 'labels', 'a.txt'), 'utf8')).toMatch(/^2 /);
    const text = await readFile(yaml, 'utf8');
    expect(text).toContain('# mine\npath: /elsewhere\n');
    const { dataset } = await readDataset(place.path('set'));
    expect(dataset.labels).toEqual(['mask', 'no-mask', 'visor']);
    expect(dataset.images[0]!.annotations[0]!.label).toBe('visor');
  });

  it('writes another format beside the own one, of all pictures, also the next time', async () => {
    await writeFixture('voc');
    const folder = place.path('set');
    const first = await start({ folder, format: 'coco' });
    await first.close();
    expect((await readDataset(folder, { format: 'coco' })).dataset.images).toHaveLength(2);
    const second = await start({ folder });
    expect(second.info().formats).toEqual(['voc', 'coco']);
    await decide(second, 'a.jpg', (state) => relabel(state, state.boxes[0]!.id, 'no-mask'));
    await second.close();
    for (const format of ['voc', 'coco'] as const) {
      const { dataset } = await readDataset(folder, { format });
      expect(
        dataset.images.map(({ annotations }) => annotations[0]!.label),
        format,
      ).toEqual(['no-mask', 'mask']);
    }
  });

  it('keeps entries of COCO whose picture is missing, and numbers as they were', async () => {
    await writeFixture('coco');
    const file = place.path('set', 'annotations.json');
    const json = JSON.parse(await readFile(file, 'utf8')) as {
      images: { id: number }[];
      annotations: { image_id: number }[];
    };
    for (const image of json.images) image.id += 40;
    for (const annotation of json.annotations) annotation.image_id += 40;
    await writeFile(file, JSON.stringify(json));
    await rm(place.path('set', 'images', 'b.jpg'));
    const project = await start({ folder: place.path('set') });
    await decide(project, 'a.jpg', (state) => relabel(state, state.boxes[0]!.id, 'no-mask'));
    await project.close();
    const after = JSON.parse(await readFile(file, 'utf8')) as typeof json;
    expect(after.images).toMatchObject([
      { id: 41, file_name: 'a.jpg' },
      { id: 42, file_name: 'b.jpg' },
    ]);
    expect(after.annotations).toHaveLength(2);
  });

  it('writes proposals as proposals, and nothing about a picture on which nobody has decided', async () => {
    await writePictures(place.folder, ['images/a.jpg', 'images/b.jpg']);
    const faces = [10, 40].map((x, index) => ({ box: { ...box, x, width: 12 }, score: 0.9 - index / 10 }));
    const detector = { name: 'fixed', detect: async () => faces, dispose: () => undefined };
    const project = await start({ detector });
    for (const name of ['a.jpg', 'b.jpg']) {
      await expect.poll(async () => (await pictureOf(project, name)).proposals).toBe('done');
    }
    await decide(project, 'a.jpg', (state) => accept(state, 'p0', 'mask'));
    await project.close();
    expect(await readFile(place.path('annotations', 'a.xml'), 'utf8')).toBe(
      formatVoc({
        ...imageOf('a', [
          { box: faces[0]!.box, label: 'mask' },
          { box: faces[1]!.box, label: 'face', score: 0.8 },
        ]),
        isVerified: false,
      }),
    );
    await expect(readFile(place.path('annotations', 'b.xml'))).rejects.toThrow('ENOENT');
    // looked at once: the journal has what was found
    const again = await start({
      detector: { ...detector, detect: () => Promise.reject(new Error('asked again')) },
    });
    expect((await pictureOf(again, 'b.jpg')).state.boxes).toHaveLength(2);
  });

  it('puts nothing behind a link out of the folder', async () => {
    await writePictures(place.path('set'), ['images/a.jpg']);
    await mkdir(place.path('elsewhere'));
    await symlink(place.path('elsewhere'), place.path('set', 'annotations'));
    const project = await start({ folder: place.path('set') });
    await decide(project, 'a.jpg', (state) => draw(state, face('b', 'mask')));
    await expect(project.flush()).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(project.progress().files).toMatchObject({ pending: 1, error: { code: 'WRITE_FAILED' } });
    await expect(readFile(place.path('elsewhere', 'a.xml'))).rejects.toThrow('ENOENT');
  });
});

describe('a file that somebody else changes', () => {
  const theirs = (label: string) => formatVoc(imageOf('a', [{ box, label }]));

  it('is taken in while nothing of ours is on its way, as something that can be undone', async () => {
    await writeFixture('voc');
    const folder = place.path('set');
    const file = place.path('set', 'annotations', 'a.xml');
    const project = await start({ folder });
    await decide(project, 'a.jpg', (state) => setVerified(state, true));
    await project.flush();
    await writeFile(file, theirs('no-mask'));
    expect((await pictureOf(project, 'a.jpg')).state).toMatchObject({
      boxes: [{ label: 'no-mask' }],
      verified: null,
    });
    await undo(project);
    expect((await pictureOf(project, 'a.jpg')).state).toMatchObject({
      boxes: [{ label: 'mask' }],
      verified: true,
    });
    await project.close();
    await writeFile(file, theirs('visor'));
    const again = await start({ folder });
    expect((await pictureOf(again, 'a.jpg')).state.boxes).toMatchObject([{ label: 'visor' }]);
  });

  it('is not taken for changed after writing it has failed any number of times', async () => {
    await writeFixture('voc');
    const folder = place.path('set');
    const project = await start({ folder });
    await decide(project, 'a.jpg', (state) => setVerified(state, true));
    await project.close();
    const journal = join(folder, '.maskpred', 'labels.jsonl');
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    const written = JSON.parse(lines.findLast((line) => line.includes('"t":"file"'))!) as { hash: string };
    const failed = ['1', '2', '3'].map((hash) => JSON.stringify({ ...written, was: written.hash, hash }));
    await appendFile(journal, failed.map((line) => `${line}\n`).join(''));
    const again = await start({ folder });
    await decide(again, 'a.jpg', (state) => move(state, 'f0', { ...box, x: 1 }));
    await again.flush();
    expect(again.progress()).toMatchObject({ conflicts: [], files: { pending: 0, error: null } });
    expect(await readFile(join(folder, 'annotations', 'a.xml'), 'utf8')).toContain('<xmin>1</xmin>');
  });

  it.each(['mine', 'theirs'] as const)(
    'is a conflict while something is, until somebody keeps %s',
    async (keep) => {
      await writeFixture('voc');
      const file = place.path('set', 'annotations', 'a.xml');
      const project = await start({ folder: place.path('set') });
      await decide(project, 'a.jpg', (state) => move(state, 'f0', { ...box, x: 1 }));
      await writeFile(file, theirs('no-mask'));
      await project.flush();
      expect(await readFile(file, 'utf8')).toBe(theirs('no-mask'));
      const picture = await pictureOf(project, 'a.jpg');
      expect(picture.conflict).toMatchObject({
        file: 'annotations/a.xml',
        pictures: [picture.id],
        canTakeTheirs: true,
        theirs: { boxes: [{ label: 'no-mask' }] },
      });
      await project.resolve({ client: 'test', file: 'annotations/a.xml', keep });
      const after = await pictureOf(project, 'a.jpg');
      expect([after.conflict, after.hasConflict]).toEqual([null, false]);
      expect(after.state.boxes).toMatchObject([
        keep === 'mine' ? { box: { x: 1 }, label: 'mask' } : { box, label: 'no-mask' },
      ]);
      const [annotation] = (await readDataset(place.path('set'))).dataset.images[0]!.annotations;
      expect(annotation).toMatchObject(keep === 'mine' ? { label: 'mask' } : { label: 'no-mask' });
      await undo(project);
      expect((await pictureOf(project, 'a.jpg')).state.boxes).toMatchObject([
        { box: keep === 'mine' ? box : { x: 1 } },
      ]);
    },
  );

  it('is a conflict of all its pictures where they are in one file', async () => {
    await writeFixture('coco');
    const file = place.path('set', 'annotations.json');
    const project = await start({ folder: place.path('set') });
    await decide(project, 'a.jpg', (state) => relabel(state, state.boxes[0]!.id, 'no-mask'));
    const changed = (await readFile(file, 'utf8')).replace('"bbox":[8,6,20,24]', '"bbox":[9,6,20,24]');
    await writeFile(file, changed);
    await project.flush();
    expect(await readFile(file, 'utf8')).toBe(changed);
    expect(project.progress().conflicts).toMatchObject([{ file: 'annotations.json', canTakeTheirs: true }]);
    await project.resolve({ client: 'test', file: 'annotations.json', keep: 'theirs' });
    expect((await pictureOf(project, 'a.jpg')).state.boxes).toMatchObject([{ box: { x: 9 }, label: 'mask' }]);
  });

  it('while maskpred was away is a conflict with what was decided and not written', async () => {
    await writeFixture('voc');
    const file = place.path('set', 'annotations', 'a.xml');
    const project = await start({ folder: place.path('set') });
    await decide(project, 'a.jpg', (state) => relabel(state, 'f0', 'no-mask'));
    const journal = await readFile(place.path('set', '.maskpred', 'labels.jsonl'));
    await project.close();
    // as a crash between the answer and the writing leaves it
    await writeFile(place.path('set', '.maskpred', 'labels.jsonl'), journal);
    await writeFile(file, theirs('visor'));
    const again = await start({ folder: place.path('set') });
    expect(again.progress().conflicts).toMatchObject([{ file: 'annotations/a.xml' }]);
    expect((await pictureOf(again, 'a.jpg')).state.boxes).toMatchObject([{ label: 'no-mask' }]);
  });
});
