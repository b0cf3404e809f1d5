import type { Random, RgbImage } from '@maskpred/core';
import { AUGMENTATION } from './augmentation.js';

/**
 * The picture with something in front of it, in some of the variants: a turned ellipse of one colour, as a hand, a head in
 * the foreground or a strand of hair covers a part of a face (after random erasing, Zhong et al. 2017, arXiv:1708.04896).
 */
export function occlude(image: RgbImage, random: Random): RgbImage {
  const { occludeShare, occludeArea, occludeAspect } = AUGMENTATION;
  // Drawn whether used or not, so that one choice does not move the others.
  const isOccluded = random.next() < occludeShare;
  const area = random.between(...occludeArea) * image.width * image.height;
  const aspect = occludeAspect[0] * (occludeAspect[1] / occludeAspect[0]) ** random.next();
  const centreX = random.between(0, image.width);
  const centreY = random.between(0, image.height);
  const angle = random.between(0, Math.PI);
  const colour = [random.int(0, 255), random.int(0, 255), random.int(0, 255)] as const;
  if (!isOccluded) return image;

  const radiusX = Math.sqrt((area * aspect) / Math.PI);
  const radiusY = Math.sqrt(area / aspect / Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const data = image.data.slice();
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [dx, dy] = [x + 0.5 - centreX, y + 0.5 - centreY];
      const across = (cos * dx + sin * dy) / radiusX;
      const along = (cos * dy - sin * dx) / radiusY;
      if (across * across + along * along <= 1) data.set(colour, (y * image.width + x) * 3);
    }
  }
  return { ...image, data };
}
