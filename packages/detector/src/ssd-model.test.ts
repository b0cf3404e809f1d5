import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, readModelWeights, startEngine } from '@maskpred/core/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SSD_HEADS, SSD_LAYERS } from './layers.js';
import { loadSsdModel, OUTPUTS, SHIPPED_MODEL, type SsdMetadata } from './ssd-model.js';

beforeAll(() => startEngine({ engine: 'wasm' }));

describe('the model that ships', () => {
  it('is small enough for a page, in files that static hosts take', async () => {
    const sizes = await Promise.all(
      Object.values(SHIPPED_MODEL).map(async (location) => (await stat(location)).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6e6);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  it('is a plain graph model with every weight of the SSD', async () => {
    const weights = await readModelWeights(SHIPPED_MODEL);
    const names = [
      ...SSD_LAYERS.map(({ name }) => name),
      ...SSD_HEADS.flatMap(({ boxes, classes }) => [boxes, classes]),
    ];
    for (const name of names) {
      expect(weights.has(`${name}/kernel`), name).toBe(true);
      expect(weights.has(`${name}/bias`), name).toBe(true);
    }
    const plain = await loadModel(SHIPPED_MODEL);
    expect(plain.outputs.map(({ name }) => name)).toEqual(OUTPUTS);
    plain.dispose();
  });
});

describe('loadSsdModel', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maskpred-ssd-model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The shipped model with other metadata. */
  async function withMetadata(maskpred: Partial<SsdMetadata> | undefined) {
    const model = JSON.parse(await readFile(SHIPPED_MODEL['model.json']!, 'utf8')) as object;
    const path = join(folder, 'model.json');
    await writeFile(path, JSON.stringify({ ...model, userDefinedMetadata: maskpred && { maskpred } }));
    return { ...SHIPPED_MODEL, 'model.json': path };
  }

  it('hands out the metadata of model.json', async () => {
    const { network, metadata } = await loadSsdModel(SHIPPED_MODEL);
    expect(metadata).toMatchObject({ formatVersion: 1, kind: 'ssd-mobilenet-v1' });
    expect(metadata.scoring).toHaveLength(2);
    network.dispose();
  });

  it('refuses a model without metadata, or of another kind, and frees it', async () => {
    const { network, metadata } = await loadSsdModel(SHIPPED_MODEL);
    network.dispose();
    const before = tf.memory().numTensors;
    const scoring = [metadata.scoring[0], { ...metadata.scoring[1], size: NaN }] as const;
    for (const wrong of [
      undefined,
      null as unknown as undefined,
      { ...metadata, kind: 'yolo' as 'ssd-mobilenet-v1' },
      { ...metadata, scoring },
      { ...metadata, maxOverlap: '1' as unknown as number },
    ]) {
      const call = loadSsdModel(await withMetadata(wrong));
      await expect(call).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a folder that is not there', async () => {
    await expect(loadSsdModel(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });
});
