import { assertRawImage, clipBox, fitWithin, MaskpredError, resizeImage, scaleBox } from '@maskpred/core';

/** Pixels: skin is looked for in a small copy. */
const SIDE = 96;
/** Smaller patches are hands and noise: a share of the small copy. */
const MIN_AREA = 0.004;
/** Faces are about as wide as high; arms and walls are not. */
const SHAPE = { narrowest: 0.45, widest: 1.3 };

/**
 * A face detector as a user may write one: connected patches of skin colour with the shape of a face. It shows the
 * interface and is no good detector: it sees no dark skin, and takes wood and sand for people.
 */
export function createSkinDetector({ minScore = 0.5, maxFaces = Infinity } = {}) {
  let isDisposed = false;
  return {
    name: 'skin',
    async detect(image, options = {}) {
      const { signal, minScore: least = minScore, maxFaces: most = maxFaces } = options;
      signal?.throwIfAborted();
      if (isDisposed)
        throw new MaskpredError('DISPOSED', 'This skin detector was disposed. Create a new one.');
      check(least >= 0 && least <= 1, `minScore is a number from 0 to 1, got ${least}.`);
      check(
        most === Infinity || (Number.isInteger(most) && most >= 1),
        `maxFaces is at least 1, got ${most}.`,
      );
      assertRawImage(image);
      await nextTask(); // lets others work, and an abort arrive
      signal?.throwIfAborted();

      const { width, height } = fitWithin(image, SIDE);
      const small = resizeImage(image, width, height); // RGB, whatever came
      return patches(skinOf(small), width, height)
        .map(({ box, area }) => ({ box, score: scoreOf(box, area) }))
        .filter(
          ({ box, score }) =>
            score >= least && hasFaceShape(box) && box.width * box.height >= MIN_AREA * width * height,
        )
        .sort((a, b) => b.score - a.score)
        .slice(0, most)
        .map(({ box, score }) => ({
          box: clipBox(scaleBox(box, image.width / width, image.height / height), image),
          score,
        }));
    },
    dispose() {
      isDisposed = true;
    },
  };
}

/** 1 where a pixel has the colour of light skin: chroma of Chai and Ngan, "Face Segmentation Using Skin-Color Map", 1999. */
function skinOf({ data, width, height }) {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [r, g, b] = data.subarray(3 * i, 3 * i + 3);
    const cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
    const cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
    return cb >= 77 && cb <= 127 && cr >= 136 && cr <= 173 ? 1 : 0;
  });
}

/** The boxes of connected ones, with how many there are in each. */
function patches(skin, width, height) {
  const found = [];
  for (let start = 0; start < skin.length; start++) {
    if (skin[start] === 0) continue;
    const [left, top, right, bottom, area] = fill(skin, width, height, start);
    found.push({ box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, area });
  }
  return found;
}

/** Visits one patch and wipes it out. */
function fill(skin, width, height, start) {
  let [left, top, right, bottom, area] = [width, height, 0, 0, 0];
  const open = [start];
  skin[start] = 0;
  while (open.length > 0) {
    const at = open.pop();
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
    area++;
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const next = (y + dy) * width + x + dx;
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height || skin[next] === 0) continue;
      skin[next] = 0;
      open.push(next);
    }
  }
  return [left, top, right, bottom, area];
}

const hasFaceShape = ({ width, height }) =>
  width / height >= SHAPE.narrowest && width / height <= SHAPE.widest;

/** How much of its box a patch fills: an ellipse fills 0.785. */
const scoreOf = ({ width, height }, area) => Math.min(1, area / (width * height) / 0.785);

function check(condition, message) {
  if (!condition) throw new MaskpredError('INVALID_ARGUMENT', `The skin detector's ${message}`);
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));
