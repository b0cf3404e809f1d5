import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type MediaPipeRange, readModel, SHIPPED_MODELS } from './mediapipe-models.js';

describe.each(Object.keys(SHIPPED_MODELS) as MediaPipeRange[])('the model %s', (range) => {
  const { url, sha256 } = SHIPPED_MODELS[range];

  it('is what the build made, and is read', async () => {
    const bytes = await readFile(fileURLToPath(url));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(Buffer.from(await readModel(range)).equals(bytes)).toBe(true);
  });

  it('ends with the bytes of the model that it was made of', async () => {
    const name = url.pathname.split('/').at(-1)!;
    const original = await readFile(
      fileURLToPath(new URL(`../../../node_modules/@mediapipe/face_detection/${name}`, import.meta.url)),
    );
    const bytes = await readFile(fileURLToPath(url));
    expect(bytes.includes(original)).toBe(true);
    expect(bytes.subarray(4, 8).toString()).toBe('TFL3');
    expect(bytes.length - original.length).toBeLessThan(2048);
  });
});

describe('readModel', () => {
  it('says that a file is missing', async () => {
    await expect(readModel('short', 'no-such-model.tflite')).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('no-such-model.tflite'),
    });
  });
});
