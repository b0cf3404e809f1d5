import type { PictureSize } from '../formats/settle-size.js';

/** The size of a picture as its header says it; undefined when it is no picture that can be read. No pixel is decoded. */
export async function readPictureSize(path: string): Promise<PictureSize | undefined> {
  const { default: sharp } = await import('sharp');
  try {
    const { autoOrient, orientation = 1 } = await sharp(path, { limitInputPixels: false }).metadata();
    return { width: autoOrient.width, height: autoOrient.height, orientation };
  } catch {
    return undefined; // the caller reports it
  }
}
