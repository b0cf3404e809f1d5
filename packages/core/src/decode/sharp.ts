import type { Sharp, SharpOptions } from 'sharp';
import { MaskpredError } from '../error.js';

export type SharpFactory = (input: Uint8Array | Uint8ClampedArray, options: SharpOptions) => Sharp;

/** Loads the optional dependency when the first picture needs it. */
export async function loadSharp(): Promise<SharpFactory> {
  try {
    const module = (await import('sharp')) as unknown as { default: SharpFactory };
    return module.default;
  } catch (error) {
    throw new MaskpredError(
      'MISSING_DEPENDENCY',
      'Pictures are decoded with sharp, which is not installed here: npm i sharp. Or pass decoded pixels (a RawImage).',
      { cause: error },
    );
  }
}
