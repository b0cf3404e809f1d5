/**
 * A rectangle in absolute pixels of the EXIF-upright picture: origin top left, half-open
 * (`x <= px < x + width`), floats allowed.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Square pixels covered by the box; 0 for an empty or inverted one. */
export function boxArea(box: Box): number {
  return Math.max(0, box.width) * Math.max(0, box.height);
}

/** The shorter side in pixels: the size by which the field reports small faces. */
export function shorterSide(box: Box): number {
  return Math.min(box.width, box.height);
}

/** Square pixels covered by both boxes. */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Intersection over union (Jaccard index), 0 to 1; 0 when both boxes are empty.
 * @example
 * iou({ x: 0, y: 0, width: 2, height: 2 }, { x: 1, y: 0, width: 2, height: 2 }); // 0.3333333333333333
 */
export function iou(a: Box, b: Box): number {
  const intersection = intersectionArea(a, b);
  const union = boxArea(a) + boxArea(b) - intersection;
  return union > 0 ? intersection / union : 0;
}

/** The part of the box inside a picture of the given size; width or height is 0 when nothing is. */
export function clipBox(box: Box, size: Size): Box {
  const x = clamp(box.x, 0, size.width);
  const y = clamp(box.y, 0, size.height);
  const right = clamp(box.x + box.width, 0, size.width);
  const bottom = clamp(box.y + box.height, 0, size.height);
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

/**
 * The box grown on every side by `margin` times its own width (left, right) and height (top, bottom).
 * @param margin - a fraction; 0.15 makes the box 1.3 times as wide and as high, negative values shrink it.
 */
export function expandBox(box: Box, margin: number): Box {
  return {
    x: box.x - box.width * margin,
    y: box.y - box.height * margin,
    width: box.width * (1 + 2 * margin),
    height: box.height * (1 + 2 * margin),
  };
}

/** The box with position and size multiplied, as when its picture is resized. */
export function scaleBox(box: Box, scaleX: number, scaleY: number = scaleX): Box {
  return {
    x: box.x * scaleX,
    y: box.y * scaleY,
    width: box.width * scaleX,
    height: box.height * scaleY,
  };
}

/** The box moved by whole or broken pixels. */
export function translateBox(box: Box, dx: number, dy: number): Box {
  return { x: box.x + dx, y: box.y + dy, width: box.width, height: box.height };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
