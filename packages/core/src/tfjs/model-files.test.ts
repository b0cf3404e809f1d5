import * as tf from '@tensorflow/tfjs-core';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFile as readBytes } from './read-model-file-node.js';
import { startEngine } from './engine-node.js';
import { GraphBuilder, type GraphModelFiles } from './graph-builder.js';
import { locateModelFile, type ModelSource, readModelJson, readModelWeights } from './model-files.js';
import { loadModel } from './tensor-network.js';

let root: string;
let files: GraphModelFiles;

beforeAll(async () => {
  await startEngine();
  root = await mkdtemp(join(tmpdir(), 'maskpred-model-'));
  const graph = new GraphBuilder();
  const input = graph.placeholder('x', [-1, 2]);
  graph.dense('y', {
    input,
    kernel: { name: 'kernel', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
    bias: { name: 'bias', shape: [2], values: Float32Array.of(10, 20) },
  });
  const built = graph.build(['y']);
  // Two shards, cut in the middle of a number, as converters cut them.
  const bytes = built['group1-shard1of1.bin'] as Uint8Array;
  const model = JSON.parse(built['model.json']) as tf.io.ModelJSON;
  model.weightsManifest[0].paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  files = {
    'model.json': JSON.stringify(model),
    'group1-shard1of2.bin': bytes.slice(0, 10),
    'group1-shard2of2.bin': bytes.slice(10),
  };
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes the model's files into a folder of that name, some of them replaced or (undefined) left out. */
async function writeModel(
  name: string,
  changes: Record<string, string | Uint8Array | undefined> = {},
): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries({ ...files, ...changes })) {
    if (content !== undefined) await writeFile(join(folder, file), content);
  }
  return folder;
}

async function answerOf(source: ModelSource): Promise<number[]> {
  const model = await loadModel(source, readBytes);
  const answer = tf.tidy(() => [...(model.predict(tf.tensor2d([[1, 1]])) as tf.Tensor).dataSync()]);
  model.dispose();
  return answer;
}

const failure = (message: RegExp) =>
  expect.objectContaining({
    code: 'MODEL_LOAD_FAILED',
    message: expect.stringMatching(message) as string,
  });

describe('loadModel', () => {
  it.each(['plain', 'with a space', 'gesicht-ä-顔', '100% #1'])(
    'loads from a folder named "%s"',
    async (name) => {
      const folder = await writeModel(name);
      const url = pathToFileURL(folder);
      const forms: ModelSource[] = [
        folder,
        `${folder}/`,
        join(folder, 'model.json'),
        url,
        new URL(`${url.href}/`),
        new URL(`${url.href}/model.json`),
        url.href,
        `${url.href}/model.json`,
        Object.fromEntries(Object.keys(files).map((file) => [file, join(folder, file)])),
        Object.fromEntries(Object.keys(files).map((file) => [file, pathToFileURL(join(folder, file))])),
      ];
      for (const source of forms) expect(await answerOf(source)).toEqual([14, 26]);
    },
  );

  it('loads a folder whose files got other names, as a bundler gives them', async () => {
    const folder = await writeModel('renamed');
    const names = {
      'model.json': 'model-B4x.json',
      'group1-shard1of2.bin': '1.bin',
      'group1-shard2of2.bin': '2.bin',
    };
    for (const [file, name] of Object.entries(names)) {
      await writeFile(join(folder, name), files[file]);
      await rm(join(folder, file));
    }
    const source = Object.fromEntries(
      Object.entries(names).map(([file, name]) => [file, join(folder, name)]),
    );
    expect(await answerOf(source)).toEqual([14, 26]);
  });

  it('says which file of the folder is missing', async () => {
    await expect(loadModel(join(root, 'nowhere'), readBytes)).rejects.toThrow(
      failure(/nowhere\/model\.json: no such file.*A model folder holds model\.json/),
    );
    const folder = await writeModel('no-shard', { 'group1-shard2of2.bin': undefined });
    await expect(loadModel(folder, readBytes)).rejects.toThrow(
      failure(/group1-shard2of2\.bin: no such file/),
    );
    const named = { 'model.json': join(folder, 'model.json') };
    await expect(loadModel(named, readBytes)).rejects.toThrow(
      failure(/has no file group1-shard1of2\.bin\. Name every file/),
    );
    await expect(loadModel({}, readBytes)).rejects.toThrow(failure(/has no file model\.json/));
  });

  it('refuses a shard that is cut short or too long, and says by how much', async () => {
    const shard = files['group1-shard2of2.bin'] as Uint8Array;
    const cut = await writeModel('cut', { 'group1-shard2of2.bin': shard.slice(0, -1) });
    await expect(loadModel(cut, readBytes)).rejects.toThrow(
      failure(/hold 23 bytes, the manifest asks for 24\. A file is cut short or belongs to another model/),
    );
    const empty = await writeModel('empty', { 'group1-shard1of2.bin': new Uint8Array(0) });
    await expect(loadModel(empty, readBytes)).rejects.toThrow(failure(/hold 14 bytes/));
    const long = await writeModel('long', { 'group1-shard1of2.bin': new Uint8Array(11) });
    await expect(loadModel(long, readBytes)).rejects.toThrow(failure(/hold 25 bytes/));
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"format": "graph-model", "weightsMani'],
    ['a web page', '<!doctype html>'],
  ])('refuses a model.json with %s', async (name, content) => {
    const folder = await writeModel(`json-${name}`, { 'model.json': content });
    await expect(loadModel(folder, readBytes)).rejects.toThrow(
      failure(/model\.json: not valid JSON \(.+\)\. Copy/),
    );
  });

  it.each([
    'null',
    '[]',
    '{}',
    '{"modelTopology": {}}',
    '{"modelTopology": {}, "weightsManifest": {}}',
    '{"modelTopology": {}, "weightsManifest": [null]}',
    '{"modelTopology": {}, "weightsManifest": [{}]}',
    '{"modelTopology": {}, "weightsManifest": [{"paths": [], "weights": [{}]}]}',
    '{"modelTopology": {}, "weightsManifest": [{"paths": [5], "weights": []}]}',
    '{"modelTopology": {"node": 5}, "weightsManifest": []}',
  ])('refuses a model.json that holds %s', async (content) => {
    const folder = await writeModel('other', { 'model.json': content });
    await expect(loadModel(folder, readBytes)).rejects.toThrow(failure(/model\.json: (has no|is no)/));
  });

  it('refuses a path where a folder is a file, and a model.json that is a folder', async () => {
    const file = join(root, 'file');
    await writeFile(file, 'x');
    await expect(loadModel(file, readBytes)).rejects.toThrow(failure(/file\/model\.json/));
    const folder = join(root, 'inside');
    await mkdir(join(folder, 'model.json'), { recursive: true });
    await expect(loadModel(folder, readBytes)).rejects.toThrow(failure(/is a folder/));
  });

  it('keeps no tensor when loading fails', async () => {
    const cut = await writeModel('leak', { 'group1-shard2of2.bin': new Uint8Array(1) });
    const before = tf.memory().numTensors;
    await expect(loadModel(cut, readBytes)).rejects.toThrow(failure(/hold/));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('locateModelFile', () => {
  it.each([
    ['model', 'model/m.bin'],
    ['model/', 'model/m.bin'],
    ['model/model.json', 'model/m.bin'],
    ['model.json', 'm.bin'],
    ['', 'm.bin'],
    ['C:\\face model\\model.json', 'C:\\face model\\m.bin'],
    ['my-model.json', 'my-model.json/m.bin'],
    ['https://example.org/model', 'https://example.org/model/m.bin'],
    ['https://example.org/model/model.json', 'https://example.org/model/m.bin'],
  ])('in "%s" is "%s"', (source, expected) => {
    expect(locateModelFile(source, 'm.bin')).toBe(expected);
  });

  it('keeps a URL a URL', () => {
    expect(locateModelFile(new URL('https://example.org/m/model.json'), 'a.bin')).toEqual(
      new URL('https://example.org/m/a.bin'),
    );
  });
});

describe('readModelJson', () => {
  it('reads any JSON file of the folder', async () => {
    const folder = await writeModel('meta', { 'metadata.json': '{"labels": ["mask", "ä"]}' });
    expect(await readModelJson(folder, 'metadata.json', readBytes)).toEqual({ labels: ['mask', 'ä'] });
    await expect(readModelJson(folder, 'none.json', readBytes)).rejects.toThrow(
      failure(/none\.json: no such file/),
    );
  });
});

describe('readModelWeights', () => {
  it('reads every weight with its shape, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const weights = await readModelWeights(await writeModel('weights'), readBytes);
    expect([...weights.keys()]).toEqual(['kernel', 'bias']);
    expect(weights.get('kernel')).toEqual({ shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) });
    expect(weights.get('bias')).toEqual({ shape: [2], values: Float32Array.of(10, 20) });
    expect(tf.memory().numTensors).toBe(before);
  });
});
