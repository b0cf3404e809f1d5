import { MaskpredError, messageOf } from '@maskpred/core';
import { readBytes } from '@maskpred/core/platform';

/** `short` for faces up to about two metres before a camera, `full` for smaller ones up to about five. */
export type MediaPipeRange = 'short' | 'full';

/** A model that ships: where it is, and the SHA-256 of its bytes in hexadecimal. */
interface ShippedModel {
  readonly url: URL;
  readonly sha256: string;
}

/** One `new URL` a file: bundlers follow these. */
export const SHIPPED_MODELS: Readonly<Record<MediaPipeRange, ShippedModel>> = {
  short: {
    url: new URL('../model/mediapipe/face_detection_short_range.tflite', import.meta.url),
    sha256: 'c5f4b32edc120db7489f368e1a8da7bcdbb1ce12824faff71c5b99a05d0094b7',
  },
  full: {
    url: new URL('../model/mediapipe/face_detection_full_range.tflite', import.meta.url),
    sha256: 'e8eb004683e2cf81c4df1c2cbe9120762180d7d09f838a305ad9a0650409c203',
  },
};

/**
 * The bytes of a model that ships, or of another one.
 * @throws {MaskpredError} MODEL_LOAD_FAILED when it cannot be read, or is not the file that shipped.
 */
export async function readModel(range: MediaPipeRange, other?: string | URL): Promise<Uint8Array> {
  const { url, sha256 } = SHIPPED_MODELS[range];
  const location = other ?? url;
  const bytes = await readModelFile(location);
  if (other === undefined) await verify(bytes, sha256, location);
  return bytes;
}

async function readModelFile(location: string | URL): Promise<Uint8Array> {
  try {
    return await readBytes(location);
  } catch (error) {
    throw new MaskpredError(
      'MODEL_LOAD_FAILED',
      `${messageOf(error)} MediaPipe's detector needs this model file beside the app's code.`,
      { cause: error },
    );
  }
}

/** Browsers have WebCrypto on https and on localhost only, where cameras are too; elsewhere nothing is compared. */
async function verify(bytes: Uint8Array, expected: string, location: string | URL): Promise<void> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return;
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  const actual = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual === expected) return;
  throw new MaskpredError(
    'MODEL_LOAD_FAILED',
    `${String(location)}: expected the model of ${expected.slice(0, 12)}… (SHA-256), got ${actual.slice(0, 12)}… ` +
      `in ${bytes.length} bytes. The file was cut short or changed on the way: copy it again from the package.`,
  );
}
