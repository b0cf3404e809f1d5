import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCropRecord, parseCropRecords } from '../../crop-record.js';
import { formatSplit, parseSplit } from '../../split/split-file.js';
import {
  commandFor,
  createWorkplace,
  decide,
  pictureOf,
  undo,
  type Workplace,
  writePictures,
} from '../__fixtures__/scenes.js';
import type { LabelProject } from '../project/label-project.js';
import { openLabelProject, type OpenLabelProjectOptions } from '../project/open-label-project.js';
import { labelCrop } from '../state/decide.js';
import { targetOf } from './crop-names.js';

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
const list = async () =>
  (await readdir(place.folder, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();

describe('targetOf', () => {
  it('keeps the name where it is free, and numbers it where it is not', () => {
    const taken = new Set(['no-mask/a.jpg', 'no-mask/a-2.jpg']);
    expect(targetOf('mask/b.jpg', 'no-mask', (path) => taken.has(path))).toBe('no-mask/b.jpg');
    expect(targetOf('mask/a.jpg', 'no-mask', (path) => taken.has(path))).toBe('no-mask/a-3.jpg');
    expect(targetOf('mask/deep/a.tar.jpg', 'x', () => false)).toBe('x/deep/a.tar.jpg');
  });
});

describe('a journal that came with the pictures', () => {
  const header = { t: 'header', format: 'maskpred-labels', version: 1, id: 'one' };
  const state = { boxes: [], label: 'no-mask', verified: null };
  const secret = {
    t: 'base',
    picture: 'p',
    name: '../secret.jpg',
    width: 9,
    height: 9,
    state,
    file: null,
    hash: null,
  };
  it.each<[string, object]>([
    ['a picture', secret],
    ['a picture by its whole path', { ...secret, name: '/etc/hostname' }],
    ['an annotation file', { ...secret, name: 'mask/a.jpg', file: 'x/../../b.xml' }],
    ['a file that was written', { t: 'file', file: '../b.xml', hash: null, seq: 1 }],
    ['the place of a move', { t: 'move', picture: 'p', from: 'mask/a.jpg', to: 'mask/../../a.jpg' }],
  ])('names nothing beside the folder: %s', async (_, entry) => {
    const folder = place.path('set');
    await writePictures(folder, ['mask/a.jpg', '../secret.jpg']);
    await mkdir(place.path('set/.maskpred'));
    const lines = [header, entry].map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(place.path('set/.maskpred/labels.jsonl'), lines.join(''));
    await expect(start({ folder })).rejects.toMatchObject({
      code: 'ANNOTATION_PARSE_FAILED',
      message: expect.stringContaining('labels.jsonl:2') as string,
    });
    expect(await list()).toEqual(['secret.jpg', 'set/mask/a.jpg']);
  });
});

describe('sorting faces', () => {
  it('opens label folders as faces, each with the label of its folder', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'no-mask/b.jpg']);
    const project = await start();
    expect(project.info()).toMatchObject({ layout: 'image-folder', mode: 'faces' });
    const { items } = project.listFaces({ filter: 'undecided', order: 'name', offset: 0, limit: 10 });
    expect(items).toMatchObject([
      { box: 'whole', name: 'mask/a.jpg', label: 'mask', isDecided: false },
      { box: 'whole', name: 'no-mask/b.jpg', label: 'no-mask' },
    ]);
    await expect(start({ mode: 'boxes' })).rejects.toMatchObject({ code: 'FOLDER_LOCKED' });
  });

  it('moves a face into the folder of its label, makes that, removes the one that is empty, and undoes all of it', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'no-mask/b.jpg']);
    const project = await start();
    await decide(project, 'a.jpg', (state) => labelCrop(state, 'not-face'));
    await project.flush();
    expect(await list()).toEqual(['no-mask/b.jpg', 'not-face/a.jpg']);
    expect(await readdir(place.folder)).not.toContain('mask');
    expect(await pictureOf(project, 'a.jpg')).toMatchObject({
      name: 'not-face/a.jpg',
      phase: 'verified',
      decided: 1,
    });
    await undo(project);
    await project.close();
    expect(await list()).toEqual(['mask/a.jpg', 'no-mask/b.jpg']);
  });

  it('puts no face in the place of another', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'no-mask/a.jpg', 'visor/a.jpg']);
    const project = await start();
    const { items } = project.listPictures({ filter: 'all', offset: 0, limit: 10 });
    const commands = items
      .filter(({ name }) => !name.startsWith('no-mask'))
      .map((item) =>
        commandFor(item, labelCrop({ boxes: [], label: item.labels[0]!, verified: null }, 'no-mask')!, {
          group: 'g',
        }),
      );
    const { results } = await project.run({ client: 'test', commands });
    expect(results.map(({ status }) => status)).toEqual(['saved', 'saved']);
    await project.flush();
    expect(await list()).toEqual(['no-mask/a-2.jpg', 'no-mask/a-3.jpg', 'no-mask/a.jpg']);
    await undo(project);
    await project.close();
    expect((await list()).map((name) => name.split('/')[0])).toEqual(['mask', 'no-mask', 'visor']);
  });

  it('is known again after a restart, wherever a face was moved to, also when the journal was cut before the move', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'mask/b.jpg']);
    const first = await start();
    await decide(first, 'a.jpg', (state) => labelCrop(state, 'no-mask'));
    await first.close();
    await writePictures(place.folder, ['mask/a.jpg']); // another face takes the place
    const second = await start();
    const names = second.listPictures({ filter: 'all', offset: 0, limit: 10 }).items;
    expect(names.map(({ name, phase }) => [name, phase])).toEqual([
      ['mask/a.jpg', 'todo'],
      ['mask/b.jpg', 'todo'],
      ['no-mask/a.jpg', 'verified'],
    ]);
    await decide(second, 'b.jpg', (state) => labelCrop(state, 'no-mask'));
    await second.close();
    // as a crash between the word of the move and the move leaves it
    await rename(place.path('no-mask', 'b.jpg'), place.path('mask', 'b.jpg'));
    await (await start()).close();
    expect(await list()).toEqual(['mask/a.jpg', 'no-mask/a.jpg', 'no-mask/b.jpg']);
  });

  it('tells the files beside the faces where they went', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'no-mask/b.jpg']);
    const record = (fileName: string) => ({
      fileName,
      label: fileName.split('/')[0]!,
      source: 's.jpg',
      box: { x: 1, y: 1, width: 5, height: 5 },
    });
    const records = ['mask/a.jpg', 'no-mask/b.jpg'].map(record);
    await writeFile(place.path('crops.jsonl'), records.map(formatCropRecord).join(''));
    const entry = (id: string) => ({ id, group: 'g', label: id.split('/')[0]!, part: 'val' });
    await writeFile(place.path('split.json'), formatSplit(['mask/a.jpg', 'no-mask/b.jpg'].map(entry)));
    const project = await start();
    await decide(project, 'a.jpg', (state) => labelCrop(state, 'no-mask'));
    await decide(project, 'a.jpg', (state) => labelCrop(state, 'not-face'));
    await project.close();
    const moved = ['not-face/a.jpg', 'no-mask/b.jpg'];
    expect(parseCropRecords(await readFile(place.path('crops.jsonl'), 'utf8'))).toEqual(moved.map(record));
    expect(parseSplit(await readFile(place.path('split.json'), 'utf8'))).toEqual(moved.map(entry));
  });

  it('shows the most uncertain first, and where the guess is another', async () => {
    await writePictures(place.folder, ['mask/a.jpg', 'mask/b.jpg', 'mask/c.jpg']);
    const scores = [0.9, 0.55, 0.7];
    let asked = 0;
    const project = await start({
      classifier: async () => ({
        labels: ['mask', 'no-mask'],
        classify: async (faces) =>
          faces.map(() => {
            const score = scores[asked++]!;
            return [
              { label: score > 0.8 ? 'no-mask' : 'mask', score },
              { label: 'other', score: 1 - score },
            ];
          }),
        dispose: () => undefined,
      }),
    });
    const faces = (filter: 'all' | 'disagreement') =>
      project.listFaces({ filter, order: 'uncertain', offset: 0, limit: 10 }).items.map(({ name }) => name);
    await expect.poll(() => faces('all')).toEqual(['mask/b.jpg', 'mask/c.jpg', 'mask/a.jpg']);
    expect(faces('disagreement')).toEqual(['mask/a.jpg']);
    await decide(project, 'b.jpg', (state) => labelCrop(state, 'mask'));
    expect(faces('all')).toEqual(['mask/c.jpg', 'mask/a.jpg', 'mask/b.jpg']);
  });
});
