import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { classifyFaces } from '@maskpred/classifier';
import { decodeImage } from '@maskpred/core/node';
import { drawFaceMask, FACE_MASK_STYLES } from '@maskpred/dataset';
import { detectFaces } from '@maskpred/detector';
import { createMaskPredictor } from '@maskpred/predictor';
import { describe, expect, it } from 'vitest';

const demo = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

describe('the whole way, from a photograph to labels', () => {
  it('calls every bare face no-mask, and nine of ten mask once a mask is drawn on it', async () => {
    const predictor = await createMaskPredictor();
    const bare: string[] = [];
    const covered: string[] = [];
    for (const name of ['sample1.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg']) {
      const image = await decodeImage(join(demo, name));
      bare.push(...(await predictor.predict(image)).map(({ label }) => label));
      const faces = await detectFaces(image);
      const masked = faces.reduce(
        (picture, face, i) =>
          drawFaceMask(picture, face, { seed: i, style: FACE_MASK_STYLES[i % FACE_MASK_STYLES.length]! }),
        image,
      );
      covered.push(...(await classifyFaces(masked, faces)).map(({ label }) => label));
    }
    predictor.dispose();
    expect(bare.length).toBeGreaterThanOrEqual(14);
    expect(new Set(bare)).toEqual(new Set(['no-mask']));
    expect(covered.filter((label) => label === 'mask').length / covered.length).toBeGreaterThanOrEqual(0.9);
  });
});
