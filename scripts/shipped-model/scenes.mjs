// Crops of scenes: each face as drawn, moved a little, and as the detector finds it; and what is no face.
import { boxArea, cropImage, intersectionArea, iou, shorterSide } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { readScenes } from '@maskpred/dataset/node';
import { addDrawn } from './drawn.mjs';

const MARGIN = 0.15;
/** Labels of the scenes; a mask worn wrong does not protect, so it counts as none. */
const LABEL_OF = { mask: 'mask', 'no-mask': 'no-mask', 'incorrect-mask': 'no-mask' };
/** Moved copies of each box, as detectors miss by a few per cent; the rare worn-wrong faces get more. */
const MOVED = { mask: 1, 'no-mask': 2, 'incorrect-mask': 7 };
/** Share of a box's size that its copies are moved and resized by, either way. */
const MOVE = 0.1;
/** Faces smaller than this many pixels are not told apart by eye either. */
const MIN_SIDE = 8;
/** Nothing is drawn on smaller faces, pixels. */
const MIN_DRAWN_SIDE = 20;
const BACKGROUND_PATCHES = 6;
/** Patches of clothes a scene, one a face at most. */
const CLOTHES_PATCHES = 2;
/** Weak detections a scene. Above the score lie many faces that nobody boxed, below the side nobody can tell. */
const FALSE_FACES = { count: 4, maxScore: 0.35, minSide: 20 };

export async function addScenes(set, folder, parts, random, detector) {
  let done = 0;
  for (const { image: scene, imagePath } of await readScenes(folder)) {
    const image = await decodeImage(imagePath);
    const context = { set, scene, image, random };
    const found = await detector.detect(image);
    await addLabelled(context, found);
    if (parts.notFace) await addNoFaces(context, found);
    if (parts.drawn) {
      for (const [i, { box, label }] of scene.annotations.entries()) {
        if (label !== 'no-mask' || shorterSide(box) < MIN_DRAWN_SIDE) continue;
        await addDrawn(set, `scene-${scene.id}-${i}`, scene.id, image, box, random);
      }
    }
    if (++done % 100 === 0) console.error(`${done} scenes`);
  }
  detector.dispose();
}

const cut = ({ set, scene, image }, label, name, box) =>
  set.add(label, `scene-${scene.id}-${name}.png`, scene.id, cropImage(image, box, MARGIN));

async function addLabelled(context, found) {
  const { scene, random } = context;
  for (const [i, { box, label }] of scene.annotations.entries()) {
    if (shorterSide(box) < MIN_SIDE) continue;
    await cut(context, LABEL_OF[label], `box${i}`, box);
    for (let k = 1; k <= MOVED[label]; k++)
      await cut(context, LABEL_OF[label], `box${i}-${k}`, move(box, random));
  }
  for (const [i, { box }] of found.entries()) {
    const overlaps = scene.annotations.map((a) => iou(a.box, box));
    const best = overlaps.indexOf(Math.max(0, ...overlaps));
    if (best >= 0 && overlaps[best] >= 0.5 && shorterSide(box) >= MIN_SIDE)
      await cut(context, LABEL_OF[scene.annotations[best].label], `found${i}`, box);
  }
}

async function addNoFaces(context, found) {
  const { scene, image, random } = context;
  const touchesFace = (box) =>
    scene.annotations.some(
      (a) => intersectionArea(a.box, box) > 0.05 * Math.min(boxArea(a.box), boxArea(box)),
    );
  const isBackground = (box) =>
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= image.width &&
    box.y + box.height <= image.height &&
    !touchesFace(box) &&
    !found.some((f) => f.score >= FALSE_FACES.maxScore && intersectionArea(f.box, box) > 0);

  const weak = found.filter(
    ({ box, score }) =>
      score < FALSE_FACES.maxScore && shorterSide(box) >= FALSE_FACES.minSide && !touchesFace(box),
  );
  for (const [i, { box }] of weak.slice(0, FALSE_FACES.count).entries())
    await cut(context, 'not-face', `false${i}`, box);

  for (let k = 0; k < BACKGROUND_PATCHES; k++) {
    const side = 16 * (Math.min(image.width, image.height) / 40) ** random.next();
    const box = {
      x: random.between(0, image.width - side),
      y: random.between(0, image.height - side),
      width: side,
      height: side * random.between(0.9, 1.3),
    };
    if (isBackground(box)) await cut(context, 'not-face', `background${k}`, box);
  }

  let clothes = 0;
  for (const [i, { box }] of scene.annotations.entries()) {
    const size = random.between(0.7, 1.5);
    const below = {
      x: box.x + box.width * random.between(-0.5, 0.5),
      y: box.y + box.height * random.between(1.4, 2.6),
      width: box.width * size,
      height: box.height * size,
    };
    if (clothes >= CLOTHES_PATCHES || shorterSide(below) < 16 || !isBackground(below)) continue;
    await cut(context, 'not-face', `clothes${i}`, below);
    clothes++;
  }
}

function move(box, random) {
  const some = () => random.between(-MOVE, MOVE);
  return {
    x: box.x + box.width * some(),
    y: box.y + box.height * some(),
    width: box.width * (1 + some()),
    height: box.height * (1 + some()),
  };
}
