import { type Box, boxArea, clipBox, type Random, scaleBox, type Size, translateBox } from '@maskpred/core';

/** A part of a picture and the place on the canvas that it is shown at. */
export interface Window {
  /** Whole pixels of the picture. */
  readonly region: Box;
  /** Whole pixels of the canvas. */
  readonly place: Box;
  readonly isMirrored: boolean;
}

/** The boxes of a window in pixels of the canvas. */
export interface WindowBoxes {
  readonly faces: readonly Box[];
  /** Neither face nor background: faces of which too little is seen. */
  readonly ignored: readonly Box[];
}

/** Ranges of {@link drawWindow}. */
export const PLACEMENT = Object.freeze({
  /** How much larger or smaller than {@link wholeWindow} would show it, log-uniform: close-ups and wide views. */
  zoom: [0.6, 1.7],
  /** Width by height, share either way. */
  aspect: 0.1,
  /** Share of the windows that are laid around a face. */
  aroundFaceShare: 0.8,
  /** Where in the window that face's centre may lie, share of the window's side. */
  faceAt: [0.15, 0.85],
} as const);

/** A face that is cut counts as a face while this share of it is inside the window. */
const FACE_SHARE = 0.6;
/** With less of it than this inside, nothing of a face is to be seen. */
const TRACE_SHARE = 0.05;

/**
 * The picture as the network sees it in use: its longer side is the longer side of the canvas. What does not fit the
 * canvas then is cut off on both sides.
 */
export function wholeWindow(picture: Size, canvas: Size): Window {
  const scale = fittingScale(picture, canvas);
  const [width, height] = [
    Math.min(picture.width, canvas.width / scale),
    Math.min(picture.height, canvas.height / scale),
  ];
  const corner = { x: (picture.width - width) / 2, y: (picture.height - height) / 2 };
  return cut({ ...corner, width, height }, [scale, scale], picture, canvas, false);
}

/** A window at random: larger or smaller, most often around a face; mirrored half of the time. */
export function drawWindow(picture: Size, faces: readonly Box[], canvas: Size, random: Random): Window {
  const [low, high] = PLACEMENT.zoom;
  const zoom = fittingScale(picture, canvas) * low * (high / low) ** random.next();
  const aspect = Math.sqrt(1 + random.between(-PLACEMENT.aspect, PLACEMENT.aspect));
  const scales = [zoom * aspect, zoom / aspect] as const;
  const width = Math.min(picture.width, canvas.width / scales[0]);
  const height = Math.min(picture.height, canvas.height / scales[1]);
  const [freeX, freeY] = [picture.width - width, picture.height - height];
  // Drawn whether used or not, so that one choice does not move the others.
  const isAroundFace = random.next() < PLACEMENT.aroundFaceShare;
  const face = faces[random.int(0, Math.max(0, faces.length - 1))];
  const [atX, atY] = [random.between(...PLACEMENT.faceAt), random.between(...PLACEMENT.faceAt)];
  const [anyX, anyY] = [random.next() * freeX, random.next() * freeY];
  const isMirrored = random.next() < 0.5;
  const x = isAroundFace && face ? face.x + face.width / 2 - atX * width : anyX;
  const y = isAroundFace && face ? face.y + face.height / 2 - atY * height : anyY;
  const corner = { x: Math.min(freeX, Math.max(0, x)), y: Math.min(freeY, Math.max(0, y)) };
  return cut({ ...corner, width, height }, scales, picture, canvas, isMirrored);
}

/** The picture's boxes as the window shows them: clipped to it, those outside left out. */
export function boxesIn(window: Window, faces: readonly Box[], ignored: readonly Box[] = []): WindowBoxes {
  const { region, place, isMirrored } = window;
  const move = (box: Box): Box => {
    const moved = scaleBox(
      translateBox(box, -region.x, -region.y),
      place.width / region.width,
      place.height / region.height,
    );
    return isMirrored ? { ...moved, x: place.width - moved.x - moved.width } : moved;
  };
  const inside = (box: Box) => boxArea(clipBox(box, place)) / Math.max(boxArea(box), Number.MIN_VALUE);
  const show = (box: Box) => translateBox(clipBox(box, place), place.x, place.y);
  const moved = faces.map(move);
  const isFace = (box: Box) => inside(box) > FACE_SHARE;
  const cutOff = moved.filter((box) => !isFace(box) && inside(box) > TRACE_SHARE);
  const covered = ignored.map(move).filter((box) => inside(box) > 0);
  return { faces: moved.filter(isFace).map(show), ignored: [...covered, ...cutOff].map(show) };
}

/** The window moved on the canvas. */
export function moveWindow(window: Window, x: number, y: number): Window {
  return { ...window, place: translateBox(window.place, x, y) };
}

const fittingScale = (picture: Size, canvas: Size) =>
  Math.max(canvas.width, canvas.height) / Math.max(picture.width, picture.height);

/** Whole pixels on both sides: boxes move by what is really cut and resized. */
function cut(
  box: Box,
  [scaleX, scaleY]: readonly [number, number],
  picture: Size,
  canvas: Size,
  isMirrored: boolean,
): Window {
  const width = Math.max(1, Math.round(box.width));
  const height = Math.max(1, Math.round(box.height));
  const x = Math.min(picture.width - width, Math.max(0, Math.round(box.x)));
  const y = Math.min(picture.height - height, Math.max(0, Math.round(box.y)));
  const place = {
    x: 0,
    y: 0,
    width: Math.min(canvas.width, Math.max(1, Math.round(width * scaleX))),
    height: Math.min(canvas.height, Math.max(1, Math.round(height * scaleY))),
  };
  return { region: { x, y, width, height }, place, isMirrored };
}
