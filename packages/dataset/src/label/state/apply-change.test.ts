import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, changeBetween, invertChange, isEmptyChange } from './apply-change.js';
import {
  accept,
  acceptedLabel,
  both,
  draw,
  labelCrop,
  relabel,
  remove,
  setDifficult,
  setVerified,
} from './decide.js';
import { EMPTY_STATE, type LabelBox, type PictureState } from './picture-state.js';
import { phaseOf } from './progress-state.js';

const box = (id: string, label = 'mask', score?: number): LabelBox => ({
  id,
  box: { x: 1, y: 2, width: 3, height: 4 },
  label,
  ...(score === undefined ? {} : { score }),
});
const stateOf = (...boxes: LabelBox[]): PictureState => ({ ...EMPTY_STATE, boxes });

describe('applyChange', () => {
  it('changes nothing by an empty change', () => {
    expect(applyChange(EMPTY_STATE, {})).toEqual(EMPTY_STATE);
    expect(isEmptyChange({})).toBe(true);
  });

  it('refuses what was made for another state', () => {
    const state = stateOf(box('a'));
    const other = box('a', 'no-mask');
    expect(applyChange(state, { boxes: [{ at: 0, before: other, after: null }] })).toBeUndefined();
    expect(applyChange(state, { boxes: [{ at: 0, before: box('b'), after: null }] })).toBeUndefined();
    expect(applyChange(state, { boxes: [{ at: 0, before: null, after: box('a') }] })).toBeUndefined();
    expect(applyChange(state, { verified: { before: true, after: false } })).toBeUndefined();
    expect(applyChange(state, { label: { before: 'a', after: 'b' } })).toBeUndefined();
  });

  it('puts a box that comes back where it was', () => {
    const state = stateOf(box('a'), box('b'), box('c'));
    const { change } = remove(state, 'b')!;
    expect(applyChange(applyChange(state, change)!, invertChange(change))).toEqual(state);
  });

  it('leads from any state to any other, and back', () => {
    const arbitrary = fc
      .uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), label: fc.constantFrom('x', 'y') }), {
        selector: ({ id }) => id,
      })
      .chain((list) =>
        fc.constantFrom(null, true, false).map((verified): PictureState => ({
          boxes: list.map(({ id, label }) => box(id, label)),
          label: null,
          verified,
        })),
      );
    fc.assert(
      fc.property(arbitrary, arbitrary, (before, after) => {
        const change = changeBetween(before, after);
        expect(applyChange(before, change)).toEqual(after);
        expect(applyChange(after, invertChange(change))).toEqual(before);
      }),
    );
  });
});

describe('decisions', () => {
  it('are none where there is nothing to decide', () => {
    expect(accept(EMPTY_STATE, 'a')).toBeUndefined();
    expect(accept(stateOf(box('a')), 'a')).toBeUndefined();
    expect(relabel(stateOf(box('a')), 'a', 'mask')).toBeUndefined();
    expect(remove(EMPTY_STATE, 'a')).toBeUndefined();
    expect(setDifficult(stateOf(box('a')), 'a', false)).toBeUndefined();
    expect(labelCrop(EMPTY_STATE, 'mask')).toBeUndefined();
  });

  it('make a face of a proposal, with the label that says more than that it is one', () => {
    const proposal = box('p0', 'face', 0.9);
    expect([acceptedLabel(proposal), acceptedLabel(proposal, 'mask')]).toEqual([undefined, 'mask']);
    expect(acceptedLabel(box('a', 'no-mask', 0.9), 'mask')).toBe('no-mask');
    const state = stateOf(proposal);
    expect(phaseOf(state)).toBe('proposed');
    const next = applyChange(state, accept(state, 'p0', 'mask')!.change)!;
    expect(next.boxes).toEqual([box('p0', 'mask')]);
    expect(phaseOf(next)).toBe('labelled');
  });

  it('can be one decision of two', () => {
    const first = draw(EMPTY_STATE, box('a'));
    const together = both(first, setVerified(EMPTY_STATE, true));
    expect(applyChange(EMPTY_STATE, together.change)).toEqual({ ...stateOf(box('a')), verified: true });
  });
});
