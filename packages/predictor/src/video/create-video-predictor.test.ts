import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decodeImage } from '@maskpred/core/node';
import { createFaceDetector } from '@maskpred/detector';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createVideoPredictor } from './create-video-predictor.js';

const demo = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

describe('createVideoPredictor with the networks that ship', () => {
  it('follows and labels the people of a photograph, and keeps no tensor', async () => {
    const detector = await createFaceDetector({ inputSize: 320, engine: 'wasm' });
    const predictor = await createVideoPredictor({ detector });
    const image = await decodeImage(join(demo, 'sample3.jpg'));
    const answers = [];
    let tensors = 0;
    for (let i = 0; i < 4; i++) {
      answers.push(await predictor.push(image, { timestampMs: 100 * i }));
      if (i === 0) tensors = memory().numTensors;
    }
    expect(memory().numTensors).toBe(tensors);
    const last = answers.at(-1)!;
    const people = last.status === 'seen' ? last.people : [];
    expect(people.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(people.map(({ label }) => label)).toEqual(['no-mask', 'no-mask', 'no-mask']);
    predictor.dispose();
    detector.dispose();
  });

  it('refuses a number out of range before it loads anything', async () => {
    await expect(createVideoPredictor({ minHits: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
