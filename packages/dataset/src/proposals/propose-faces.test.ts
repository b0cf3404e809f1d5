import type { Classifier, FaceDetection, FaceDetector, RawImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { proposeFaces } from './propose-faces.js';

const image: RawImage = { data: new Uint8Array(100 * 80 * 3), width: 100, height: 80, channels: 3 };
const found: readonly FaceDetection[] = [
  { box: { x: 10.4, y: 20.6, width: 30.2, height: 40.1 }, score: 0.9 },
  { box: { x: 60, y: 5, width: 12, height: 14 }, score: 0.7 },
];

function detectorOf(faces: readonly FaceDetection[], calls: unknown[] = []): FaceDetector {
  return {
    name: 'fixed',
    async detect(_image, options) {
      calls.push(options);
      return [...faces];
    },
    dispose: () => undefined,
  };
}

const classifier: Classifier = {
  labels: ['mask', 'no-mask'],
  cropMargin: 0.5,
  // The wider crop is the face that is 30 pixels wide.
  async classify(faces) {
    return faces.map(({ width }) =>
      width > 40
        ? [
            { label: 'mask', score: 0.8 },
            { label: 'no-mask', score: 0.2 },
          ]
        : [
            { label: 'no-mask', score: 0.6 },
            { label: 'mask', score: 0.4 },
          ],
    );
  },
  dispose: () => undefined,
};

describe('proposeFaces', () => {
  it('gives nothing where the detector finds nothing, and asks no classifier about it', async () => {
    expect(await proposeFaces(image, { detector: detectorOf([]) })).toEqual([]);
    expect(await proposeFaces(image, { detector: detectorOf([]), classifier })).toEqual([]);
  });

  it('gives whole pixels, the score, and the label face', async () => {
    expect(await proposeFaces(image, { detector: detectorOf(found) })).toEqual([
      { box: { x: 10, y: 21, width: 31, height: 40 }, label: 'face', score: 0.9 },
      { box: { x: 60, y: 5, width: 12, height: 14 }, label: 'face', score: 0.7 },
    ]);
  });

  it('takes the label that it is told, or the guess of a classifier on its own crop', async () => {
    const told = await proposeFaces(image, { detector: detectorOf(found), label: 'mask' });
    expect(told.map(({ label }) => label)).toEqual(['mask', 'mask']);
    const guessed = await proposeFaces(image, { detector: detectorOf(found), classifier });
    expect(guessed.map(({ label, labelScore }) => [label, labelScore])).toEqual([
      ['mask', 0.8],
      ['no-mask', 0.6],
    ]);
  });

  it('leaves out small faces, and tells the detector the score and the signal', async () => {
    const calls: unknown[] = [];
    const { signal } = new AbortController();
    const detector = detectorOf(found, calls);
    const faces = await proposeFaces(image, { detector, minSize: 13, minScore: 0.3, signal });
    expect(faces).toHaveLength(1);
    expect(calls).toEqual([{ minScore: 0.3, signal }]);
    for (const minSize of [-1, Number.NaN]) {
      await expect(proposeFaces(image, { detector, minSize })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
  });
});
