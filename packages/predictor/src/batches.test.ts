import type { Classifier, ClassScore, RawImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { createBatches } from './batches.js';

const pixel = (red: number): RawImage => ({
  data: new Uint8Array([red, 0, 0]),
  width: 1,
  height: 1,
  channels: 3,
});
const rowOf = (crop: RawImage): ClassScore<'a'>[] => [{ label: 'a', score: crop.data[0]! }];

/** Fails for batches above `most`. */
function limited(most: number, message: string) {
  const batches: number[] = [];
  const classifier: Classifier<'a'> = {
    labels: ['a'],
    async classify(crops) {
      batches.push(crops.length);
      if (crops.length > most) throw new RangeError(message);
      return crops.map(rowOf);
    },
    dispose: () => undefined,
  };
  return { classifier, batches };
}

describe('createBatches', () => {
  it('asks nothing for no crop', async () => {
    const { classifier, batches } = limited(8, '');
    expect(await createBatches(classifier, { batchSize: 4 }).classify(0, pixel)).toEqual([]);
    expect(batches).toEqual([]);
  });

  it('answers each crop in order and holds at most one batch of them', async () => {
    const { classifier, batches } = limited(8, '');
    const rows = await createBatches(classifier, { batchSize: 4 }).classify(10, pixel);
    expect(rows.map(([{ score }]) => score)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(batches).toEqual([4, 4, 2]);
  });

  it.each([
    'Array buffer allocation failed',
    'Non-zero status code returned while running Conv node. Status Message: std::bad_alloc',
    'AllocateRawInternal Failed to allocate memory for requested buffer of size 1605632',
    'OOM when allocating tensor with shape[64,112,112,96]',
  ])('halves a batch for which memory does not last (%s), and stays there', async (message) => {
    const { classifier, batches } = limited(2, message);
    const said: number[] = [];
    const made = createBatches(classifier, { batchSize: 8, onSmallerBatch: (size) => said.push(size) });
    const first = await made.classify(5, pixel);
    expect(first.map(([{ score }]) => score)).toEqual([0, 1, 2, 3, 4]);
    expect(batches).toEqual([5, 3, 2, 2, 1]);
    expect(said).toEqual([3, 2]);
    await made.classify(3, pixel);
    expect(batches.slice(5)).toEqual([2, 1]);
    expect(said).toHaveLength(2);
  });

  it('gives up on one crop that is too much, and on any other error', async () => {
    const none = limited(0, 'std::bad_alloc');
    await expect(createBatches(none.classifier, { batchSize: 2 }).classify(2, pixel)).rejects.toThrow(
      'std::bad_alloc',
    );
    expect(none.batches).toEqual([2, 1]);
    const broken = limited(0, 'a shape that does not fit');
    await expect(createBatches(broken.classifier, { batchSize: 2 }).classify(2, pixel)).rejects.toThrow(
      'does not fit',
    );
    expect(broken.batches).toEqual([2]);
  });

  it('stops between batches when aborted', async () => {
    const { classifier, batches } = limited(8, '');
    const controller = new AbortController();
    const cut = (index: number) => {
      if (index === 3) controller.abort(new Error('enough'));
      return pixel(index);
    };
    const made = createBatches(classifier, { batchSize: 2 });
    await expect(made.classify(6, cut, controller.signal)).rejects.toThrow('enough');
    expect(batches).toEqual([2, 2]);
  });
});
