import { describe, expect, it } from 'vitest';
import { latestOf } from './latest.js';

async function* numbers(count: number, onEnd: () => void = () => undefined) {
  try {
    for (let i = 0; i < count; i++) yield i;
  } finally {
    onEnd();
  }
}

describe('latestOf', () => {
  it('ends with an empty source', async () => {
    expect((await latestOf(numbers(0)).next()).done).toBe(true);
  });

  it('skips what came while nobody asked, and gives the last item', async () => {
    const seen: number[] = [];
    for await (const item of latestOf(numbers(100))) {
      seen.push(item);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.at(-1)).toBe(99);
    expect(seen.length).toBeLessThan(50);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('ends the source when its reader stops', async () => {
    let isOver = false;
    for await (const item of latestOf(numbers(1e9, () => (isOver = true)))) {
      if (item > 3) break;
    }
    expect(isOver).toBe(true);
  });

  it('passes on what the source throws, after its last item', async () => {
    async function* broken() {
      yield 1;
      throw new Error('unplugged');
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of latestOf(broken())) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('unplugged');
    expect(seen).toEqual([1]);
  });
});
