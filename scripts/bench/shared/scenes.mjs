// Scenes to measure on: seeded re-crops of the six photographs of @vladmandic/face-api, with the faces that are in them.
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createRandom } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { drawFaceMask, FACE_MASK_STYLES } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';

const require = createRequire(new URL('../../../packages/cli/package.json', import.meta.url));
const sharp = require('sharp');

/** Paths of the six photographs, 1920 pixels wide. */
export const PHOTOGRAPHS = [1, 2, 3, 4, 5, 6].map((number) =>
  require.resolve('@vladmandic/face-api/package.json').replace('package.json', `demo/sample${number}.jpg`),
);

/** Boxes of the faces of each photograph: those that the detector finds, all of which are there, and no other (looked at by eye). */
export async function findPhotographFaces() {
  const detector = await createFaceDetector();
  const faces = [];
  for (const photograph of PHOTOGRAPHS) {
    faces.push((await detector.detect(photograph)).map(({ box }) => box));
  }
  detector.dispose();
  return faces;
}

/** The photographs with a mask drawn on each face, as files in a folder; returns their paths. */
export async function writeMaskedPhotographs(folder, faces) {
  await mkdir(folder, { recursive: true });
  const paths = [];
  for (const [number, photograph] of PHOTOGRAPHS.entries()) {
    const style = (i) => FACE_MASK_STYLES[i % FACE_MASK_STYLES.length];
    const { data, width, height, channels } = faces[number].reduce(
      (image, box, i) => drawFaceMask(image, { box }, { seed: i, style: style(i) }),
      await decodeImage(photograph),
    );
    const path = join(folder, `${number}.png`);
    await sharp(data, { raw: { width, height, channels } }).toFile(path);
    paths.push(path);
  }
  return paths;
}

/** Of a scene, pixels. */
export const SCENE = { width: 960, height: 640 };

/** Share of a face that has to be in a scene to be one of its faces. */
const VISIBLE = 0.9;

/**
 * @param faces - boxes of each photograph, pixels.
 * @param photographs - paths of pictures of the same size instead of the six photographs, with the same faces.
 * @returns the scenes, each with its path, its faces' boxes, and those of faces that its edge cuts.
 */
export async function writeScenes(
  folder,
  { count, width = SCENE.width, height = SCENE.height, faces, photographs = PHOTOGRAPHS, seed = 1 },
) {
  await mkdir(folder, { recursive: true });
  const random = createRandom(seed);
  const scenes = [];
  for (let i = 0; i < count; i++) {
    const number = i % photographs.length;
    const photograph = sharp(photographs[number]);
    const size = await photograph.metadata();
    const whole = Math.min(size.width / width, size.height / height);
    const scale = whole * (0.5 + 0.5 * random.next());
    const region = {
      left: Math.floor(random.next() * (size.width - width * scale)),
      top: Math.floor(random.next() * (size.height - height * scale)),
      width: Math.floor(width * scale),
      height: Math.floor(height * scale),
    };
    const path = join(folder, `${String(i).padStart(5, '0')}.jpg`);
    await writeFile(
      path,
      await photograph.extract(region).resize(width, height).jpeg({ quality: 90 }).toBuffer(),
    );
    const boxes = (faces?.[number] ?? []).map((box) => ({ box, share: shareIn(region, box) }));
    const inScene = (isWanted) =>
      boxes.filter(({ share }) => isWanted(share)).map(({ box }) => boxIn(region, scale, box));
    scenes.push({
      path,
      faces: inScene((share) => share >= VISIBLE),
      cutFaces: inScene((share) => share > 0 && share < VISIBLE),
    });
  }
  return scenes;
}

/** How much of a box is in the region. */
function shareIn({ left, top, width, height }, box) {
  const right = Math.min(box.x + box.width, left + width);
  const bottom = Math.min(box.y + box.height, top + height);
  const inside = Math.max(0, right - Math.max(box.x, left)) * Math.max(0, bottom - Math.max(box.y, top));
  return inside / (box.width * box.height);
}

const boxIn = ({ left, top }, scale, { x, y, width, height }) => ({
  x: (x - left) / scale,
  y: (y - top) / scale,
  width: width / scale,
  height: height / scale,
});

/** Share of the scenes' faces that are among the boxes found, by an overlap of at least half of their union. */
export function recallOf(scenes, found) {
  let all = 0;
  let met = 0;
  scenes.forEach(({ faces }, i) => {
    all += faces.length;
    met += faces.filter((face) => found[i].some((box) => overlap(face, box) >= 0.5)).length;
  });
  return met / all;
}

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (a.width * a.height + b.width * b.height - common);
}
