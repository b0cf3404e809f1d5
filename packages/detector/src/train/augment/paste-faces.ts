import { type Box, intersectionArea, type Random, shorterSide, type Size } from '@maskpred/core';
import type { SceneShape, ViewPart } from './view-plan.js';

/** Ranges of {@link drawPastes}. */
export const PASTE = Object.freeze({
  /** Faces of a view that gets some. */
  count: [1, 3],
  /** Shorter side on the canvas, pixels, log-uniform: the sizes that scenes have most of and detectors miss most. */
  side: [14, 64],
  /** Faces smaller than this teach what blur looks like, pixels of their picture. */
  leastSide: 20,
  /** A face is made larger by this at most. */
  enlarge: 1.5,
  /** What is taken along around a face, share of its box on each side. */
  margin: 0.15,
  /** Places that are tried for a face. */
  tries: 10,
} as const);

/**
 * Faces of any scene, each at a place where no face is (arXiv:2012.07177, the idea in its simplest form).
 * @param shown - of the canvas, from its corner on: what a picture fills.
 * @param taken - faces that are there.
 */
export function drawPastes(
  shapes: readonly SceneShape[],
  shown: Size,
  taken: readonly Box[],
  random: Random,
): ViewPart[] {
  const parts: ViewPart[] = [];
  const count = random.int(...PASTE.count);
  for (let i = 0; i < count; i++) {
    const scene = random.int(0, shapes.length - 1);
    const { faces, ...picture } = shapes[scene]!;
    const face = faces[random.int(0, Math.max(0, faces.length - 1))];
    if (!face || shorterSide(face) < PASTE.leastSide) continue;
    const region = regionOf(face, picture);
    const [low, high] = PASTE.side;
    const side = Math.min(low * (high / low) ** random.next(), shorterSide(face) * PASTE.enlarge);
    const scale = side / shorterSide(face);
    const size = { width: Math.round(region.width * scale), height: Math.round(region.height * scale) };
    const isMirrored = random.next() < 0.5;
    const others = [...taken, ...parts.map(({ window }) => window.place)];
    if (size.width > shown.width || size.height > shown.height) continue;
    const place = freePlace(size, shown, others, random);
    if (place) parts.push({ scene, window: { region, place, isMirrored }, pasted: face });
  }
  return parts;
}

/** The face with its margin, whole pixels inside the picture. */
function regionOf(face: Box, picture: Size): Box {
  const [marginX, marginY] = [face.width * PASTE.margin, face.height * PASTE.margin];
  const x = Math.max(0, Math.floor(face.x - marginX));
  const y = Math.max(0, Math.floor(face.y - marginY));
  const right = Math.min(picture.width, Math.ceil(face.x + face.width + marginX));
  const bottom = Math.min(picture.height, Math.ceil(face.y + face.height + marginY));
  return { x, y, width: right - x, height: bottom - y };
}

function freePlace(size: Size, shown: Size, taken: readonly Box[], random: Random): Box | undefined {
  for (let i = 0; i < PASTE.tries; i++) {
    const x = random.int(0, shown.width - size.width);
    const y = random.int(0, shown.height - size.height);
    const place = { x, y, ...size };
    if (taken.every((box) => intersectionArea(box, place) === 0)) return place;
  }
  return undefined;
}
