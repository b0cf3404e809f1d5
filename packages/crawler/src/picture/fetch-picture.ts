import type { CallOptions } from '@maskpred/core';
import { ContentError } from '../content-error.js';
import type { HttpClient } from '../http/client.js';
import { assertRobots, type RobotsPolicy } from '../robots.js';
import { findOptOut, type OptOutTag } from '../robots-tag.js';
import {
  type PictureLimits,
  type PreparedPicture,
  preparePicture,
  type PreparePictureOptions,
  sha256Of,
} from './prepare-picture.js';

export interface FetchPictureOptions
  extends PictureLimits, CallOptions, Pick<PreparePictureOptions, 'decode'> {
  readonly http: HttpClient;
  /** Asked for the address and each redirect; without it robots.txt is not read. */
  readonly robots?: RobotsPolicy;
  /** The page on which the picture stands; its origin is sent as `Referer`, since many servers want one. */
  readonly pageUrl?: string;
  /** A larger file is refused. @default 20 MiB */
  readonly maxBytes?: number;
  /** Words of `X-Robots-Tag` that are not honoured. @default [] */
  readonly ignoreTags?: readonly OptOutTag[];
  /** Waited for between the answer's headers and its body. */
  readonly beforeBody?: () => Promise<void>;
  /** Asked with the sha256 of the bytes as they came; true refuses them as a duplicate, without decoding. */
  readonly isKnown?: (sourceSha256: string) => boolean;
}

/** Bytes of a picture: 20 MiB, a JPEG of 50 megapixels. */
export const DEFAULT_MAX_PICTURE_BYTES = 20 * 1024 * 1024;

/**
 * One picture of the web, checked and in the form in which it is stored; see {@link preparePicture}.
 *
 * @throws {MaskpredError} what `http.get` throws; ROBOTS_DISALLOWED; CONTENT_REJECTED (a `ContentError`) when it is no
 * picture, broken, too large, too small, or its server opts out by `X-Robots-Tag`.
 * @example
 * const http = createHttpClient();
 * const robots = createRobotsPolicy({ http });
 * const { bytes, sha256, width } = await fetchPicture('https://example.org/photo.jpg', { http, robots });
 */
export async function fetchPicture(url: string, options: FetchPictureOptions): Promise<PreparedPicture> {
  const { http, robots, pageUrl, ignoreTags, beforeBody, isKnown, signal } = options;
  const referer = refererOf(pageUrl);
  const { body } = await http.get(url, {
    maxBytes: options.maxBytes ?? DEFAULT_MAX_PICTURE_BYTES,
    headers: {
      accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5',
      'accept-encoding': 'identity',
      ...(referer === undefined ? {} : { referer }),
    },
    ...(signal ? { signal } : {}),
    ...(robots ? { admit: (address) => assertRobots(robots, address, signal) } : {}),
    async inspect({ url: address, headers }) {
      const tag = findOptOut(headers['x-robots-tag'], ignoreTags);
      if (tag) {
        throw new ContentError(`${address}: its server opts out with "X-Robots-Tag: ${tag}".`, {
          problem: 'opt-out',
        });
      }
      await beforeBody?.();
    },
  });
  if (isKnown?.(sha256Of(body))) {
    throw new ContentError(`${url}: the same bytes are stored already.`, { problem: 'duplicate' });
  }
  return preparePicture(body, { ...options, name: url });
}

/** Only the origin: the page's path is nobody's business. */
function refererOf(pageUrl: string | undefined): string | undefined {
  if (pageUrl === undefined || !URL.canParse(pageUrl)) return undefined;
  const { origin, protocol } = new URL(pageUrl);
  return protocol === 'http:' || protocol === 'https:' ? `${origin}/` : undefined;
}
