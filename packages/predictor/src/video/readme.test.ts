import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as api from '../index.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.entries(api.VIDEO_DEFAULTS))('has the default of %s', (option, value) => {
    expect(readme).toMatch(new RegExp(`\\| \`${option}\` +\\| \`${String(value)}\` `));
  });

  it('names every export', () => {
    for (const name of Object.keys(api)) expect(readme).toContain(name);
  });
});
