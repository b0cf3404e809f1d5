import { describe, expect, it } from 'vitest';
import type { ImageCandidate } from '../source.js';
import { takeNew } from './take-new.js';

const NONE = { id: 'unknown', status: 'unknown' } as const;

/** Pages of candidates by their number, and how many pages were asked for. */
function pagesOf(...pages: number[][]) {
  const asked = { count: 0 };
  async function* read(): AsyncGenerator<ImageCandidate[]> {
    for (const page of pages) {
      asked.count++;
      yield page.map((id) => ({ url: `https://a.example/${id}`, license: NONE }));
    }
  }
  return { asked, pages: read() };
}

async function take(pages: AsyncIterable<readonly ImageCandidate[]>, limit = Infinity): Promise<number[]> {
  const ids: number[] = [];
  for await (const { url } of takeNew(pages, { limit, signal: undefined })) ids.push(Number(url.slice(18)));
  return ids;
}

describe('takeNew', () => {
  it('gives nothing of no pages and of an empty one', async () => {
    expect(await take(pagesOf().pages)).toEqual([]);
    expect(await take(pagesOf([]).pages)).toEqual([]);
  });

  it('gives each address once', async () => {
    expect(await take(pagesOf([1, 2, 1], [2, 3]).pages)).toEqual([1, 2, 3]);
  });

  it('ends with a page on which nothing is new, and asks for no other', async () => {
    const { asked, pages } = pagesOf([1, 2], [3], [3, 1], [4]);
    expect(await take(pages)).toEqual([1, 2, 3]);
    expect(asked.count).toBe(3);
  });

  it('asks for no page after the limit', async () => {
    const { asked, pages } = pagesOf([1, 2], [3, 4], [5]);
    expect(await take(pages, 4)).toEqual([1, 2, 3, 4]);
    expect(asked.count).toBe(2);
  });
});
