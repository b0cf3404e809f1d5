import type { Random, RgbImage } from '@maskpred/core';
import { AUGMENTATION } from './augmentation.js';

/** The picture in other light: brightness, contrast, and the colour of the light. */
export function relight(image: RgbImage, random: Random): RgbImage {
  const { brightness, contrast, tint } = AUGMENTATION;
  const gain = 1 + random.between(-brightness, brightness);
  const spread = 1 + random.between(-contrast, contrast);
  const tables = [0, 1, 2].map(() => {
    const colour = gain * (1 + random.between(-tint, tint));
    return Uint8ClampedArray.from({ length: 256 }, (_, value) => (value * colour - 127.5) * spread + 127.5);
  });
  const data = image.data.map((value, i) => tables[i % 3]![value]!);
  return { ...image, data };
}
