import type { Box, Keypoint, RgbImage } from '@maskpred/core';

export interface DrawnFace {
  readonly image: RgbImage;
  /** Eyebrows to chin. */
  readonly box: Box;
  readonly keypoints: readonly Keypoint[];
}

type Colour = readonly [number, number, number];

/** A simple bare face, skin on a light wall: what a drawing test can reason about. `light` multiplies every pixel. */
export function drawFace({ size = 200, light = 1, grey = false } = {}): DrawnFace {
  const at = (share: number) => share * size;
  const box = { x: at(0.28), y: at(0.3), width: at(0.44), height: at(0.5) };
  const keypoints = [
    { name: 'right-eye', x: at(0.41), y: at(0.385) },
    { name: 'left-eye', x: at(0.59), y: at(0.385) },
    { name: 'nose', x: at(0.5), y: at(0.545) },
    { name: 'mouth', x: at(0.5), y: at(0.645) },
  ];
  const data = new Uint8Array(size * size * 3);
  const colourAt = (x: number, y: number): Colour => {
    const inEllipse = (cx: number, cy: number, rx: number, ry: number) =>
      ((x / size - cx) / rx) ** 2 + ((y / size - cy) / ry) ** 2 < 1;
    if (inEllipse(0.41, 0.385, 0.04, 0.015) || inEllipse(0.59, 0.385, 0.04, 0.015)) return [40, 30, 30];
    if (inEllipse(0.5, 0.645, 0.08, 0.02)) return [170, 70, 70];
    if (inEllipse(0.5, 0.5, 0.22, 0.3)) return [205, 160, 135];
    return [225, 225, 220];
  };
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [red, green, blue] = colourAt(x, y);
      const mean = (red + green + blue) / 3;
      const colour = grey ? [mean, mean, mean] : [red, green, blue];
      data.set(
        colour.map((value) => Math.round(value * light)),
        (y * size + x) * 3,
      );
    }
  }
  return { image: { data, width: size, height: size, channels: 3 }, box, keypoints };
}
