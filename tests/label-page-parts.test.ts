import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  besideBox,
  growBox,
  nudgeBox,
  settleBox,
  SMALLEST_SIDE,
} from '../packages/dataset/page/src/boxes/edit-box.js';
import {
  fitBox,
  fitPicture,
  pan,
  revealBox,
  type Viewport,
  zoomAt,
} from '../packages/dataset/page/src/boxes/viewport.js';
import { keyName, type KeyPress } from '../packages/dataset/page/src/keyboard/key-name.js';
import { moveCursor, targetsOf, toggleSelected } from '../packages/dataset/page/src/model/faces.js';
import {
  filterPictures,
  neighbour,
  nextProposed,
  nextUndecided,
} from '../packages/dataset/page/src/model/pictures.js';
import { rebase } from '../packages/dataset/page/src/model/reapply.js';
import { INITIAL_STATE } from '../packages/dataset/page/src/model/state.js';
import { rowsInView, scrollToRow } from '../packages/dataset/page/src/ui/virtual-rows.js';
import type { FaceItem, PictureSummary } from '../packages/dataset/src/label/protocol.js';
import { applyChange } from '../packages/dataset/src/label/state/apply-change.js';
import { relabel } from '../packages/dataset/src/label/state/decide.js';
import type { LabelBox, PictureState } from '../packages/dataset/src/label/state/picture-state.js';

const PICTURE = { width: 640, height: 480 };
const STAGE = { width: 900, height: 600 };
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const near = (value: number) => expect.closeTo(value, 6);

describe('the viewport', () => {
  const views = fc.record({
    scale: fc.double({ min: 0.8, max: 30, noNaN: true }),
    x: fc.double({ min: -500, max: 500, noNaN: true }),
    y: fc.double({ min: -500, max: 500, noNaN: true }),
  });

  it('fits a picture in the middle, and enlarges a small one four times at most', () => {
    const view = fitPicture(PICTURE, STAGE);
    expect(view.x * 2 + PICTURE.width * view.scale).toBeCloseTo(STAGE.width);
    expect(view.y).toBeGreaterThanOrEqual(0);
    expect(fitPicture({ width: 10, height: 10 }, STAGE).scale).toBe(4);
  });

  it('zooms to a face and brings it to the middle', () => {
    const face = box(600, 20, 12, 16);
    const view = fitBox(face, PICTURE, STAGE);
    expect(view.x + (face.x + 6) * view.scale).toBeCloseTo(STAGE.width / 2);
    expect(16 * view.scale).toBeCloseTo(0.45 * STAGE.height);
  });

  it('keeps what is under the pointer there while it zooms', () => {
    const fitted = fitPicture(PICTURE, STAGE);
    const centre = { x: 400, y: 300 };
    const under = (view: Viewport) => (centre.x - view.x) / view.scale;
    const zoomed = zoomAt(fitted, 3, centre, PICTURE, STAGE);
    expect(zoomed.scale).toBeCloseTo(fitted.scale * 3);
    expect(under(zoomed)).toBeCloseTo(under(fitted));
  });

  it('never loses the picture, however it is moved', () => {
    fc.assert(
      fc.property(
        views,
        fc.integer({ min: -9999, max: 9999 }),
        fc.integer({ min: -9999, max: 9999 }),
        (view, dx, dy) => {
          const { scale, x, y } = pan(view, dx, dy, PICTURE, STAGE);
          expect(x).toBeLessThanOrEqual(STAGE.width - 60);
          expect(x + PICTURE.width * scale).toBeGreaterThanOrEqual(60 - 1e-6);
          expect(y).toBeLessThanOrEqual(STAGE.height - 60);
          expect(y + PICTURE.height * scale).toBeGreaterThanOrEqual(60 - 1e-6);
        },
      ),
    );
  });

  it('moves only as far as shows a box, and not at all when it is in view', () => {
    const view = { scale: 2, x: 0, y: 0 };
    expect(revealBox(view, box(10, 10, 20, 20), PICTURE, STAGE)).toBe(view);
    expect(revealBox(view, box(600, 10, 20, 20), PICTURE, STAGE)).toEqual({ scale: 2, x: near(-340), y: 0 });
  });
});

describe('editing a box', () => {
  const boxes = fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 440 })).chain(([x, y]) =>
    fc.record({
      x: fc.constant(x),
      y: fc.constant(y),
      width: fc.integer({ min: SMALLEST_SIDE, max: 640 - x }),
      height: fc.integer({ min: SMALLEST_SIDE, max: 480 - y }),
    }),
  );
  const steps = fc.integer({ min: -50, max: 50 });
  const expectInside = ({ x, y, width, height }: ReturnType<typeof box>) => {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(640);
    expect(y + height).toBeLessThanOrEqual(480);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(SMALLEST_SIDE);
  };

  it('rounds the edges, clips to the picture, and drops a slip of the hand', () => {
    expect(settleBox(box(10.4, 10.6, 20.2, 20), PICTURE)).toEqual(box(10, 11, 21, 20));
    expect(settleBox(box(-10, -10, 30, 30), PICTURE)).toEqual(box(0, 0, 20, 20));
    expect(settleBox(box(10, 10, 200, 2), PICTURE)).toBeUndefined();
    expect(settleBox(box(700, 10, 20, 20), PICTURE)).toBeUndefined();
  });

  it('stays inside the picture whatever is pressed; moving keeps its size', () => {
    fc.assert(
      fc.property(boxes, steps, steps, (start, dx, dy) => {
        const moved = nudgeBox(start, dx, dy, PICTURE);
        expectInside(moved);
        expect([moved.width, moved.height]).toEqual([start.width, start.height]);
        expectInside(growBox(start, dx, dy, PICTURE));
      }),
    );
  });

  it('puts a duplicate where it is seen', () => {
    expect(besideBox(box(10, 10, 100, 50), PICTURE)).toEqual(box(20, 15, 100, 50));
    expect(besideBox(box(540, 430, 100, 50), PICTURE)).toEqual(box(530, 425, 100, 50));
  });
});

describe('names of keys', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  it.each([
    ['d', press('d')],
    ['d', press('D')],
    ['Space', press(' ')],
    ['Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true })],
    ['Ctrl+Shift+z', press('Z', { ctrlKey: true, shiftKey: true })],
    ['Ctrl+z', press('z', { metaKey: true })],
    ['?', press('?', { shiftKey: true, code: 'Minus' })],
    ['+', press('+', { shiftKey: true })],
    ['1', press('&', { code: 'Digit1' })],
    ['1', press('1', { code: 'Numpad1' })],
  ])('calls it %s', (name, event) => expect(keyName(event)).toBe(name));
});

describe('long lists', () => {
  it('draws what is in view and a little more, also of an empty list', () => {
    expect(rowsInView(0, 400, 40, 0)).toEqual({ first: 0, end: 0 });
    expect(rowsInView(4000, 400, 40, 10_000)).toEqual({ first: 94, end: 116 });
    expect(rowsInView(399_600, 400, 40, 10_000).end).toBe(10_000);
  });

  it('scrolls no further than is needed', () => {
    expect(scrollToRow(5, 0, 400, 40)).toBe(0);
    expect(scrollToRow(20, 0, 400, 40)).toBe(440);
    expect(scrollToRow(2, 440, 400, 40)).toBe(80);
  });
});

describe('the list of pictures', () => {
  const picture = (id: string, phase: PictureSummary['phase'], labels: string[] = []): PictureSummary => ({
    id,
    name: `images/${id}.jpg`,
    phase,
    labels,
    decided: 0,
    proposed: 0,
    revision: '0',
    hasConflict: id === 'd',
  });
  const list = [
    picture('a', 'labelled', ['mask']),
    picture('b', 'todo'),
    picture('c', 'broken'),
    picture('d', 'proposed'),
  ];
  const ids = (
    phase: Parameters<typeof filterPictures>[1]['phase'],
    search = '',
    label: string | null = null,
  ) => filterPictures(list, { phase, label, search }, null).map(({ id }) => id);

  it('is filtered by state, label and name', () => {
    expect(filterPictures([], INITIAL_STATE.filter, null)).toEqual([]);
    expect(ids('all')).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('undecided')).toEqual(['b', 'd']);
    expect(ids('done')).toEqual(['a']);
    expect(ids('conflict')).toEqual(['d']);
    expect(ids('all', 'IMAGES/C')).toEqual(['c']);
    expect(ids('all', '', 'mask')).toEqual(['a']);
  });

  it('keeps the picture that is worked on in view', () => {
    expect(filterPictures(list, { phase: 'todo', label: null, search: '' }, 'a').map(({ id }) => id)).toEqual(
      ['a', 'b'],
    );
  });

  it('goes on to what is undecided, from the start again after the end, and never to what cannot be read', () => {
    expect(nextUndecided(list, 'b')).toBe('d');
    expect(nextUndecided(list, 'd')).toBe('b');
    expect(nextUndecided([list[0]!, list[2]!], 'a')).toBeUndefined();
    expect(neighbour(list, 'd', 1)).toBeUndefined();
    expect(neighbour(list, 'b', -1)).toBe('a');
  });

  it('goes to the next proposal of a picture', () => {
    const labelled = (id: string, score?: number): LabelBox => ({
      id,
      box: box(0, 0, 9, 9),
      label: 'mask',
      ...(score === undefined ? {} : { score }),
    });
    const state: PictureState = {
      boxes: [labelled('f0', 0.9), labelled('f1'), labelled('f2', 0.8)],
      label: null,
      verified: null,
    };
    expect(nextProposed(state, null)).toBe('f0');
    expect(nextProposed(state, 'f0')).toBe('f2');
    expect(nextProposed(state, 'f2')).toBe('f0');
    expect(nextProposed({ ...state, boxes: [labelled('f1')] }, 'f1')).toBeNull();
  });
});

describe('the grid', () => {
  const face = (index: number): FaceItem => ({
    picture: `p${index}`,
    box: 'f0',
    name: `p${index}.jpg`,
    label: 'mask',
    isDecided: false,
    guess: null,
    disagrees: false,
    revision: '0',
    state: null,
    verified: null,
  });
  const faces = {
    ...INITIAL_STATE.faces,
    items: Array.from({ length: 6 }, (_, index) => face(index)),
    total: 6,
  };

  it('gives a label to the face under the cursor, a run, or single ones', () => {
    expect(targetsOf(INITIAL_STATE.faces)).toEqual([]);
    expect(targetsOf(faces)).toEqual([0]);
    const run = moveCursor(moveCursor(faces, 4, false), 2, true);
    expect(targetsOf(run)).toEqual([2, 3, 4]);
    expect(targetsOf(toggleSelected(run, 3))).toEqual([2, 4]);
    expect(targetsOf(moveCursor(run, 99, false))).toEqual([5]);
  });
});

describe('decisions that came too late', () => {
  const labelled = (label: string): LabelBox => ({ id: 'f0', box: box(1, 2, 30, 40), label });
  const state = (...boxes: LabelBox[]): PictureState => ({ boxes, label: null, verified: null });

  it('are made once more on what the picture is now', () => {
    const { change } = relabel(state(labelled('mask')), 'f0', 'no-mask')!;
    const now = state({ ...labelled('not-face'), id: 'f0', difficult: true });
    expect(applyChange(now, change)).toBeUndefined();
    expect(applyChange(now, rebase(change, now))).toEqual(state(labelled('no-mask')));
    expect(applyChange(state(), rebase(change, state()))).toEqual(state(labelled('no-mask')));
  });
});
