import { cosine, sine } from '../../drawing/exact.js';
import type { Light } from '../../drawing/light.js';
import { ridge } from '../../drawing/numeric.js';
import type { FacePose } from '../../drawing/pose.js';
import type { Surface } from '../../drawing/surface.js';
import { type Joint, limbSurface } from '../limb.js';
import { bodyLight } from '../skin.js';
import { cupFrame, type CupPlace, foreshorten } from './body.js';
import type { CupDesign } from './design.js';

const PARTS = 8;
const THICKNESS = 0.085;
const SHADOW = 0.2;

/** The ring on one side of a mug. */
export function handleSurface(
  design: CupDesign,
  place: CupPlace,
  side: 1 | -1,
  light: Light,
  pose: FacePose,
): Surface {
  const { seen } = foreshorten(design, place);
  const frame = cupFrame(place);
  const joints = Array.from({ length: PARTS + 1 }, (_, i): Joint => {
    const angle = (Math.PI * i) / PARTS - Math.PI / 2;
    const q = side * (0.94 * design.rim + 0.42 * cosine(angle));
    return { ...frame.toPlace(q, seen * (0.48 + 0.3 * sine(angle))), radius: THICKNESS };
  });
  return limbSurface(joints, {
    shadow: SHADOW,
    colourAt(point) {
      const lit = bodyLight(point, light, pose);
      const shine = 0.25 * design.gloss * ridge(point.aside, -0.3, 0.3);
      const channel = (c: 0 | 1 | 2) => light.white[c] * (design.colour[c] * lit + shine);
      return [channel(0), channel(1), channel(2)];
    },
  });
}
