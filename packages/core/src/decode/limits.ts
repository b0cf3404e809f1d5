import type { ImageInput } from '../image.js';
import type { CallOptions } from '../detection.js';

export interface DecodeOptions extends CallOptions {
  /** A picture with more pixels is refused before it is decoded (in Node) or before it is read back (browser). @default 120_000_000 */
  readonly maxPixels?: number;
}

/** 120 megapixels hold the largest phone pictures (108 MP) and 360 MB of RGB; a 20,000 x 20,000 bomb does not pass. */
export const DEFAULT_MAX_PIXELS = 120_000_000;

/** What a picture is called in messages. */
export function describeInput(input: ImageInput): string {
  if (typeof input === 'string') return input.startsWith('data:') ? 'the data: URL' : input;
  if (input instanceof URL) return input.href;
  return 'the picture';
}

/** True for strings that are fetched or read as URLs; any other string is a file path in Node. */
export function isUrlString(value: string): boolean {
  return /^(https?|data|file|blob):/i.test(value);
}
