import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareFaces } from '../__fixtures__/faces.js';
import { loadClassifier } from '../load-classifier.js';
import { isForeignMetadata } from '../metadata.js';
import { classifierContract } from '../testing.js';
import { convertClassifier } from './convert-classifier.js';
import { predictWithLayers } from './__fixtures__/oracle.js';
import {
  INPUT_SIZE,
  type KerasModel,
  tinyMaskNet,
  tinyTeachableMachine,
} from './__fixtures__/tiny-mobilenet.js';
import { writeH5, writeLayersModel, writeTeachableMachine } from './__fixtures__/write-models.js';

/** The engine whose tensors can be counted. */
const WASM = { engine: 'wasm' } as const;
const LABELS = ['with_mask', 'without_mask'] as const;
const faces = await bareFaces();
let scratch: string;
const at = (name: string) => join(scratch, name);

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred foreign é-'));
  const network = tinyMaskNet();
  await writeH5(at('mask.h5'), network);
  await writeLayersModel(at('layers'), network);
  await writeTeachableMachine(at('teachable'), tinyTeachableMachine(3), ['Mask', 'No mask', 'Class 3']);
  await writeLayersModel(at('odd'), withoutCounterpart(network));
  await writeFolder(at('converted'), await convertClassifier(at('mask.h5'), { labels: LABELS }));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function writeFolder(folder: string, files: Readonly<Record<string, string | Uint8Array>>) {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

/** The same with a layer that has no node in a graph. */
function withoutCounterpart({ topology, weights }: KerasModel): KerasModel {
  const text = JSON.stringify(topology).replace('"class_name":"Dropout"', '"class_name":"ThresholdedReLU"');
  const changed = JSON.parse(text.replace('"rate":0.5', '"theta":0.25')) as KerasModel['topology'];
  return { topology: changed, weights };
}

/** Scores in the order of the labels, a row a face. */
async function scoresOf(classifier: Classifier): Promise<number[][]> {
  const rows = await classifier.classify(faces);
  classifier.dispose();
  return rows.map((row) =>
    classifier.labels.map((label) => row.find((entry) => entry.label === label)!.score),
  );
}

function expectClose(actual: readonly number[][], expected: readonly number[][]): void {
  actual.forEach((row, i) =>
    row.forEach((score, j) => expect(Math.abs(score - expected[i]![j]!)).toBeLessThan(1e-5)),
  );
}

describe.each([
  ['a Keras .h5 file', () => loadClassifier(at('mask.h5'), { ...WASM, labels: LABELS })],
  ['a layers model', () => loadClassifier(at('layers'), { ...WASM, labels: LABELS })],
  ['a Teachable Machine export', () => loadClassifier(at('teachable'), WASM)],
  ['a converted model', () => loadClassifier(at('converted'), WASM)],
  [
    "a model that runs through TensorFlow.js' layers",
    () => loadClassifier(at('odd'), { ...WASM, labels: LABELS }),
  ],
] as const)('%s keeps the contract', (_, load) => {
  for (const { name, run } of classifierContract(load, faces, {
    tensorCount: () => tf.memory().numTensors,
  })) {
    it(name, run);
  }

  it('frees every tensor', async () => {
    (await load()).dispose(); // engines keep a few of their own after the first
    const before = tf.memory().numTensors;
    (await load()).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('scores', () => {
  it('are the same from the .h5 file, the layers model, the converted graph, and TensorFlow.js itself', async () => {
    const expected = await predictWithLayers(tinyMaskNet(), faces, INPUT_SIZE, [-1, 1]);
    expect(new Set(expected.map(([first]) => first!.toFixed(3))).size).toBeGreaterThan(1); // the network tells faces apart
    for (const engine of ['wasm', 'auto'] as const) {
      for (const source of ['mask.h5', 'layers']) {
        expectClose(await scoresOf(await loadClassifier(at(source), { engine, labels: LABELS })), expected);
      }
      expectClose(await scoresOf(await loadClassifier(at('converted'), { engine })), expected);
    }
  });

  it('of a Teachable Machine export are those of its own library, which divides by 127', async () => {
    const expected = await predictWithLayers(tinyTeachableMachine(3), faces, INPUT_SIZE, [-1, 255 / 127 - 1]);
    expectClose(await scoresOf(await loadClassifier(at('teachable'), WASM)), expected);
  });

  it("through TensorFlow.js' layers are the same too", async () => {
    const expected = await predictWithLayers(withoutCounterpart(tinyMaskNet()), faces, INPUT_SIZE, [-1, 1]);
    expectClose(await scoresOf(await loadClassifier(at('odd'), { ...WASM, labels: LABELS })), expected);
  });

  it.each([
    ['one sigmoid, which scores the second label', 1, 'sigmoid', ([p]: number[]) => [1 - p!, p!]],
    [
      'two sigmoids, each as its share of their sum',
      2,
      'sigmoid',
      ([a, b]: number[]) => [a! / (a! + b!), b! / (a! + b!)],
    ],
    ['one logit', 1, 'linear', ([x]: number[]) => [1 / (1 + Math.exp(x!)), 1 / (1 + Math.exp(-x!))]],
    ['logits', 2, 'linear', ([a, b]: number[]) => [1 / (1 + Math.exp(b! - a!)), 1 / (1 + Math.exp(a! - b!))]],
  ])('come out of a head with %s', async (name, outputs, activation, toScores) => {
    const model = tinyMaskNet(outputs, activation);
    const expected = (await predictWithLayers(model, faces, INPUT_SIZE, [-1, 1])).map(toScores);
    for (const [kind, network] of Object.entries({ graph: model, layers: withoutCounterpart(model) })) {
      if (kind === 'layers') {
        const rows = await predictWithLayers(network, faces, INPUT_SIZE, [-1, 1]);
        expected.splice(0, expected.length, ...rows.map(toScores));
      }
      const folder = at(`${kind} ${name}`);
      await writeLayersModel(folder, network);
      expectClose(await scoresOf(await loadClassifier(folder, { ...WASM, labels: LABELS })), expected);
    }
  });
});

describe('what a model says of itself', () => {
  it('is taken from the file, and how it was trained is left open', async () => {
    const classifier = await loadClassifier(at('mask.h5'), { labels: LABELS, cropMargin: 0.2 });
    expect(classifier).toMatchObject({ labels: LABELS, cropMargin: 0.2 });
    expect(isForeignMetadata(classifier.metadata)).toBe(true);
    expect(classifier.metadata).toEqual({
      formatVersion: 1,
      labels: LABELS,
      inputSize: INPUT_SIZE,
      pixelRange: [-1, 1],
      cropMargin: 0.2,
      backbone: 'mobilenet_v2',
      threshold: 0.5,
      origin: { format: 'keras-h5', file: 'mask.h5', writtenBy: 'keras 2.15.0' },
    });
    classifier.dispose();
  });

  it('is taken from a file beside the .h5, and options go before it', async () => {
    await writeH5(at('beside.h5'), tinyMaskNet());
    await writeFile(at('beside.metadata.json'), JSON.stringify({ labels: ['a', 'b'], cropMargin: 0.1 }));
    const said = await loadClassifier(at('beside.h5'));
    const given = await loadClassifier(at('beside.h5'), { labels: ['c', 'd'] });
    expect(said).toMatchObject({ labels: ['a', 'b'], cropMargin: 0.1 });
    expect(given).toMatchObject({ labels: ['c', 'd'], cropMargin: 0.1 });
    said.dispose();
    given.dispose();
  });

  it('is taken from a Teachable Machine export, whose labels can be renamed', async () => {
    const classifier = await loadClassifier(at('teachable'), { labels: ['mask', 'no-mask', 'not-face'] });
    expect(classifier.labels).toEqual(['mask', 'no-mask', 'not-face']);
    expect(classifier.metadata).toMatchObject({
      inputSize: INPUT_SIZE,
      origin: { format: 'teachable-machine' },
    });
    classifier.dispose();
  });

  it('is read from URLs and from files named one by one', async () => {
    const expected = await scoresOf(await loadClassifier(at('layers'), { labels: LABELS }));
    const sources = [
      pathToFileURL(at('mask.h5')),
      { 'mask.h5': at('mask.h5') },
      pathToFileURL(`${at('layers')}/`),
      { 'model.json': at('layers/model.json'), 'group1-shard1of1.bin': at('layers/group1-shard1of1.bin') },
    ];
    for (const source of sources) {
      expectClose(await scoresOf(await loadClassifier(source, { labels: LABELS })), expected);
    }
  });
});

describe('convertClassifier', () => {
  it('writes a small, whole model folder that says where it comes from', async () => {
    expect((await readdir(at('converted'))).sort()).toEqual([
      'MODEL_CARD.md',
      'group1-shard1of1.bin',
      'metadata.json',
      'model.json',
    ]);
    const { metadata, ...classifier } = await loadClassifier(at('converted'));
    classifier.dispose();
    expect(metadata).toMatchObject({
      labels: LABELS,
      origin: {
        format: 'keras-h5',
        file: 'mask.h5',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
  });

  it('halves the weights with float16, and moves scores little', async () => {
    const files = await convertClassifier(at('mask.h5'), { labels: LABELS, precision: 'float16' });
    await writeFolder(at('half'), files);
    const { size } = await stat(at('converted/group1-shard1of1.bin'));
    expect(files['group1-shard1of1.bin']!.length).toBeLessThan(size * 0.6);
    const whole = await scoresOf(await loadClassifier(at('converted')));
    const half = await scoresOf(await loadClassifier(at('half')));
    half.forEach((row, i) =>
      row.forEach((score, j) => expect(Math.abs(score - whole[i]![j]!)).toBeLessThan(0.01)),
    );
  });

  it('refuses what needs no conversion, and what cannot be converted', async () => {
    await expect(convertClassifier(at('converted'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('is a model folder of maskpred already') as string,
    });
    await expect(convertClassifier(at('odd'), { labels: LABELS })).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('its layer ThresholdedReLU cannot be written as a graph') as string,
    });
  });

  it('works from fixtures that are small', async () => {
    expect((await stat(at('mask.h5'))).size).toBeLessThan(200_000);
    expect((await stat(at('teachable/weights.bin'))).size).toBeLessThan(200_000);
  });
});
