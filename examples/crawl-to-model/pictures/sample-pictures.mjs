import { createRequire } from 'node:module';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRandom, intersectionArea, scaleBox, translateBox } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { drawFaceMask } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';
import sharp from 'sharp';

const require = createRequire(import.meta.url);
/** Six photographs of groups of people, all faces bare, inside the npm package of face-api (MIT). */
const PHOTOGRAPHS = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');
const OFFERED = ['sample2.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg', 'sample6.jpg'];
const FRESH = ['sample1.jpg'];

/** What is searched for, by label. */
export const SAMPLE_PHRASES = Object.freeze({
  mask: ['people wearing face masks', 'face mask street'],
  'no-mask': ['smiling colleagues', 'portrait of a person'],
});

/** Longer side of a portrait, pixels. */
const PORTRAIT = 480;
/** Every so many faces comes a second portrait of the same shot, brighter and mirrored, as the web has them. */
const TWIN_EVERY = 5;

/**
 * Makes the small set: a portrait of each face of five photographs, once bare and once with a mask drawn on, a few mirrored
 * twins, and each photograph whole with masks on all faces but one. The sixth photograph is for trying the model.
 * @param {string} folder where the files go
 * @returns {Promise<import('./picture-set.mjs').PictureSet>}
 */
export async function makeSamplePictures(folder) {
  const fresh = join(folder, 'new');
  const web = join(folder, 'web');
  await Promise.all([fresh, web].map((path) => mkdir(path, { recursive: true })));
  const detector = await createFaceDetector();
  const offered = [];
  try {
    for (const [index, name] of OFFERED.entries()) {
      const photo = await readPhotograph(name, index, detector);
      offered.push(...(await writeOffered(photo, web)));
    }
    for (const [index, name] of FRESH.entries()) {
      const photo = await readPhotograph(name, OFFERED.length + index, detector);
      await toJpeg(photo.bare).toFile(join(fresh, 'bare.jpg'));
      await toJpeg(photo.partlyMasked).toFile(join(fresh, 'two-with-masks.jpg'));
    }
  } finally {
    detector.dispose();
  }
  const origin =
    'portraits cut from five sample photographs of @vladmandic/face-api (MIT), half of them with masks drawn on by ' +
    'drawFaceMask of @maskpred/dataset; the sixth photograph is kept for the end';
  return { labels: Object.keys(SAMPLE_PHRASES), offered, fresh, origin };
}

async function readPhotograph(name, index, detector) {
  const bare = await decodeImage(join(PHOTOGRAPHS, name));
  const faces = (await detector.detect(bare)).map(({ box }) => ({ box, label: 'no-mask' }));
  const draw = (picture, { box }, at) => drawFaceMask(picture, { box }, { seed: 100 * index + at });
  return {
    name: name.replace('.jpg', ''),
    bare,
    faces,
    masked: faces.reduce(draw, bare),
    maskedFaces: faces.map(({ box }) => ({ box, label: 'mask' })),
    partlyMasked: faces.slice(0, -1).reduce(draw, bare),
    partlyMaskedFaces: faces.map(({ box }, at) => ({
      box,
      label: at === faces.length - 1 ? 'no-mask' : 'mask',
    })),
    random: createRandom(index + 1),
  };
}

/** The files of a photograph, and how they are offered. */
async function writeOffered(photo, web) {
  const { name, bare, masked, partlyMasked, faces, maskedFaces, partlyMaskedFaces, random } = photo;
  const offered = [];
  const write = async (id, label, sharpImage, known) => {
    const path = join(web, `${id}.jpg`);
    const { width, height } = await sharpImage.toFile(path);
    const phrases = SAMPLE_PHRASES[label];
    offered.push({
      path,
      name: `${id}.jpg`,
      phrase: phrases[Math.floor(offered.length / 2) % phrases.length],
      label,
      page: name,
      title: `${label === 'mask' ? 'With a mask' : 'Without a mask'}, ${id.replaceAll('-', ' ')}`,
      width,
      height,
      faces: known,
    });
  };
  for (const [at, { box }] of faces.entries()) {
    const id = `${name}-${at + 1}`;
    const [one, other] = [windowAround(box, bare, random), windowAround(box, bare, random)];
    await write(`${id}-bare`, 'no-mask', portrait(bare, one), facesIn(one, faces));
    await write(`${id}-masked`, 'mask', portrait(masked, other), facesIn(other, maskedFaces));
    if (at % TWIN_EVERY === 0) {
      const twin = portrait(bare, one).flop().modulate({ brightness: 1.15 });
      await write(`${id}-twin`, 'no-mask', twin, mirror(facesIn(one, faces)));
    }
  }
  const whole = { left: 0, top: 0, width: bare.width, height: bare.height };
  const scaled = toJpeg(partlyMasked).resize({ width: WHOLE_WIDTH });
  await write(`${name}-group`, 'mask', scaled, facesIn(whole, partlyMaskedFaces, WHOLE_WIDTH));
  return offered;
}

/** Width of a whole photograph as it is offered, pixels. */
const WHOLE_WIDTH = 1024;

/** A square of about two and a half faces, somewhere round the face and inside of the picture. */
function windowAround(box, picture, random) {
  const wanted = Math.max(box.width, box.height) * random.between(2.2, 2.8);
  const side = Math.round(Math.min(wanted, picture.width, picture.height));
  const place = (start, length, limit) => {
    const middle = start + length / 2 + random.between(-0.12, 0.12) * side;
    return Math.round(Math.min(Math.max(0, middle - side / 2), limit - side));
  };
  return {
    left: place(box.x, box.width, picture.width),
    top: place(box.y, box.height, picture.height),
    width: side,
    height: side,
  };
}

const portrait = (image, area) => toJpeg(image).extract(area).resize(PORTRAIT, PORTRAIT);

/** The faces of which at least half is to be seen. */
function facesIn({ left, top, width, height }, faces, side = PORTRAIT) {
  const area = { x: left, y: top, width, height };
  return faces
    .filter(({ box }) => intersectionArea(box, area) >= (box.width * box.height) / 2)
    .map(({ box, label }) => ({ box: scaleBox(translateBox(box, -left, -top), side / width), label }));
}

function mirror(faces) {
  return faces.map(({ box, label }) => ({ box: { ...box, x: PORTRAIT - box.x - box.width }, label }));
}

function toJpeg({ data, width, height, channels }) {
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 88 });
}
