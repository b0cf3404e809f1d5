import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './consumer/fixture.js';
import { run } from './consumer/run.js';

it('the public API is what the committed reports say', async () => {
  const { stderr, status } = await run(process.execPath, ['scripts/release/api-reports.mjs'], { cwd: ROOT });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it('every package has a report', async () => {
  const reports = await readdir(join(ROOT, 'api'));
  const libraries = (await readdir(join(ROOT, 'packages'))).filter((name) => !/^\.|^cli$/.test(name));
  expect(reports).toEqual(expect.arrayContaining(libraries.map((name) => `${name}.api.md`)));
});
