import {
  createRandom,
  cropImage,
  type RawImage,
  resizeImage,
  type RgbImage,
  type Size,
} from '@maskpred/core';
import { fillCanvas } from '../../letterbox.js';
import { degrade } from './degrade.js';
import type { ViewPlan } from './view-plan.js';
import { relight } from './relight.js';
import type { Window } from './window.js';

/**
 * The pixels of a view as the network takes them: `[height, width, 3]`, RGB in -1 to 1, black where no window is.
 * @param read - the picture of a scene.
 */
export async function renderView(
  plan: ViewPlan,
  canvas: Size,
  read: (scene: number) => Promise<RawImage>,
): Promise<Float32Array> {
  const values = new Float32Array(canvas.width * canvas.height * 3).fill(-1);
  const random = plan.seed === undefined ? undefined : createRandom(plan.seed);
  for (const { scene, window, pasted } of plan.parts) {
    const shown = show(await read(scene), window);
    const image = random ? await degrade(relight(shown, random), random) : shown;
    if (pasted) blendOval(values, canvas.width, image, window.place);
    else fillCanvas(values, canvas.width, image, image, window.place);
  }
  return values;
}

/** Share of an oval's radius over which it fades out. */
const FADE = 0.25;

/** Lays the oval inside the picture on what is there, fading out towards its edge. */
function blendOval(
  values: Float32Array,
  canvasWidth: number,
  { data, width, height }: RgbImage,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const radius = Math.hypot((2 * column + 1) / width - 1, (2 * row + 1) / height - 1);
      const share = Math.min(1, Math.max(0, (1 - radius) / FADE));
      const to = ((y + row) * canvasWidth + x + column) * 3;
      for (let c = 0; c < 3; c++) {
        const value = data[(row * width + column) * 3 + c]! / 127.5 - 1;
        values[to + c] = values[to + c]! * (1 - share) + value * share;
      }
    }
  }
}

function show(picture: RawImage, { region, place, isMirrored }: Window): RgbImage {
  const resized = resizeImage(cropImage(picture, region), place.width, place.height);
  return isMirrored ? mirror(resized) : resized;
}

function mirror({ data, width, height, channels }: RgbImage): RgbImage {
  const mirrored = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * 3;
      const to = (row * width + width - 1 - column) * 3;
      for (let c = 0; c < 3; c++) mirrored[to + c] = data[from + c]!;
    }
  }
  return { data: mirrored, width, height, channels };
}
