// A detector that knows where everybody is and errs as real ones do: boxes are a little off, faces are missed now and then
// and for a while, whoever is covered is not found, and what is no face is found.
import { clipBox, createRandom } from '@maskpred/core';
import { FRAME } from './scene.mjs';

/** Standard error of each edge, as a share of the side. */
const BOX_ERROR = 0.035;
/** Chances a look, of one face. */
const MISS = 0.04;
const FADE_BEGINS = 0.03;
const FADE_ENDS = 0.35;
/** False faces a look. */
const FALSE_FACES = 0.15;

/** What is found in each look, one after the other: `FaceDetection[]` with `truth`, the person's id or undefined. */
export function createSimulatedDetector(seed) {
  const random = createRandom(seed);
  const isFading = new Map();
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()); // Box and Muller
  const shake = ({ x, y, width, height }) => {
    const [dx, dy, dw, dh] = [width, height, width, height].map((side) => BOX_ERROR * side * normal());
    return clipBox({ x: x + dx, y: y + dy, width: width + dw, height: height + dh }, FRAME);
  };

  return (truth) => {
    const found = [];
    for (const { id, box, isCovered } of truth) {
      const fades = isFading.get(id) ? random.next() > FADE_ENDS : random.next() < FADE_BEGINS;
      isFading.set(id, fades);
      const score = fades ? random.between(0.15, 0.5) : random.between(0.55, 0.99);
      const place = shake(box);
      const isMissed = random.next() < MISS;
      if (isCovered || isMissed || place.width < 8 || place.height < 8) continue;
      found.push({ box: place, score, truth: id });
    }
    if (random.next() < FALSE_FACES) {
      const side = random.between(25, 90);
      const [x, y] = [random.between(0, FRAME.width - side), random.between(0, FRAME.height - side)];
      found.push({
        box: { x, y, width: side, height: side },
        score: random.between(0.3, 0.75),
        truth: undefined,
      });
    }
    return found.sort((a, b) => b.score - a.score);
  };
}
