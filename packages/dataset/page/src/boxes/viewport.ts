import type { Box, Size } from '@maskpred/core';

/** Where a picture lies on the stage, in CSS pixels of the stage. */
export interface Viewport {
  /** CSS pixels for one pixel of the picture. */
  readonly scale: number;
  /** Of the picture's left edge. */
  readonly x: number;
  /** Of the picture's top edge. */
  readonly y: number;
}

/** A point of the stage, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** CSS pixels that a picture keeps from the stage's edges when it is fitted. */
const FIT_EDGE = 12;
/** A face that is zoomed to fills this share of the stage's shorter side. */
const FACE_SHARE = 0.45;
/** How many times smaller than fitted a picture may become. */
const SMALLEST_OF_FIT = 0.5;
/** CSS pixels for one pixel at most: enough to see each pixel of a face of 8 pixels. */
const LARGEST_SCALE = 40;
/** CSS pixels of the picture that always stay in view, however far it is moved. */
const ALWAYS_IN_VIEW = 60;

/** The viewport that shows the whole picture in the middle of the stage; never larger than four times its pixels. */
export function fitPicture(picture: Size, stage: Size): Viewport {
  const width = Math.max(1, stage.width - 2 * FIT_EDGE);
  const height = Math.max(1, stage.height - 2 * FIT_EDGE);
  const scale = Math.min(width / picture.width, height / picture.height, 4);
  return {
    scale,
    x: (stage.width - picture.width * scale) / 2,
    y: (stage.height - picture.height * scale) / 2,
  };
}

/** The viewport that shows a box in the middle of the stage, with what surrounds the face. */
export function fitBox(box: Box, picture: Size, stage: Size): Viewport {
  const wanted = (FACE_SHARE * Math.min(stage.width, stage.height)) / Math.max(box.width, box.height, 1);
  const scale = limitScale(wanted, picture, stage);
  return {
    scale,
    x: stage.width / 2 - (box.x + box.width / 2) * scale,
    y: stage.height / 2 - (box.y + box.height / 2) * scale,
  };
}

/** The viewport zoomed by a factor, with what lies at `centre` left where it is. */
export function zoomAt(view: Viewport, factor: number, centre: Point, picture: Size, stage: Size): Viewport {
  const scale = limitScale(view.scale * factor, picture, stage);
  const ratio = scale / view.scale;
  return keepInView(
    { scale, x: centre.x - (centre.x - view.x) * ratio, y: centre.y - (centre.y - view.y) * ratio },
    picture,
    stage,
  );
}

/** The viewport moved by CSS pixels; some of the picture stays in view. */
export function pan(view: Viewport, dx: number, dy: number, picture: Size, stage: Size): Viewport {
  return keepInView({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/** The viewport moved as little as shows the whole box; the same one when the box is in view. */
export function revealBox(view: Viewport, box: Box, picture: Size, stage: Size): Viewport {
  const left = view.x + box.x * view.scale;
  const top = view.y + box.y * view.scale;
  const dx = shiftInto(left, left + box.width * view.scale, stage.width);
  const dy = shiftInto(top, top + box.height * view.scale, stage.height);
  return dx === 0 && dy === 0 ? view : pan(view, dx, dy, picture, stage);
}

function limitScale(scale: number, picture: Size, stage: Size): number {
  const smallest = fitPicture(picture, stage).scale * SMALLEST_OF_FIT;
  return Math.min(Math.max(scale, smallest), Math.max(LARGEST_SCALE, smallest));
}

function keepInView(view: Viewport, picture: Size, stage: Size): Viewport {
  return {
    scale: view.scale,
    x: between(view.x, ALWAYS_IN_VIEW - picture.width * view.scale, stage.width - ALWAYS_IN_VIEW),
    y: between(view.y, ALWAYS_IN_VIEW - picture.height * view.scale, stage.height - ALWAYS_IN_VIEW),
  };
}

function between(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, Math.max(least, most)), Math.min(least, most));
}

/** How far a span has to go to lie within 0 to `length`; its middle goes to the middle when it is longer. */
function shiftInto(start: number, end: number, length: number): number {
  if (end - start > length) return (length - start - end) / 2;
  if (start < 0) return -start;
  return end > length ? length - end : 0;
}
