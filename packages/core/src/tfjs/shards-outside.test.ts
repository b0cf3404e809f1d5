import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder, type GraphModelFiles } from './graph-builder.js';
import { readModelWeights } from './model-files.js';
import { readModelFile } from './read-model-file-node.js';

const SHARD = 'group1-shard1of1.bin';
let root: string;
let files: GraphModelFiles;
let shard: Uint8Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'maskpred-shards-'));
  const graph = new GraphBuilder();
  const input = graph.placeholder('x', [-1, 1]);
  graph.dense('y', {
    input,
    kernel: { name: 'kernel', shape: [1, 2], values: Float32Array.of(1, 2) },
    bias: { name: 'bias', shape: [2], values: Float32Array.of(3, 4) },
  });
  files = graph.build(['y']);
  shard = files[SHARD] as Uint8Array;
  await writeFile(join(root, 'secret.bin'), shard);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A model folder whose model.json calls its only shard so. */
async function writeModel(folder: string, name: string): Promise<string> {
  const path = join(root, folder);
  await mkdir(path, { recursive: true });
  const model = (files['model.json'] as string).replace(JSON.stringify(SHARD), JSON.stringify(name));
  expect(model).toContain(JSON.stringify(name));
  await writeFile(join(path, 'model.json'), model);
  return path;
}

const load = async (source: string | URL) => [
  ...(await readModelWeights(source, readModelFile)).get('kernel')!.values,
];
const refusal = (message: RegExp) =>
  expect.objectContaining({
    code: 'MODEL_LOAD_FAILED',
    message: expect.stringMatching(message) as string,
  }) as Error;

describe('the shards of a model', () => {
  it.each(['../secret.bin', 'a/../../secret.bin', './../secret.bin', '..\\secret.bin', '/etc/hostname'])(
    'are not read outside of its folder: %s',
    async (name) => {
      const folder = await writeModel('path', name);
      for (const source of [folder, join(folder, 'model.json'), pathToFileURL(folder)]) {
        await expect(load(source)).rejects.toThrow(refusal(/names a shard outside of its folder/));
      }
    },
  );

  it.each([
    '%2e%2e/secret.bin',
    '.%2E/secret.bin',
    '..%2fsecret.bin',
    '..%5Csecret.bin',
    '.\t./secret.bin',
    'file:///etc/hostname',
    'https://example.org/a.bin',
    'data:,abc',
    '//example.org/a.bin',
    'C:\\a.bin',
    '\u0000',
    '..',
    '.. ',
    '..?',
    '..#a',
    '',
  ])('are not read through an address: %j', async (name) => {
    const folder = await writeModel('address', name);
    for (const source of [folder, pathToFileURL(folder)]) {
      await expect(load(source)).rejects.toThrow(refusal(/names a shard outside of its folder/));
    }
  });

  it('are not asked for from elsewhere on a server', async () => {
    const asked: string[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url!);
      response.end(url === '/m/model.json' ? model : shard);
    });
    const model = (files['model.json'] as string).replace(SHARD, '..%2f%2e%2e/secret.bin');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(load(`http://127.0.0.1:${port}/m`)).rejects.toThrow(refusal(/outside/));
    expect(asked).toEqual(['/m/model.json']);
    server.close();
  });

  it('are not read through a link out of the folder, and are through one that stays in it', async () => {
    const folder = await writeModel('linked', 'w.bin');
    await symlink(join(root, 'secret.bin'), join(folder, 'w.bin'));
    for (const source of [folder, pathToFileURL(folder)]) {
      await expect(load(source)).rejects.toThrow(
        refusal(/w\.bin: a symbolic link out of the model's folder/),
      );
    }
    await rm(join(folder, 'w.bin'));
    await writeFile(join(folder, 'real.bin'), shard);
    await symlink('real.bin', join(folder, 'w.bin'));
    expect(await load(folder)).toEqual([1, 2]);
  });

  it('are not read through a folder that is a link, but the whole model may be one', async () => {
    const folder = await writeModel('deep', 'shards/w.bin');
    await mkdir(join(root, 'elsewhere'));
    await writeFile(join(root, 'elsewhere', 'w.bin'), shard);
    await symlink(join(root, 'elsewhere'), join(folder, 'shards'));
    await expect(load(folder)).rejects.toThrow(refusal(/a symbolic link out of/));
    await rm(join(folder, 'shards'));
    await mkdir(join(folder, 'shards'));
    await writeFile(join(folder, 'shards', 'w.bin'), shard);
    await symlink(folder, join(root, 'link'));
    expect(await load(join(root, 'link'))).toEqual([1, 2]);
    expect(await load(await writeModel('deep', './shards/./w.bin'))).toEqual([1, 2]);
  });

  it('that are given one by one are called as the model calls them, and nothing else', async () => {
    const source = {
      'model.json': join(await writeModel('given', '../w.bin'), 'model.json'),
      '../w.bin': join(root, 'secret.bin'),
    };
    expect([...(await readModelWeights(source, readModelFile)).get('kernel')!.values]).toEqual([1, 2]);
    const inherited = { 'model.json': join(await writeModel('proto', 'constructor'), 'model.json') };
    await expect(readModelWeights(inherited, readModelFile)).rejects.toThrow(
      refusal(/has no file constructor/),
    );
  });
});
