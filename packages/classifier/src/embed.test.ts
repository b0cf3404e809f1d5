import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { resizeImage } from '@maskpred/core';
import { startEngine } from '@maskpred/core/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bareFaces } from './__fixtures__/faces.js';
import { createFaceEmbedder, type FaceEmbedder } from './embed.js';

const shippedFolder = fileURLToPath(new URL('../model', import.meta.url));
const faces = await bareFaces();
let scratch: string;
let embedder: FaceEmbedder;

/** The engine whose tensors can be counted. */
const WASM = { engine: 'wasm' } as const;

beforeAll(async () => {
  await startEngine(WASM);
  scratch = await mkdtemp(join(tmpdir(), 'maskpred embedder-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));
beforeEach(async () => {
  embedder = await createFaceEmbedder(undefined, WASM);
});
afterEach(() => embedder.dispose());

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('createFaceEmbedder', () => {
  it('turns nothing into nothing', async () => {
    expect(await embedder.embed([])).toEqual([]);
  });

  it('puts a picture nearer to its smaller copy than to other faces', async () => {
    const copies = faces.map((face) => resizeImage(face, face.width >> 1, face.height >> 1));
    const vectors = await embedder.embed([...faces, ...copies]);
    expect(vectors.map((vector) => vector.length)).toEqual(vectors.map(() => embedder.length));
    faces.forEach((_, i) => {
      const toCopies = copies.map((_, j) => cosine(vectors[i]!, vectors[faces.length + j]!));
      expect(toCopies.indexOf(Math.max(...toCopies))).toBe(i);
    });
  });

  it('gives the same alone and among others, more than one batch of them', async () => {
    const many = Array.from({ length: 10 }, (_, i) => faces[i % faces.length]!);
    const together = await embedder.embed(many);
    const [alone] = await embedder.embed([many[9]!]);
    expect(together).toHaveLength(10);
    expect(cosine(together[9]!, alone!)).toBeCloseTo(1, 4);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await embedder.embed(faces);
    expect(tf.memory().numTensors).toBe(before);
    const other = await createFaceEmbedder(undefined, WASM);
    other.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(other.embed(faces)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('stops when told to', async () => {
    const reason = new Error('enough');
    await expect(embedder.embed(faces, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('refuses a network without features, and frees it', async () => {
    const folder = join(scratch, 'other');
    await cp(shippedFolder, folder, { recursive: true });
    const file = join(folder, 'model.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"features"', '"pooled"'));
    const before = tf.memory().numTensors;
    await expect(createFaceEmbedder(folder, WASM)).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      message: expect.stringContaining('node "features"') as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
