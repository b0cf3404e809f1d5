import { fitWithin, isRawImage, type RgbImage, resizeImage, type Size, toRgb } from '@maskpred/core';
import { type BrowserImageInput, decodeImage } from '@maskpred/core/browser';

/** What MediaPipe is shown, and the size of the picture that it was made of. */
export interface ShownPicture {
  readonly source: ImageData;
  readonly picture: Size;
}

/**
 * The longer side that MediaPipe is shown at most, pixels. Its networks see 128 or 192 and sample larger pictures without
 * looking at the pixels between: photographs of 1,920 pixels are found alike at 640 and sooner, and none is larger than
 * a texture may be.
 */
const SHOWN_SIDE = 640;

/**
 * A picture of any kind in a form that MediaPipe takes, shrunk when it is large.
 * @throws {MaskpredError} INVALID_ARGUMENT for pixels that do not fit their size; what decoding throws for the rest.
 */
export async function showPicture(input: BrowserImageInput, signal?: AbortSignal): Promise<ShownPicture> {
  const image = isRawImage(input) ? toRgb(input) : await decodeImage(input, signal ? { signal } : {});
  return { source: toImageData(shrink(image)), picture: { width: image.width, height: image.height } };
}

function shrink(image: RgbImage): RgbImage {
  if (Math.max(image.width, image.height) <= SHOWN_SIDE) return image;
  const { width, height } = fitWithin(image, SHOWN_SIDE);
  return resizeImage(image, width, height);
}

function toImageData({ data, width, height }: RgbImage): ImageData {
  const shown = new ImageData(width, height);
  const rgba = shown.data;
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  return shown;
}
