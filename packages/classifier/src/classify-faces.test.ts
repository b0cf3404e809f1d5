import { describe, expect, it } from 'vitest';
import type { Classifier } from '@maskpred/core';
import { photographPath, SAMPLE1_BOXES } from './__fixtures__/faces.js';
import { classifyFaces } from './classify-faces.js';

const faces = SAMPLE1_BOXES.map((box) => ({ box, score: 1 }));

describe('classifyFaces', () => {
  it('answers nothing for no faces', async () => {
    expect(await classifyFaces(photographPath('sample1.jpg'), [])).toEqual([]);
  });

  it('answers each face of a photograph in order, with the shipped weights', async () => {
    const answers = await classifyFaces(photographPath('sample1.jpg'), faces);
    expect(answers.map(({ label }) => label)).toEqual(['no-mask', 'no-mask', 'no-mask']);
    for (const { label, score, scores } of answers) expect(scores[0]).toEqual({ label, score });
  });

  it('cuts each box with the margin of the classifier', async () => {
    const seen: [number, number][] = [];
    const classifier: Classifier<'a' | 'b'> = {
      labels: ['a', 'b'],
      cropMargin: 0.5,
      classify: (crops) => {
        seen.push(...crops.map(({ width, height }): [number, number] => [width, height]));
        return Promise.resolve(crops.map(() => [{ label: 'a', score: 1 }]));
      },
      dispose: () => undefined,
    };
    const data = new Uint8Array(100 * 100 * 3);
    const picture = { data, width: 100, height: 100, channels: 3 } as const;
    const box = { x: 40, y: 40, width: 20, height: 10 };
    await classifyFaces(picture, [{ box, score: 1 }], { classifier });
    await classifyFaces(picture, undefined, { classifier });
    expect(seen).toEqual([
      [40, 20],
      [100, 100],
    ]);
  });

  it('rejects with the reason of an abort', async () => {
    const reason = new Error('enough');
    const call = classifyFaces(photographPath('sample1.jpg'), faces, { signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });

  it('says what is wrong with a picture that is not there', async () => {
    await expect(classifyFaces('no-such.jpg')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
