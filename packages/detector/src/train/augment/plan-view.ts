import { createRandom, type Random, type Size } from '@maskpred/core';
import { drawPastes } from './paste-faces.js';
import { boxesIn, drawWindow, moveWindow, wholeWindow } from './window.js';
import type { SceneShape, ViewPart, ViewPlan } from './view-plan.js';

/** Share of the views that are mosaics of four scenes (arXiv:2004.10934, section 3.3): more and smaller faces at once. */
export const MOSAIC_SHARE = 0.2;

/** Share of the views of one scene that get faces of others pasted on. */
export const PASTE_SHARE = 0.5;

/** The scene as the network sees it in use. */
export function planWhole(scene: number, shapes: readonly SceneShape[], canvas: Size): ViewPlan {
  const window = wholeWindow(shapes[scene]!, canvas);
  return { parts: [{ scene, window }], ...boxesIn(window, shapes[scene]!.faces) };
}

/**
 * A variant of the scene: a window of it, or a mosaic with three others. The same seed gives the same plan.
 * @param seed - a whole number.
 */
export function planVariant(
  scene: number,
  shapes: readonly SceneShape[],
  canvas: Size,
  seed: number,
): ViewPlan {
  const random = createRandom(seed);
  const isMosaic = random.next() < MOSAIC_SHARE && shapes.length > 1;
  const shown = isMosaic
    ? drawMosaic(scene, shapes, canvas, random)
    : [drawPart(scene, shapes, canvas, random)];
  const seen = shown.map(({ scene: i, window }) => boxesIn(window, shapes[i]!.faces));
  const taken = seen.flatMap(({ faces, ignored }) => [...faces, ...ignored]);
  const isPasted = random.next() < PASTE_SHARE && !isMosaic;
  const pastes = isPasted ? drawPastes(shapes, shown[0]!.window.place, taken, random) : [];
  const parts = [...shown, ...pastes];
  const boxes = [...seen, ...pastes.map(({ window, pasted }) => boxesIn(window, [pasted!]))];
  return {
    parts,
    faces: boxes.flatMap(({ faces }) => faces),
    ignored: boxes.flatMap(({ ignored }) => ignored),
    seed: random.int(0, 0x7fffffff),
  };
}

function drawPart(scene: number, shapes: readonly SceneShape[], canvas: Size, random: Random): ViewPart {
  return { scene, window: drawWindow(shapes[scene]!, shapes[scene]!.faces, canvas, random) };
}

/** The scene and three others, each on a quarter of the canvas. */
function drawMosaic(scene: number, shapes: readonly SceneShape[], canvas: Size, random: Random): ViewPart[] {
  const quarter = { width: Math.floor(canvas.width / 2), height: Math.floor(canvas.height / 2) };
  return [0, 1, 2, 3].map((i) => {
    const part = drawPart(i === 0 ? scene : random.int(0, shapes.length - 1), shapes, quarter, random);
    return {
      ...part,
      window: moveWindow(part.window, (i % 2) * quarter.width, Math.floor(i / 2) * quarter.height),
    };
  });
}
