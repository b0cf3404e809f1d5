import { type Box, clipBox, intersectionArea, type RgbImage } from '@maskpred/core';
import type { TrackedPerson } from '@maskpred/predictor';
import sharp from 'sharp';
import { type LabelledBox, placeFaces } from '../draw/layout.js';
import { formatOverlay } from '../draw/overlay.js';

/** What is written on people whose label is still open. */
const DECIDING = 'deciding';

/** The people as they are drawn. */
export function toLabelledBoxes(people: readonly TrackedPerson[]): LabelledBox[] {
  return people.map(({ box, label = DECIDING, score }) => ({ box, label, score }));
}

/**
 * Draws boxes and labels on the frame itself, as {@link drawAnnotatedCopy} draws them on pictures. Only the parts of the frame
 * with something on them are rendered: of a large frame that is a fraction of the work.
 */
export async function drawOnFrame(frame: RgbImage, faces: readonly LabelledBox[]): Promise<void> {
  for (const region of inkRegions(faces, frame)) {
    const svg = Buffer.from(formatOverlay(faces, frame, region));
    const { data, info } = await sharp(svg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    blend(frame, data, { x: region.x, y: region.y, width: info.width, height: info.height });
  }
}

/** Boxes of whole pixels that hold all ink and do not overlap. */
function inkRegions(faces: readonly LabelledBox[], frame: RgbImage): Box[] {
  const regions: Box[] = [];
  for (const { box, lineWidth, chip } of placeFaces(faces, frame)) {
    const ink = grow(chip ? hull(box, chip.box) : box, lineWidth);
    let region = wholePixels(clipBox(ink, frame));
    if (region.width < 1 || region.height < 1) continue;
    for (;;) {
      const other = regions.findIndex((one) => intersectionArea(one, region) > 0);
      if (other < 0) break;
      region = hull(region, regions.splice(other, 1)[0]!);
    }
    regions.push(region);
  }
  return regions;
}

/** Alpha over: `ink` is RGBA, not premultiplied. */
function blend({ data, width: stride }: RgbImage, ink: Uint8Array, { x, y, width, height }: Box): void {
  for (let row = 0; row < height; row++) {
    let from = row * width * 4;
    let to = ((y + row) * stride + x) * 3;
    for (let column = 0; column < width; column++, from += 4, to += 3) {
      const alpha = ink[from + 3]!;
      if (alpha === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        const under = data[to + channel]!;
        data[to + channel] = under + Math.round(((ink[from + channel]! - under) * alpha) / 255);
      }
    }
  }
}

function hull(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}

function grow({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function wholePixels({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}
