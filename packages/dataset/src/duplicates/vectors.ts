import { assertArgument, cropImage, type RawImage } from '@maskpred/core';

/** A vector of length 1 in 8 bits a number: `values * scale`. */
export interface UnitVector {
  readonly values: Int8Array;
  readonly scale: number;
}

/** What an embedding says of a picture, and of its inner part. */
export interface PictureVectors {
  readonly whole: UnitVector;
  readonly inner: UnitVector;
}

/** Turns pictures into vectors that lie close together where the pictures look alike, one each and all equally long. */
export type Embed = (images: readonly RawImage[]) => Promise<readonly Float32Array[]>;

/**
 * Share of a side that the inner part leaves off on each side: between the 5 and 15 % that crops take off, so that a crop
 * is never more than 5 % a side away from one of the two.
 */
const INNER_MARGIN = 0.1;

/**
 * The vectors of a picture and of its inner part.
 * @throws {MaskpredError} INVALID_ARGUMENT when `embed` does not give one vector a picture.
 */
export async function embedPicture(image: RawImage, embed: Embed): Promise<PictureVectors> {
  const { width, height } = image;
  const inner = cropImage(
    image,
    {
      x: width * INNER_MARGIN,
      y: height * INNER_MARGIN,
      width: width * (1 - 2 * INNER_MARGIN),
      height: height * (1 - 2 * INNER_MARGIN),
    },
    0,
  );
  const vectors = await embed([image, inner]);
  assertArgument(
    vectors.length === 2 && vectors[0]!.length === vectors[1]!.length,
    `embed gives one vector a picture, all equally long; for 2 pictures it gave ${vectors.length}.`,
  );
  return { whole: toUnitVector(vectors[0]!), inner: toUnitVector(vectors[1]!) };
}

/** The vector's direction in 8 bits a number: of 1,280 numbers, the cosine of two is off by less than 0.01. */
export function toUnitVector(vector: Float32Array): UnitVector {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const values = Int8Array.from(vector, (value) => (largest > 0 ? Math.round((value / largest) * 127) : 0));
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return { values, scale: squares > 0 ? 1 / Math.sqrt(squares) : 0 };
}
