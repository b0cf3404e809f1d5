import { readFile } from 'node:fs/promises';
import { type FaceDetector, type ImageInput, iou } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACE_COUNTS, photographPath, placeOn, readPhotograph } from './__fixtures__/photographs.js';
import { createSsdDetector } from './create-ssd-detector.js';

let detector: FaceDetector<ImageInput>;
beforeAll(async () => {
  detector = await createSsdDetector();
});
afterAll(() => detector.dispose());

describe('createSsdDetector', () => {
  it.each(FACE_COUNTS.map((count, i) => [i + 1, count]))(
    'finds the faces of photograph %i (%i of them)',
    async (number, count) => {
      const faces = await detector.detect(photographPath(number));
      expect(faces).toHaveLength(count);
      for (const { box } of faces) {
        expect(box.width).toBeGreaterThan(60);
        expect(box.width / box.height).toBeGreaterThan(0.6);
        expect(box.width / box.height).toBeLessThan(1.4);
      }
    },
  );

  it('reads paths, URLs, bytes and pixels alike', async () => {
    const path = photographPath(1);
    const bytes = await readFile(path);
    const url = new URL(`file://${path}`);
    const pixels = await decodeImage(path);
    const expected = await detector.detect(path);
    for (const image of [bytes, url, pixels]) expect(await detector.detect(image)).toEqual(expected);
  });

  it.each([[384], [640], [[640, 384]]])(
    'finds the same faces with an input size of %j',
    async (inputSize) => {
      const image = await readPhotograph(5, 800);
      const expected = await detector.detect(image);
      const other = await createSsdDetector({ inputSize });
      const faces = await other.detect(image);
      other.dispose();
      expect(faces).toHaveLength(expected.length);
      for (const { box } of expected) {
        expect(Math.max(...faces.map((face) => iou(face.box, box)))).toBeGreaterThan(0.65);
      }
    },
  );

  it('finds the same faces in a tall picture as in a wide one', async () => {
    const image = await readPhotograph(4, 500);
    const tall = placeOn(image, 500, 900, 0, 0);
    const faces = await detector.detect(tall);
    expect(faces).toHaveLength((await detector.detect(image)).length);
  });

  it('refuses an engine that is not there', async () => {
    await expect(createSsdDetector({ engine: 'abacus' as 'wasm' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('passes on what is wrong with a file', async () => {
    await expect(detector.detect('no-such-file.jpg')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(detector.detect(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'IMAGE_DECODE_FAILED',
    });
  });

  it('rejects with DISPOSED when it is disposed during a call', async () => {
    const other = await createSsdDetector();
    const call = other.detect(photographPath(1));
    other.dispose();
    await expect(call).rejects.toMatchObject({ code: 'DISPOSED' });
  });
});

describe('tiles', () => {
  const inputSize = 256; // fast

  it('find small faces in a large picture', async () => {
    // Faces of about 20 pixels: 5 of the network's when the whole canvas is resized.
    const canvas = placeOn(await readPhotograph(4, 240), 1000, 700, 430, 300);
    const plain = await createSsdDetector({ inputSize });
    expect(await plain.detect(canvas)).toEqual([]);
    plain.dispose();

    const tiled = await createSsdDetector({ inputSize, tiles: true });
    const faces = await tiled.detect(canvas);
    tiled.dispose();
    expect(faces).toHaveLength(FACE_COUNTS[3]);
    for (const { box } of faces) {
      expect(box.x).toBeGreaterThan(430);
      expect(box.x + box.width).toBeLessThan(430 + 240);
      expect(box.y).toBeGreaterThan(300);
      expect(box.width).toBeLessThan(35);
    }
  });

  it('report a face that is larger than their overlap once', async () => {
    const image = await readPhotograph(1, 600);
    const [best] = await detector.detect(image);
    const tiled = await createSsdDetector({ inputSize, tiles: { size: 150 } });
    const faces = await tiled.detect(image);
    tiled.dispose();
    expect(best!.box.width).toBeGreaterThan(0.25 * 150);
    expect(faces.filter(({ box }) => iou(box, best!.box) > 0.3)).toHaveLength(1);
  });

  it('can be stopped between two looks', async () => {
    const tiled = await createSsdDetector({ inputSize, tiles: { size: 64 } });
    const controller = new AbortController();
    const call = tiled.detect(await readPhotograph(1, 1000), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(call).rejects.toThrow('enough');
    tiled.dispose();
  });
});
