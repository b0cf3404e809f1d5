import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapInOrder } from './map-in-order.js';

async function take<T>(results: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const result of results) out.push(result);
  return out;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('mapInOrder', () => {
  it('yields nothing for no items', async () => {
    expect(await take(mapInOrder([], 3, async () => 1))).toEqual([]);
  });

  it('keeps the order and the limit, whatever each takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        async (delays, limit) => {
          let underWay = 0;
          let most = 0;
          const work = async (index: number) => {
            most = Math.max(most, ++underWay);
            await pause(delays[index]);
            underWay--;
            return index;
          };
          const indices = delays.map((_, index) => index);
          expect(await take(mapInOrder(indices, limit, work))).toEqual(indices);
          expect(most).toBe(Math.min(limit, delays.length));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('does not run ahead of a slow reader', async () => {
    const started: number[] = [];
    const results = mapInOrder([0, 1, 2, 3, 4, 5], 2, async (item) => started.push(item));
    await results.next();
    await pause(5);
    expect(started).toEqual([0, 1, 2]);
    await results.return(undefined);
  });

  it('throws what the work throws, after what is under way has ended', async () => {
    let ended = 0;
    const work = async (item: number) => {
      await pause(item * 5);
      ended++;
      if (item === 1) throw new Error('broken');
      return item;
    };
    await expect(take(mapInOrder([0, 1, 2, 3], 3, work))).rejects.toThrow('broken');
    expect(ended).toBe(4);
  });

  it('starts nothing more after an abort, and rejects with its reason', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      if (item === 2) controller.abort('enough');
      await pause(1);
      return item;
    };
    const results = take(mapInOrder([0, 1, 2, 3, 4, 5], 2, work, controller.signal));
    await expect(results).rejects.toBe('enough');
    expect(started).toEqual([0, 1, 2]);
  });
});
