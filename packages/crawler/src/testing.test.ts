import { describe, expect, it } from 'vitest';
import { createFixtureHttp } from './sources/__fixtures__/fixture-http.js';
import { SOURCE_FIXTURES } from './sources/__fixtures__/index.js';
import type { ImageSource } from './source.js';
import { imageSourceContract } from './testing.js';

describe('the contract of image sources', () => {
  for (const fixture of SOURCE_FIXTURES) {
    describe(`holds for ${fixture.source}`, () => {
      const http = createFixtureHttp((url) => fixture.answer(url));
      const cases = imageSourceContract({
        create: () => fixture.create(http),
        query: fixture.query,
        usesQuery: fixture.query !== '',
        requestCount: () => http.requests.length,
      });
      for (const { name, run } of cases) it(name, run);
    });
  }

  it('is not met by a source that does everything wrong', async () => {
    let requests = 0;
    const create = (): ImageSource => ({
      name: 'Not A Name',
      filters: ['size', 'size'],
      async *search(_query, options) {
        requests++;
        if (options && 'limit' in options) (options as { limit: number }).limit = 0;
        await Promise.resolve();
        yield { url: 'file:///etc/passwd', title: '', license: { id: 'unknown', status: 'verified' } };
        yield { url: `file:///etc/${requests}`, license: { id: 'unknown', status: 'verified' } };
        yield { url: 'file:///etc/passwd', license: { id: 'unknown', status: 'verified' } };
      },
    });
    const passed: string[] = [];
    for (const { name, run } of imageSourceContract({ create, requestCount: () => requests })) {
      await run().then(
        () => passed.push(name),
        () => undefined,
      );
    }
    expect(passed).toEqual([
      'fetches nothing before a candidate is wanted, and no more than is wanted',
      'takes each filter that it has',
    ]);
  });

  it('is not met by a source that finds nothing', async () => {
    const create = (): ImageSource => ({ name: 'blind', filters: [], async *search() {} });
    const cases = imageSourceContract({ create });
    await expect(cases[1]!.run()).rejects.toThrow('at least three candidates, got 0');
  });
});
