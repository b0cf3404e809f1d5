// A moving scene made of real faces: cut from photographs, some with a mask drawn on, moved over a background, so that
// where everybody is and what they wear is known at every moment.
import { createRequire } from 'node:module';
import { createRandom, cropImage, cropRegion, intersectionArea, resizeImage } from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { drawFaceMask } from '@maskpred/dataset';
import { createFaceDetector } from '@maskpred/detector';

const require = createRequire(import.meta.url);
const demo = require.resolve('@vladmandic/face-api/package.json').replace('package.json', 'demo');
const PHOTOGRAPHS = ['sample1.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg'];

export const FRAME = Object.freeze({ width: 960, height: 540 });
/** Covered by more than this, a face cannot be found. */
const MAX_COVERED = 0.5;
/** Around the face, as a share of its box: hair, ears and some of what was behind. */
const SURROUNDINGS = 0.4;

/** The faces of the photographs, bare and with a mask drawn on: `{bare, masked}`, each `{image, face}`. */
export async function cutFaces() {
  const detector = await createFaceDetector();
  const faces = [];
  for (const name of PHOTOGRAPHS) {
    const photograph = await decodeImage(`${demo}/${name}`);
    for (const face of await detector.detect(photograph)) {
      const region = cropRegion(face.box, SURROUNDINGS, photograph);
      const box = { ...face.box, x: face.box.x - region.x, y: face.box.y - region.y };
      const bare = cropImage(photograph, face.box, SURROUNDINGS);
      const masked = drawFaceMask(bare, { box }, { seed: faces.length });
      faces.push({ box, bare, masked });
    }
  }
  detector.dispose();
  return faces;
}

/**
 * A cast that moves: everybody along an ellipse of their own, so that paths cross; the second half bare faces and masked
 * ones take turns, and one person puts a mask on halfway.
 */
export function createScene(faces, { seed, people, seconds }) {
  const random = createRandom(seed);
  const cast = Array.from({ length: people }, (_, i) => {
    const face = faces[random.int(0, faces.length - 1)];
    return {
      face,
      startsMasked: i % 2 === 0,
      changesAt: i === people - 1 ? seconds / 2 : Infinity,
      side: random.between(28, 110), // pixels of the face's height
      breathing: random.between(0.05, 0.25),
      centre: { x: random.between(0.3, 0.7), y: random.between(0.35, 0.65) },
      reach: { x: random.between(0.1, 0.4), y: random.between(0.05, 0.3) },
      turns: random.between(0.04, 0.16), // a second
      phase: random.next(),
    };
  });
  const background = paintBackground(random);
  const sprites = new Map();

  const truthAt = (time) =>
    markCovered(
      cast.map((person, id) => {
        const angle = 2 * Math.PI * (person.phase + person.turns * time);
        const height = person.side * (1 + person.breathing * Math.sin(angle * 1.7));
        const width = (height * person.face.box.width) / person.face.box.height;
        const x = FRAME.width * (person.centre.x + person.reach.x * Math.cos(angle));
        const y = FRAME.height * (person.centre.y + person.reach.y * Math.sin(angle * 0.9));
        const isMasked = person.startsMasked !== time >= person.changesAt;
        const box = { x: x - width / 2, y: y - height / 2, width, height };
        return { id, box, label: isMasked ? 'mask' : 'no-mask', changedAt: person.changesAt };
      }),
    );

  const spriteOf = (person, id, label, height) => {
    const scale = height / person.face.box.height;
    const source = label === 'mask' ? person.face.masked : person.face.bare;
    const [width, tall] = [source.width, source.height].map((side) => Math.max(2, Math.round(side * scale)));
    const key = `${id} ${label} ${width}`;
    if (!sprites.has(key)) sprites.set(key, resizeImage(source, width, tall));
    return { sprite: sprites.get(key), scale };
  };

  /** The frame of a moment: later people of the cast stand before earlier ones. */
  const frameAt = (time) => {
    const frame = { ...FRAME, channels: 3, data: background.slice() };
    for (const { id, box, label } of truthAt(time)) {
      const person = cast[id];
      const { sprite, scale } = spriteOf(person, id, label, box.height);
      blend(frame, sprite, box.x - person.face.box.x * scale, box.y - person.face.box.y * scale);
    }
    return frame;
  };
  return { truthAt, frameAt };
}

/** Says of each person whether somebody of later in the cast stands before the face. */
function markCovered(people) {
  return people.map((person, i) => {
    const covered = people.slice(i + 1).map((front) => intersectionArea(front.box, person.box));
    const isCovered = Math.max(0, ...covered) > MAX_COVERED * person.box.width * person.box.height;
    return { ...person, isCovered };
  });
}

/** A wall with a slow gradient and some grain. */
function paintBackground(random) {
  const data = new Uint8Array(FRAME.width * FRAME.height * 3);
  const tones = [0, 1, 2].map(() => [random.int(60, 200), random.int(60, 200)]);
  for (let y = 0, i = 0; y < FRAME.height; y++) {
    for (let x = 0; x < FRAME.width; x++) {
      const share = (x / FRAME.width + y / FRAME.height) / 2;
      const grain = ((x * 7919 + y * 104729) % 13) - 6;
      for (const [from, to] of tones) data[i++] = from + (to - from) * share + grain;
    }
  }
  return data;
}

/** Lays a picture over the frame, fading out towards an ellipse, so that no edge gives the face away. */
function blend(frame, { data, width, height }, left, top) {
  const [x0, y0] = [Math.round(left), Math.round(top)];
  for (let y = Math.max(0, -y0); y < Math.min(height, frame.height - y0); y++) {
    for (let x = Math.max(0, -x0); x < Math.min(width, frame.width - x0); x++) {
      const radius = Math.hypot((2 * x) / width - 1, (2 * y) / height - 1);
      const alpha = Math.min(1, Math.max(0, (1 - radius) / 0.15));
      if (alpha === 0) continue;
      const to = ((y0 + y) * frame.width + x0 + x) * 3;
      const from = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        frame.data[to + c] = alpha * data[from + c] + (1 - alpha) * frame.data[to + c];
      }
    }
  }
}
