import { assertArgument, type RawImage, resizeImage, type RgbImage, toRgb } from '@maskpred/core';
import type { AttentionMap } from './attention-mapper.js';

export interface DrawAttentionOptions {
  /** How much of the colours covers the crop where the map is strongest, 0 to 1. @default 0.6 */
  readonly opacity?: number;
}

/** Nine even steps of viridis, the colour map of Matplotlib (S. van der Walt and N. Smith, CC0), as R, G, B. */
const VIRIDIS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/**
 * The crop with a map laid over it, at the crop's size: yellow and dense where the most speaks for the label, unchanged where
 * nothing does or something speaks against it.
 * @throws {MaskpredError} INVALID_ARGUMENT when the map's values do not fit its size, or for an opacity outside 0 to 1.
 */
export function drawAttention(
  crop: RawImage,
  { width, height, values }: Pick<AttentionMap, 'width' | 'height' | 'values'>,
  { opacity = 0.6 }: DrawAttentionOptions = {},
): RgbImage {
  assertArgument(
    values.length === width * height,
    `A map of ${width} x ${height} has ${width * height} values, got ${values.length}.`,
  );
  assertArgument(opacity >= 0 && opacity <= 1, `The opacity is 0 to 1, got ${opacity}.`);
  const strength = strengthOf({ width, height, values }, crop);
  const rgb = toRgb(crop);
  const data = new Uint8Array(rgb.data.length);
  for (let pixel = 0; pixel < strength.length; pixel++) {
    const share = strength[pixel]! / 255;
    const colour = colourOf(share);
    const alpha = share * opacity;
    for (let c = 0; c < 3; c++) {
      const at = pixel * 3 + c;
      data[at] = Math.round(rgb.data[at]! * (1 - alpha) + colour[c]! * alpha);
    }
  }
  return { data, width: rgb.width, height: rgb.height, channels: 3 };
}

/** What speaks for the label, 0 to 255 of the strongest place, one number a pixel of the crop. */
function strengthOf(
  { width, height, values }: Pick<AttentionMap, 'width' | 'height' | 'values'>,
  crop: RawImage,
): Uint8Array {
  const most = Math.max(...values);
  const grey = Uint8Array.from(values, (value) => (value > 0 ? Math.round((value / most) * 255) : 0));
  const { data } = resizeImage({ data: grey, width, height, channels: 1 }, crop.width, crop.height);
  return Uint8Array.from({ length: crop.width * crop.height }, (_, pixel) => data[pixel * 3]!);
}

function colourOf(share: number): readonly number[] {
  const at = share * (VIRIDIS.length - 1);
  const low = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return VIRIDIS[low]!.map((value, c) => value + (VIRIDIS[low + 1]![c]! - value) * (at - low));
}
