import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatVoc, parseVoc } from '../../formats/voc.js';
import {
  commandFor,
  createWorkplace,
  decide,
  face,
  pictureOf,
  redo,
  SIZE,
  undo,
  type Workplace,
  writePictures,
} from '../__fixtures__/scenes.js';
import type { LabelEvent } from '../protocol.js';
import { applyChange } from '../state/apply-change.js';
import { draw, type DraftDecision, relabel, remove, setDifficult, setVerified } from '../state/decide.js';
import { EMPTY_STATE, type PictureState } from '../state/picture-state.js';
import type { LabelProject } from './label-project.js';
import { openLabelProject, type OpenLabelProjectOptions } from './open-label-project.js';

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
const read = (...parts: string[]) => readFile(place.path(...parts), 'utf8');
const stateOf = async (project: LabelProject, name: string) => (await pictureOf(project, name)).state;

describe('openLabelProject', () => {
  it('refuses a folder without pictures, and writes nothing into it', async () => {
    await mkdir(place.path('empty'));
    await expect(openLabelProject({ folder: place.path('empty') })).rejects.toMatchObject({
      code: 'EMPTY_SPLIT',
    });
    await expect(openLabelProject({ folder: place.path('none') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(read('empty', '.maskpred', 'labels.jsonl')).rejects.toThrow('ENOENT');
  });

  it('is one at a time', async () => {
    await writePictures(place.folder, ['a.jpg']);
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'FOLDER_LOCKED' });
    await first.close();
    await start();
  });

  it('says of a picture that does not decode that it does not, and goes on', async () => {
    await writePictures(place.folder, ['a.jpg']);
    await writeFile(place.path('b.jpg'), 'no picture');
    const project = await start();
    const broken = await pictureOf(project, 'b.jpg');
    expect(broken).toMatchObject({ phase: 'broken', problem: { code: 'IMAGE_DECODE_FAILED' } });
    const { results } = await project.run({
      client: 'test',
      commands: [commandFor(broken, draw(EMPTY_STATE, face('x', 'mask')))],
    });
    expect(results).toMatchObject([{ status: 'refused', error: { code: 'IMAGE_DECODE_FAILED' } }]);
    await expect(project.image(broken.id, '512')).rejects.toMatchObject({ code: 'IMAGE_DECODE_FAILED' });
    expect((await pictureOf(project, 'a.jpg')).phase).toBe('todo');
  });

  it('follows no link out of the folder', async () => {
    await writePictures(place.path('in'), ['a.jpg']);
    await writePictures(place.path('out'), ['b.jpg', 'c.jpg']);
    await symlink(place.path('out', 'b.jpg'), place.path('in', 'b.jpg'));
    await symlink(place.path('out'), place.path('in', 'more'));
    const project = await start({ folder: place.path('in'), mode: 'boxes' });
    for (const name of ['b.jpg', 'c.jpg']) {
      const picture = await pictureOf(project, name);
      expect(picture).toMatchObject({ phase: 'broken', problem: { code: 'ADDRESS_FORBIDDEN' } });
      await expect(project.image(picture.id, 'original')).rejects.toMatchObject({
        code: 'ADDRESS_FORBIDDEN',
      });
      await expect(project.crop(picture.id, 'whole', 96)).rejects.toMatchObject({
        code: 'ADDRESS_FORBIDDEN',
      });
    }
  });

  it('opens the picture that is named, and refuses one that is not there', async () => {
    await writePictures(place.folder, ['images/a.jpg', 'images/b.jpg']);
    for (const name of ['images/b.jpg', 'b.jpg', 'b', place.path('images', 'b.jpg')]) {
      const project = await start({ open: name });
      expect(project.info().open?.picture, name).toBe((await pictureOf(project, 'b.jpg')).id);
      await project.close();
    }
    await expect(start({ open: 'c' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('a decision', () => {
  it('is in the journal when it is answered, in the file when it is flushed, and gone when it is undone', async () => {
    await writePictures(place.folder, ['images/a.jpg']);
    const project = await start();
    await decide(project, 'a.jpg', (state) => draw(state, face('b1', 'mask')));
    expect(await read('.maskpred', 'labels.jsonl')).toContain('"id":"b1"');
    await project.flush();
    const image = { id: 'a', fileName: 'a.jpg', ...SIZE };
    const annotations = [{ box: face('', '').box, label: 'mask' }];
    expect(await read('annotations', 'a.xml')).toBe(formatVoc({ ...image, annotations }));
    await undo(project);
    await project.flush();
    await expect(read('annotations', 'a.xml')).rejects.toThrow('ENOENT');
    await redo(project);
    await decide(project, 'a.jpg', (state) => setDifficult(state, 'b1', true));
    await decide(project, 'a.jpg', (state) => setVerified(state, true));
    await project.close();
    expect(await read('annotations', 'a.xml')).toBe(
      formatVoc({ ...image, annotations: [{ ...annotations[0]!, difficult: true }], isVerified: true }),
    );
  });

  it('is saved once, however often it is sent', async () => {
    await writePictures(place.folder, ['a.jpg']);
    const project = await start();
    const command = commandFor(await pictureOf(project, 'a.jpg'), draw(EMPTY_STATE, face('b1', 'mask')));
    const batch = { client: 'test', commands: [command, command] };
    for (let i = 0; i < 2; i++) {
      expect((await project.run(batch)).results.map(({ status }) => status)).toEqual(['saved', 'saved']);
    }
    expect((await stateOf(project, 'a.jpg')).boxes).toHaveLength(1);
    expect((await undo(project)).undo).toBeNull();
  });

  it('can be one of a chain that is sent at once', async () => {
    await writePictures(place.folder, ['a.jpg']);
    const project = await start();
    const picture = await pictureOf(project, 'a.jpg');
    const first = commandFor(picture, draw(EMPTY_STATE, face('b1', 'mask')));
    const state = applyChange(EMPTY_STATE, first.change)!;
    const second = commandFor({ ...picture, revision: first.id }, relabel(state, 'b1', 'no-mask')!);
    const undone = { type: 'undo' as const, id: 'undo-1', of: second.id };
    const third = commandFor({ ...picture, revision: 'undo-1' }, remove(state, 'b1')!);
    const { results } = await project.run({ client: 'test', commands: [first, second, undone, third] });
    expect(results.map(({ status }) => status)).toEqual(['saved', 'saved', 'saved', 'saved']);
    expect((await stateOf(project, 'a.jpg')).boxes).toEqual([]);
  });

  it('of another tab that came first makes this one stale, with the present state', async () => {
    await writePictures(place.folder, ['a.jpg']);
    const project = await start();
    const events: LabelEvent[] = [];
    project.subscribe((event) => events.push(event));
    const picture = await pictureOf(project, 'a.jpg');
    const [one, two] = ['b1', 'b2'].map((id) => commandFor(picture, draw(EMPTY_STATE, face(id, 'mask'))));
    await project.run({ client: 'first', commands: [one!] });
    const { results } = await project.run({ client: 'second', commands: [two!] });
    expect(results).toMatchObject([{ status: 'stale', pictures: [{ state: { boxes: [{ id: 'b1' }] } }] }]);
    expect(events.filter(({ type }) => type === 'changed')).toMatchObject([
      { client: 'first', cause: 'commands', pictures: [{ summary: { revision: one!.id } }] },
    ]);
  });

  it('is refused with a label that there is not, a box outside, and of a picture that there is not', async () => {
    await writePictures(place.folder, ['a.jpg']);
    const project = await start({ labels: ['mask'] });
    const picture = await pictureOf(project, 'a.jpg');
    const commands = [
      commandFor(picture, draw(EMPTY_STATE, face('b1', 'hat'))),
      commandFor(picture, draw(EMPTY_STATE, face('b1', 'mask', 64, 0))),
      commandFor({ ...picture, id: 'none' }, draw(EMPTY_STATE, face('b1', 'mask'))),
      commandFor(picture, { kind: 'label-crop', change: { label: { before: 'a', after: 'b' } } }),
    ];
    const { results } = await project.run({ client: 'test', commands });
    expect(results).toMatchObject([
      { status: 'refused', error: { code: 'UNKNOWN_LABEL' } },
      { status: 'refused', error: { code: 'INVALID_ARGUMENT' } },
      { status: 'refused', error: { code: 'NOT_FOUND' } },
      { status: 'stale' },
    ]);
  });

  it('of a group is undone with the group, in one step', async () => {
    await writePictures(place.folder, ['a.jpg', 'b.jpg']);
    const project = await start();
    const commands = await Promise.all(
      ['a.jpg', 'b.jpg'].map(async (name) =>
        commandFor(await pictureOf(project, name), draw(EMPTY_STATE, face('x', 'mask')), { group: 'g' }),
      ),
    );
    const answer = await project.run({ client: 'test', commands });
    expect(answer.undo).toMatchObject({ of: 'g', kind: 'draw', pictures: 2 });
    const stale = await project.run({
      client: 'test',
      commands: [{ type: 'undo', id: 'u0', of: commands[0]!.id }],
    });
    expect(stale.results).toMatchObject([{ status: 'stale' }]);
    const undone = await undo(project);
    expect(undone.results[0]).toMatchObject({
      pictures: [{ summary: { name: 'a.jpg' } }, { summary: { name: 'b.jpg' } }],
    });
    for (const name of ['a.jpg', 'b.jpg']) expect((await stateOf(project, name)).boxes).toEqual([]);
  });
});

const NAMES = ['a.jpg', 'b.jpg', 'c.jpg'];
type Step =
  | { readonly type: 'undo' | 'redo' | 'restart' }
  | { readonly type: 'decide'; readonly at: number; readonly what: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ type: fc.constant('decide' as const), at: fc.nat(2), what: fc.nat(999) }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('undo' as const, 'redo' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
  ),
  { minLength: 5, maxLength: 30 },
);

/** A decision that fits a state, chosen by a number. */
function choose(state: PictureState, what: number, number: number): DraftDecision | undefined {
  const id = state.boxes[what % (state.boxes.length || 1)]?.id ?? '';
  const labels = ['mask', 'no-mask', 'not-face'];
  const choices = [
    () => draw(state, face(`b${number}`, labels[what % 3]!, what % 40, what % 30)),
    () => draw(state, face(`b${number}`, labels[what % 3]!, what % 50, what % 20)),
    () => relabel(state, id, labels[(what >> 2) % 3]!),
    () => remove(state, id),
    () => setDifficult(state, id, what % 2 === 0),
    () => setVerified(state, what % 2 === 0),
  ];
  return choices[what % choices.length]!();
}

describe('any sequence of decisions, undo, redo and restarts', () => {
  it('leads to what a list of states says, in the project and in the files', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence: readonly Step[]) => {
        const folder = place.path(`run-${run++}`);
        await writePictures(folder, NAMES);
        let project = await start({ folder });
        const past: PictureState[][] = [];
        let future: PictureState[][] = [];
        let now: PictureState[] = NAMES.map(() => EMPTY_STATE);
        for (const [number, step] of sequence.entries()) {
          if (step.type === 'restart') {
            await project.close();
            project = await start({ folder });
          } else if (step.type === 'decide') {
            const name = NAMES[step.at]!;
            const decision = choose(now[step.at]!, step.what, number);
            if (!decision) continue;
            await decide(project, name, () => decision);
            past.push(now);
            future = [];
            now = now.with(step.at, applyChange(now[step.at]!, decision.change)!);
          } else {
            const [from, to] = step.type === 'undo' ? [past, future] : [future, past];
            const next = from.pop();
            await (step.type === 'undo' ? undo : redo)(project);
            if (!next) continue;
            to.push(now);
            now = next;
          }
        }
        const states = await Promise.all(NAMES.map((name) => stateOf(project, name)));
        expect(states).toEqual(now);
        await project.close();
        for (const [index, name] of NAMES.entries()) {
          const { boxes, verified } = now[index]!;
          const file = place.path(
            folder.slice(place.folder.length + 1),
            'annotations',
            name.replace('.jpg', '.xml'),
          );
          if (boxes.length === 0 && verified !== true) {
            await expect(readFile(file)).rejects.toThrow('ENOENT');
            continue;
          }
          const { annotations, isVerified } = parseVoc(await readFile(file, 'utf8'));
          expect(annotations).toEqual(boxes.map(({ id: _id, ...rest }) => rest));
          expect(isVerified ?? null).toBe(verified);
        }
        await rm(folder, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });
});
