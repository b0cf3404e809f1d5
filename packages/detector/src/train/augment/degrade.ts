import { type Random, resizeImage, type RgbImage } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';

/** Ranges of {@link degrade}. */
export const DEGRADATION = Object.freeze({
  /** Share of the pictures that are blurred: shrunk and enlarged again. */
  blurShare: 0.25,
  /** Size in between, share of the size. */
  blurTo: [0.5, 0.9],
  /** Share of the pictures that go through a JPEG encoder. */
  jpegShare: 0.3,
  /** JPEG quality, uniform. */
  jpegQuality: [30, 90],
} as const);

/** The picture as a worse camera and a smaller file would have it. */
export async function degrade(image: RgbImage, random: Random): Promise<RgbImage> {
  const { blurShare, blurTo, jpegShare, jpegQuality } = DEGRADATION;
  // Drawn whether used or not, so that one choice does not move the others.
  const [isBlurred, isCompressed] = [random.next() < blurShare, random.next() < jpegShare];
  const [share, quality] = [random.between(...blurTo), random.int(...jpegQuality)];
  const soft = isBlurred ? blur(image, share) : image;
  return isCompressed ? decodeImage(await encodeJpeg(soft, quality)) : soft;
}

function blur(image: RgbImage, share: number): RgbImage {
  const side = (length: number) => Math.max(1, Math.round(length * share));
  const small = resizeImage(image, side(image.width), side(image.height));
  return resizeImage(small, image.width, image.height);
}
