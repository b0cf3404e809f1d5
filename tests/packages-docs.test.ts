import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './consumer/fixture.js';

const read = (path: string) => readFile(join(ROOT, path), 'utf8');

describe('the guides', () => {
  it('explain every error code, and none that does not exist', async () => {
    const [, union = ''] = /type ErrorCode =([^;]+);/.exec(await read('packages/core/src/error.ts')) ?? [];
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code!);
    const guide = await read('docs/guides/troubleshooting.md');
    const explained = [...guide.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(15);
    expect(explained.sort()).toEqual(codes.sort());
  });

  it('name each package in the drawing', async () => {
    const drawing = await read('ARCHITECTURE.md');
    const packages = (await readdir(join(ROOT, 'packages'))).filter((name) => !name.startsWith('.'));
    for (const name of packages) expect(drawing, name).toContain(`<b>${name}</b>`);
  });

  it('name a file of the tree wherever the threat model names a test of the repository', async () => {
    const model = await read('docs/threat-model.md');
    const named = [
      ...model.matchAll(/`((?:core|crawler|dataset|classifier|cli|report)\/src\/[\w/-]+\.test)`/g),
    ];
    expect(named.length).toBeGreaterThan(8);
    for (const [, path] of named) await expect(read(`packages/${path}.ts`), path).resolves.not.toBe('');
  });
});
