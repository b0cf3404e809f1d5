import { type Random, resizeImage, type RgbImage } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';
import { AUGMENTATION } from './augmentation.js';

/** The picture as small faces in scenes are: most often shrunk, and compressed as JPEG. */
export async function degrade(image: RgbImage, random: Random): Promise<RgbImage> {
  const { shrinkShare, shrinkTo, jpegShare, jpegQuality } = AUGMENTATION;
  // Drawn whether used or not, so that one choice does not move the others.
  const [isShrunk, isCompressed] = [random.next() < shrinkShare, random.next() < jpegShare];
  const side = shrinkTo[0] * (shrinkTo[1] / shrinkTo[0]) ** random.next();
  const quality = random.int(...jpegQuality);
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const small = isShrunk
    ? resizeImage(
        image,
        Math.max(1, Math.round(image.width * scale)),
        Math.max(1, Math.round(image.height * scale)),
      )
    : image;
  return isCompressed ? decodeImage(await encodeJpeg(small, quality)) : small;
}
