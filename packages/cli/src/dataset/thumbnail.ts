import { type Box, clipBox, expandBox, fitWithin, scaleBox, type Size, translateBox } from '@maskpred/core';
import sharp from 'sharp';

export interface ThumbnailOptions {
  /** Box in which the copy fits, pixels. @default 320: what the pages show, twice as fine */
  readonly size?: number;
  /** Only this box with its surroundings and an outline, in pixels of the upright picture. */
  readonly box?: Box;
}

/** How much of a box's surroundings is shown on each side, as a share of its size, and at least how many pixels. */
const SURROUNDINGS = { share: 1.5, pixels: 40 };

/** A small copy of a picture as a `data:` URL, for a page that stands alone; undefined when it cannot be read. */
export async function thumbnailOf(path: string, options: ThumbnailOptions = {}): Promise<string | undefined> {
  const { size = 320, box } = options;
  try {
    const upright = await sharp(path).autoOrient().toBuffer();
    const { width, height } = await sharp(upright).metadata();
    const region = box ? surroundings(box, { width, height }) : { left: 0, top: 0, width, height };
    const { width: shown, height: high } = fitWithin(
      region,
      box ? size : Math.min(size, Math.max(width, height)),
    );
    const bytes = await sharp(upright)
      .extract(region)
      .resize(shown, high)
      .flatten({ background: '#fff' })
      .composite(box ? [{ input: outline(box, region, shown, high) }] : [])
      .jpeg({ quality: 75 })
      .toBuffer();
    return `data:image/jpeg;base64,${bytes.toString('base64')}`;
  } catch {
    return undefined; // the page says that there is no picture
  }
}

/** What is cut out; sharp takes no other names. */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function surroundings(box: Box, size: Size): Region {
  const margin = Math.max(SURROUNDINGS.share, SURROUNDINGS.pixels / Math.min(box.width, box.height));
  const { x, y, width, height } = clipBox(expandBox(box, margin), size);
  return {
    left: Math.floor(x),
    top: Math.floor(y),
    width: Math.max(1, Math.floor(width)),
    height: Math.max(1, Math.floor(height)),
  };
}

/** A line around the box that shows on light and on dark, as a picture of its own. */
function outline(box: Box, region: Region, width: number, height: number): Buffer {
  const moved = translateBox(box, -region.left, -region.top);
  const { x, y, width: w, height: h } = scaleBox(moved, width / region.width, height / region.height);
  const rect = (stroke: string, thickness: number) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="${stroke}" stroke-width="${thickness}"/>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${rect('#000', 4)}${rect('#fff', 2)}</svg>`,
  );
}
