import type { Random } from '@maskpred/core';
import { cosine, sine } from '../../drawing/exact.js';
import type { Rgb } from '../../drawing/numeric.js';
import { ridge, valueNoise } from '../../drawing/numeric.js';
import type { Surface } from '../../drawing/surface.js';
import { type Joint, type LimbPoint, limbSurface } from '../limb.js';
import { bodyLight, type Skin, skinColour } from '../skin.js';
import { CLOTH_COLOURS, varyColour } from '../../drawing/cloth-colours.js';
import { type HandFrame, toPlace } from './frame.js';

/** Units: forearms are longer than any picture of a face shows. */
const LENGTH = 4;
const SHADOW = 0.25;

/** The forearm behind a hand, mostly in a sleeve; the sleeve comes first. */
export function armSurfaces(
  frame: HandFrame,
  wrist: { readonly x: number; readonly y: number },
  turn: number,
  skin: Skin,
  random: Random,
): Surface[] {
  const back = turn + Math.PI;
  const at = (distance: number, radius: number): Joint => ({
    ...toPlace(frame, wrist.x + distance * cosine(back), wrist.y + distance * sine(back)),
    radius: radius * frame.scale,
  });
  const arm = limbSurface([at(-0.35, 0.36), at(0.25, 0.37), at(LENGTH, 0.62)], {
    shadow: SHADOW,
    colourAt: (point) => skinColour(skin, bodyLight(point, skin.light, skin.pose), point.across, point.v),
  });
  const cuff = random.between(0.1, 1.6);
  const colour = varyColour(CLOTH_COLOURS[random.int(0, CLOTH_COLOURS.length - 1)]!, random);
  const seed = random.int(1, 0x7fffffff);
  const hasSleeve = random.next() < 0.75;
  const sleeve = limbSurface([at(cuff, 0.5), at(cuff + 0.5, 0.53), at(LENGTH, 0.72)], {
    shadow: SHADOW,
    colourAt: (point) => sleeveColour(point, colour, skin, seed),
    opacityAt: ({ along }) => (along < 0 ? 0 : 1),
  });
  return hasSleeve ? [sleeve, arm] : [arm];
}

/** Cloth in folds across the arm, with a hem. */
function sleeveColour(point: LimbPoint, colour: Rgb, { light, pose }: Skin, seed: number): Rgb {
  const { along, aside } = point;
  const fold = (d: number) => valueNoise((along + d) * 4 + aside * 1.3, aside * 1.5, seed);
  const hem = 0.12 * ridge(along, 0.12, 0.03) + 0.1 * ridge(along, 0, 0.04);
  const lit = bodyLight(point, light, pose) + 0.5 * (fold(0) - fold(0.05)) - hem;
  return [
    light.white[0] * colour[0] * lit,
    light.white[1] * colour[1] * lit,
    light.white[2] * colour[2] * lit,
  ];
}
