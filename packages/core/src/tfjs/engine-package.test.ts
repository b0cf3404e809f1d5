import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ONNX_PACKAGE } from '../onnx/runtime.js';
import { importEnginePackage } from './engine-package.js';
import { TENSORFLOW_PACKAGE } from './tensor-engine-node.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-engine-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Installs a package in a place of its own, and resolves from there. */
async function install(
  place: string,
  name: string,
  version: string,
  source: string,
): Promise<NodeJS.Require> {
  const folder = join(root, place, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  await writeFile(join(folder, 'index.js'), source);
  return createRequire(join(root, place, 'index.js'));
}

const unavailable = (...parts: string[]) =>
  expect.objectContaining({
    code: 'ENGINE_UNAVAILABLE',
    message: expect.stringMatching(new RegExp(parts.join('.*'))) as string,
  });

describe.each([
  { wanted: ONNX_PACKAGE, good: '1.30.0', bad: ['1.19.2', '2.0.0', '0.22.0'] },
  { wanted: TENSORFLOW_PACKAGE, good: '4.22.0', bad: ['4.21.0', '5.0.0'] },
])('importEnginePackage of $wanted.name', ({ wanted, good, bad }) => {
  const { engine, name } = wanted;

  it('says how to install what is not installed', async () => {
    const require = createRequire(join(root, 'empty', 'index.js'));
    await expect(importEnginePackage(wanted, require)).rejects.toThrow(
      unavailable(
        `The engine ${engine} needs ${name}, which is not installed: npm i ${name}@${good}`,
        'wasm',
      ),
    );
  });

  it.each(bad)('refuses version %s and names the one to install, without loading it', async (version) => {
    const require = await install(`${engine}-${version}`, name, version, 'throw new Error("loaded")');
    await expect(importEnginePackage(wanted, require)).rejects.toThrow(
      unavailable(`found ${version}: npm i ${name}@${good}`),
    );
  });

  it('says why one that is broken does not load', async () => {
    const require = await install(
      `${engine}-broken`,
      name,
      good,
      'throw new Error("no such library\\nstack")',
    );
    const failure = importEnginePackage(wanted, require);
    await expect(failure).rejects.toThrow(
      unavailable(
        `${name} ${good} is installed and does not load \\(no such library\\)`,
        `npm i ${name}@${good}`,
      ),
    );
  });

  it('gives the exports and the version of one that works', async () => {
    const require = await install(`${engine}-good`, name, good, 'module.exports = { answer: 42 }');
    expect(await importEnginePackage(wanted, require)).toEqual({ exports: { answer: 42 }, version: good });
  });
});
