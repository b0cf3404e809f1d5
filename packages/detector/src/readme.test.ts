import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as api from './index.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const { DEFAULTS } = api;

describe('the README', () => {
  it.each([
    ['inputSize', `[${DEFAULTS.inputSize.join(', ')}]`],
    ['minScore', String(DEFAULTS.minScore)],
    ['maxFaces', String(DEFAULTS.maxFaces)],
    ['tiles', String(DEFAULTS.tiles)],
  ])('has the default of %s', (option, value) => {
    expect(readme).toMatch(new RegExp(`\\| \`${option}\` +\\| \`${value.replace(/[[\]]/g, '\\$&')}\` `));
  });

  it('names every export', () => {
    for (const name of Object.keys(api)) expect(readme).toContain(name);
  });
});
