import type { Random, RgbImage } from '@maskpred/core';
import { AUGMENTATION, WORKING_SIZE } from './augmentation.js';

/** The picture turned, zoomed, shifted, sheared and perhaps mirrored; outside the picture its edge pixels repeat. */
export function warp(image: RgbImage, random: Random): RgbImage {
  const { rotation, zoom, shift, shear, mirrorShare } = AUGMENTATION;
  const scale = Math.min(1, WORKING_SIZE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const angle = (random.between(-rotation, rotation) * Math.PI) / 180;
  const magnify = (1 / scale) * (1 + random.between(-zoom, zoom));
  const skew = random.between(-shear, shear);
  const mirror = random.next() < mirrorShare ? -1 : 1;
  const centreX = image.width * (0.5 + random.between(-shift, shift));
  const centreY = image.height * (0.5 + random.between(-shift, shift));
  const cos = Math.cos(angle) * magnify;
  const sin = Math.sin(angle) * magnify;

  const data = new Uint8Array(width * height * 3);
  let o = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dy = y + 0.5 - height / 2;
      const dx = mirror * (x + 0.5 - width / 2) + skew * dy;
      sampleBilinear(
        image,
        centreX + cos * dx - sin * dy - 0.5,
        centreY + sin * dx + cos * dy - 0.5,
        data,
        o,
      );
      o += 3;
    }
  }
  return { data, width, height, channels: 3 };
}

function sampleBilinear(image: RgbImage, x: number, y: number, target: Uint8Array, offset: number): void {
  const { data, width, height } = image;
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const right = x0 + 1 < width ? 3 : 0;
  const down = y0 + 1 < height ? width * 3 : 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const at = (y0 * width + x0) * 3;
  for (let c = 0; c < 3; c++) {
    const p = at + c;
    const top = data[p]! * (1 - fx) + data[p + right]! * fx;
    const bottom = data[p + down]! * (1 - fx) + data[p + down + right]! * fx;
    target[offset + c] = top * (1 - fy) + bottom * fy + 0.5;
  }
}
