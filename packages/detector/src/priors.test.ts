import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPriors } from './priors.js';

const require = createRequire(import.meta.url);
const weights = join(
  dirname(require.resolve('@vladmandic/face-api/package.json')),
  'model/ssd_mobilenetv1_model.bin',
);

/** `Output/extra_dim`, the last tensor of the file: [5118, 4] as ymin, xmin, ymax, xmax, shares of 512. */
function storedPriors(): Float32Array {
  const bytes = readFileSync(weights);
  return new Float32Array(Uint8Array.from(bytes.subarray(-5118 * 4 * 4)).buffer);
}

describe('createPriors', () => {
  it('gives the priors that are stored with the weights', () => {
    const stored = storedPriors();
    const priors = createPriors({ width: 512, height: 512 });
    expect(priors.count).toBe(5118);
    let largest = 0;
    for (let i = 0; i < priors.count; i++) {
      const [x, y] = [priors.centreX[i]!, priors.centreY[i]!];
      const [width, height] = [priors.width[i]!, priors.height[i]!];
      const edges = [y - height / 2, x - width / 2, y + height / 2, x + width / 2];
      edges.forEach((edge, k) => (largest = Math.max(largest, Math.abs(edge / 512 - stored[i * 4 + k]!))));
    }
    expect(largest).toBeLessThan(1e-6); // shares of the picture; both sides are float32
  });

  it.each([
    [256, 256, (16 * 16 * 3 + (64 + 16 + 4 + 1 + 1) * 6) as number],
    [640, 384, 40 * 24 * 3 + (20 * 12 + 10 * 6 + 5 * 3 + 3 * 2 + 2 * 1) * 6],
    [64, 64, 4 * 4 * 3 + (4 + 1 + 1 + 1 + 1) * 6],
  ])('has one entry a prior of the six maps at %i x %i', (width, height, count) => {
    expect(createPriors({ width, height }).count).toBe(count);
  });

  it('gives priors of the same pixels at every input size', () => {
    const sides = (side: number) => [...new Set(createPriors({ width: side, height: side }).width)];
    expect(sides(768)).toEqual(sides(512));
  });

  it('swaps axes with the input', () => {
    const wide = createPriors({ width: 512, height: 256 });
    const tall = createPriors({ width: 256, height: 512 });
    expect(Math.max(...wide.centreX)).toBe(Math.max(...tall.centreY));
    expect(Math.max(...wide.centreY)).toBe(Math.max(...tall.centreX));
  });
});
