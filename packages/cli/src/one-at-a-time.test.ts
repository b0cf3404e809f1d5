import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from './one-at-a-time.js';

describe('createTurns', () => {
  it('runs one at a time, in the order of the calls, and answers each', async () => {
    const takeTurn = createTurns();
    const events: string[] = [];
    const work = (name: string, ms: number) =>
      takeTurn(async () => {
        events.push(`${name} starts`);
        await sleep(ms);
        events.push(`${name} ends`);
        return name;
      });
    const results = await Promise.all([work('a', 20), work('b', 1), work('c', 1)]);
    expect(results.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });

  it('goes on after one that fails', async () => {
    const takeTurn = createTurns();
    const failing = takeTurn(() => Promise.reject(new Error('no')));
    const next = takeTurn(() => Promise.resolve(1));
    await expect(failing).rejects.toThrow('no');
    expect((await next).value).toBe(1);
  });
});
