import { createRandom, type Random, type RawImage, resizeImage, type RgbImage, toRgb } from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';

/** Ranges of the variants. Geometry after PyImageSearch's COVID-19 mask detector (2020), narrowed; the rest is what real crops need. */
export const AUGMENTATION = Object.freeze({
  /** Degrees either way. */
  rotation: 20,
  /** Share of the size, either way. */
  zoom: 0.15,
  /** Share of the size, either way; detectors seldom miss by more. */
  shift: 0.1,
  /** Tangent of the angle, either way. */
  shear: 0.15,
  /** Share of the value, either way. */
  brightness: 0.3,
  /** Share, either way, about the mean grey. */
  contrast: 0.25,
  /** Share of the value a channel, either way: the colour of the light. */
  tint: 0.08,
  /** Share of the variants that are shrunk. */
  shrinkShare: 0.6,
  /** Pixels of the longer side after shrinking, log-uniform. */
  shrinkTo: [16, 64],
  /** Share of the variants that go through a JPEG encoder. */
  jpegShare: 0.7,
  /** JPEG quality, uniform. */
  jpegQuality: [30, 92],
} as const);

/** Longer side of a variant before shrinking, pixels: more than the network sees is wasted time. */
const WORKING_SIZE = 224;

/**
 * A seeded variant of a face crop: turned, zoomed, shifted, sheared, mirrored, relit, and most often shrunk and
 * recompressed as small faces in scenes are. The same seed gives the same picture.
 */
export async function augment(image: RawImage, seed: number): Promise<RgbImage> {
  const random = createRandom(seed);
  const warped = warp(toRgb(image), random);
  const relit = relight(warped, random);
  return degrade(relit, random);
}

/** Samples the picture through a random affine map; outside the picture its edge pixels repeat. */
function warp(image: RgbImage, random: Random): RgbImage {
  const { rotation, zoom, shift, shear } = AUGMENTATION;
  const scale = Math.min(1, WORKING_SIZE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const angle = (random.between(-rotation, rotation) * Math.PI) / 180;
  const magnify = (1 / scale) * (1 + random.between(-zoom, zoom));
  const skew = random.between(-shear, shear);
  const mirror = random.next() < 0.5 ? -1 : 1;
  const centreX = image.width * (0.5 + random.between(-shift, shift));
  const centreY = image.height * (0.5 + random.between(-shift, shift));
  const cos = Math.cos(angle) * magnify;
  const sin = Math.sin(angle) * magnify;

  const data = new Uint8Array(width * height * 3);
  let o = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dy = y + 0.5 - height / 2;
      const dx = mirror * (x + 0.5 - width / 2) + skew * dy;
      sampleBilinear(
        image,
        centreX + cos * dx - sin * dy - 0.5,
        centreY + sin * dx + cos * dy - 0.5,
        data,
        o,
      );
      o += 3;
    }
  }
  return { data, width, height, channels: 3 };
}

function sampleBilinear(image: RgbImage, x: number, y: number, target: Uint8Array, offset: number): void {
  const { data, width, height } = image;
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const right = x0 + 1 < width ? 3 : 0;
  const down = y0 + 1 < height ? width * 3 : 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const at = (y0 * width + x0) * 3;
  for (let c = 0; c < 3; c++) {
    const p = at + c;
    const top = data[p]! * (1 - fx) + data[p + right]! * fx;
    const bottom = data[p + down]! * (1 - fx) + data[p + down + right]! * fx;
    target[offset + c] = top * (1 - fy) + bottom * fy + 0.5;
  }
}

function relight(image: RgbImage, random: Random): RgbImage {
  const { brightness, contrast, tint } = AUGMENTATION;
  const gain = 1 + random.between(-brightness, brightness);
  const spread = 1 + random.between(-contrast, contrast);
  const tables = [0, 1, 2].map(() => {
    const colour = gain * (1 + random.between(-tint, tint));
    return Uint8ClampedArray.from({ length: 256 }, (_, value) => (value * colour - 127.5) * spread + 127.5);
  });
  const data = image.data.map((value, i) => tables[i % 3]![value]!);
  return { ...image, data };
}

async function degrade(image: RgbImage, random: Random): Promise<RgbImage> {
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
