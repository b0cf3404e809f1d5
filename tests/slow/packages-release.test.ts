import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../consumer/fixture.js';
import { runWell } from '../consumer/run.js';

interface Component {
  readonly name: string;
  readonly version: string;
}

describe('the rehearsal of a release', () => {
  let out: string;
  let printed: string;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'maskpred release '));
    const before = await gitStatus();
    printed = await runWell(process.execPath, ['scripts/release/rehearse.mjs', '--out', out], { cwd: ROOT });
    expect(await gitStatus(), 'nothing changes in the repository').toBe(before);
  });

  afterAll(() => rm(out, { recursive: true, force: true }));

  it('makes a tarball of each package, in the version that the changesets ask for', async () => {
    const packages = (await readdir(join(ROOT, 'packages'))).filter((name) => !name.startsWith('.'));
    const names = await readdir(out);
    for (const name of packages) {
      expect(
        names.filter((one) => new RegExp(`^maskpred-${name}-\\d+\\.\\d+\\.\\d+\\.tgz$`).test(one)),
      ).toHaveLength(1);
    }
    expect(names.filter((one) => one.includes('-0.0.0.'))).toEqual([]);
    expect(printed).toContain('npm would publish each of them.');
  });

  it('describes what is installed in an SBOM, ours and others', async () => {
    const sbom = JSON.parse(await readFile(join(out, 'sbom.cdx.json'), 'utf8'));
    expect(sbom.bomFormat).toBe('CycloneDX');
    const names = (sbom.components as Component[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@maskpred/core', 'zod', '@tensorflow/tfjs-core']));
  });

  it('names the licence of each', async () => {
    const list = await readFile(join(out, 'LICENCES.md'), 'utf8');
    expect(list).toMatch(/\| zod \| \d+\.\d+\.\d+ \| MIT \|/);
    expect(list).not.toContain('not said');
  });
});

function gitStatus(): Promise<string> {
  return runWell('git', ['status', '--porcelain'], { cwd: ROOT });
}
