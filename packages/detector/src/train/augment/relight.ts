import type { Random, RgbImage } from '@maskpred/core';

/** Ranges of {@link relight}. */
export const LIGHT = Object.freeze({
  /** Share of the value, either way. */
  brightness: 0.3,
  /** Share, either way, about the mean grey. */
  contrast: 0.25,
  /** Share of the value a channel, either way: the colour of the light. */
  tint: 0.08,
  /** Share of the pictures that lose their colour. */
  greyShare: 0.1,
});

/** The picture in another light: brighter or darker, of more or less contrast, tinted, now and then grey. */
export function relight(image: RgbImage, random: Random): RgbImage {
  const gain = 1 + random.between(-LIGHT.brightness, LIGHT.brightness);
  const spread = 1 + random.between(-LIGHT.contrast, LIGHT.contrast);
  const tables = [0, 1, 2].map(() => {
    const colour = gain * (1 + random.between(-LIGHT.tint, LIGHT.tint));
    return Uint8ClampedArray.from({ length: 256 }, (_, value) => (value * colour - 127.5) * spread + 127.5);
  });
  const isGrey = random.next() < LIGHT.greyShare;
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const red = tables[0]![image.data[i]!]!;
    const green = tables[1]![image.data[i + 1]!]!;
    const blue = tables[2]![image.data[i + 2]!]!;
    const mean = (red + green + blue) / 3;
    data[i] = isGrey ? mean : red;
    data[i + 1] = isGrey ? mean : green;
    data[i + 2] = isGrey ? mean : blue;
  }
  return { ...image, data };
}
