import type { FaceDetection, FaceDetector } from '@maskpred/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { readPhotograph } from './__fixtures__/photographs.js';
import { createSsdDetector } from './create-ssd-detector.js';
import { faceDetectorContract } from './testing.js';

const pictures = [await readPhotograph(1, 480), await readPhotograph(5, 400)];
/** Of `wasm`, on which the detectors here run. */
const tensorCount = () => tf.memory().numTensors;

describe('the contract of face detectors', () => {
  describe('holds for the SSD', () => {
    const create = () => createSsdDetector({ engine: 'wasm', inputSize: [320, 256] });
    for (const { name, run } of faceDetectorContract(create, pictures, { tensorCount })) it(name, run);
  });

  describe('holds for the SSD with tiles', () => {
    const create = () => createSsdDetector({ engine: 'wasm', inputSize: 256, tiles: true });
    for (const { name, run } of faceDetectorContract(create, pictures, { tensorCount })) it(name, run);
  });

  it('is not met by a detector that does everything wrong', async () => {
    let calls = 0;
    const face = (score: number): FaceDetection => ({ box: { x: -5, y: 0, width: 10, height: 0 }, score });
    const create = (): FaceDetector => ({
      name: '',
      async detect(image) {
        calls++;
        image.data[0]! ^= 255;
        return [face(0.2), face(1.5 + calls)];
      },
      dispose() {},
    });
    const cases = faceDetectorContract(create, pictures, { tensorCount: () => calls });
    const passed: string[] = [];
    for (const { name, run } of cases) {
      await run().then(
        () => passed.push(name),
        () => undefined,
      );
    }
    expect(passed).toEqual([
      'finds a face in every picture that was given',
      'does not disturb another detector when it is disposed',
    ]);
  });

  it('is not met by a detector that finds nothing', async () => {
    const create = (): FaceDetector => ({ name: 'blind', detect: async () => [], dispose() {} });
    const [findsFaces] = faceDetectorContract(create, pictures);
    await expect(findsFaces!.run()).rejects.toThrow('picture 0: no face');
  });
});
