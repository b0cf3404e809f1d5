import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareFaces } from './__fixtures__/faces.js';
import { loadClassifier } from './load-classifier.js';
import { preprocess } from './preprocess.js';
import { classifierContract } from './testing.js';

const shippedFolder = fileURLToPath(new URL('../model', import.meta.url));
const faces = await bareFaces();
let scratch: string;

/** The engine whose tensors can be counted. */
const WASM = { engine: 'wasm' } as const;

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred classifier é-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A copy of the shipped model folder with one file changed. */
async function damagedModel(name: string, file: string, change: (content: Buffer) => Buffer | undefined) {
  const folder = join(scratch, name);
  await cp(shippedFolder, folder, { recursive: true });
  const changed = change(await readFile(join(folder, file)));
  if (changed) await writeFile(join(folder, file), changed);
  else await rm(join(folder, file));
  return folder;
}

const editJson = (edit: (json: Record<string, unknown>) => void) => (content: Buffer) => {
  const json = JSON.parse(content.toString()) as Record<string, unknown>;
  edit(json);
  return Buffer.from(JSON.stringify(json));
};

describe('the shipped classifier keeps the contract', () => {
  for (const { name, run } of classifierContract(() => loadClassifier(undefined, WASM), faces, {
    tensorCount: () => tf.memory().numTensors,
  })) {
    it(name, run);
  }
});

describe('loadClassifier', () => {
  it('calls bare faces of a photograph no-mask', async () => {
    const classifier = await loadClassifier();
    const rows = await classifier.classify(faces);
    expect(rows.map((row) => row[0]!.label)).toEqual(['no-mask', 'no-mask', 'no-mask']);
    classifier.dispose();
  });

  it('frees every tensor of the model', async () => {
    const before = tf.memory().numTensors;
    (await loadClassifier(undefined, WASM)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a folder', () => shippedFolder],
    ['a folder with a separator at its end', () => `${shippedFolder}/`],
    ['model.json', () => join(shippedFolder, 'model.json')],
    ['a file URL', () => pathToFileURL(`${shippedFolder}/`)],
  ])('reads %s and answers like the default', async (_, source) => {
    const [one, other] = [await loadClassifier(), await loadClassifier(source())];
    expect(await other.classify(faces)).toEqual(await one.classify(faces));
    one.dispose();
    other.dispose();
  });

  it('is a standard graph model: plain loadGraphModel gives the same scores', async () => {
    const classifier = await loadClassifier(undefined, WASM);
    const json = JSON.parse(await readFile(join(shippedFolder, 'model.json'), 'utf8')) as {
      weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
      modelTopology: object;
    };
    const [group] = json.weightsManifest;
    const shards = await Promise.all(group!.paths.map((path) => readFile(join(shippedFolder, path))));
    const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
    const model = await loadGraphModel(
      tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: group!.weights, weightData }),
    );
    const input = tf.tensor4d(preprocess(faces.slice(0, 1), 224, [-1, 1]), [1, 224, 224, 3]);
    const scores = await (model.predict(input) as tf.Tensor).data();
    const [row] = await classifier.classify(faces.slice(0, 1));
    for (const { label, score } of row!) expect(score).toBe(scores[classifier.labels.indexOf(label)]);
    tf.dispose([input]);
    model.dispose();
    classifier.dispose();
  });

  it.each([
    ['a missing shard', 'group1-shard1of1.bin', () => undefined, 'MODEL_LOAD_FAILED', 'group1-shard1of1.bin'],
    [
      'a shard cut short',
      'group1-shard1of1.bin',
      (b: Buffer) => b.subarray(0, 1000),
      'MODEL_LOAD_FAILED',
      'asks for',
    ],
    ['no model.json', 'model.json', () => undefined, 'MODEL_LOAD_FAILED', 'model.json'],
    [
      'a model.json that is cut',
      'model.json',
      (b: Buffer) => b.subarray(0, 500),
      'MODEL_LOAD_FAILED',
      'not valid JSON',
    ],
    ['no metadata', 'metadata.json', () => undefined, 'MODEL_LOAD_FAILED', 'metadata.json'],
    [
      'metadata that is cut',
      'metadata.json',
      (b: Buffer) => b.subarray(0, 100),
      'MODEL_LOAD_FAILED',
      'not valid JSON',
    ],
    [
      'a label too few',
      'metadata.json',
      editJson((json) => (json['labels'] = ['mask', 'no-mask'])),
      'MODEL_INCOMPATIBLE',
      'names 2 labels (mask, no-mask), the network has 3 outputs',
    ],
    [
      'another input size',
      'metadata.json',
      editJson((json) => (json['inputSize'] = 96)),
      'MODEL_INCOMPATIBLE',
      '96 x 96',
    ],
  ])('refuses %s', async (name, file, change, code, message) => {
    const folder = await damagedModel(name, file, change);
    const before = tf.memory().numTensors;
    await expect(loadClassifier(folder, WASM)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which folder is not there', async () => {
    await expect(loadClassifier('/no/such model')).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('/no/such model/metadata.json') as string,
    });
  });

  it('refuses an engine that is not there', async () => {
    await expect(loadClassifier(undefined, { engine: 'webgl' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
