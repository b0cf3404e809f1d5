import { cropImage, type RawImage } from '@maskpred/core';
import { describe, expect, it } from 'vitest';
import { cropFaces } from './crop-faces.js';

const image: RawImage = {
  data: Uint8Array.from({ length: 20 * 10 * 3 }, (_, i) => i % 251),
  width: 20,
  height: 10,
  channels: 3,
};
const at = (x: number, width: number, label = 'mask') => ({ box: { x, y: 2, width, height: 6 }, label });

describe('cropFaces', () => {
  it('gives nothing for no annotations', () => {
    expect(cropFaces(image, [])).toEqual([]);
  });

  it('cuts each box as core does, in order, without touching the picture', () => {
    const before = image.data.slice();
    const annotations = [at(8, 5, 'no-mask'), at(1, 4)];
    const crops = cropFaces(image, annotations, { margin: 0.25 });
    expect(crops.map(({ annotation }) => annotation)).toEqual(annotations);
    expect(crops[0].image).toEqual(cropImage(image, annotations[0].box, 0.25));
    expect(image.data).toEqual(before);
  });

  it('leaves out faces whose shorter side is below minSize, margin not counted', () => {
    const crops = cropFaces(image, [at(0, 4), at(5, 5)], { minSize: 5, margin: 1 });
    expect(crops.map(({ annotation }) => annotation.box.x)).toEqual([5]);
  });

  it('reaches over the edge, and refuses a box outside or without numbers', () => {
    expect(cropFaces(image, [at(-2, 6)])[0].image).toMatchObject({ width: 4, height: 6 });
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => cropFaces(image, [at(30, 4)])).toThrow(refusal);
    expect(() => cropFaces(image, [at(Number.NaN, 4)], { minSize: 2 })).toThrow(refusal);
    expect(() => cropFaces(image, [at(1, Number.NaN)], { minSize: 2 })).toThrow(refusal);
  });

  it('refuses options that are no numbers of their range', () => {
    for (const options of [
      { margin: Number.NaN },
      { margin: -0.5 },
      { minSize: -1 },
      { minSize: Infinity },
    ]) {
      expect(() => cropFaces(image, [], options)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      );
    }
  });
});
