import type { Size } from '@maskpred/core';
import type { ImageSize } from '../../../src/label/protocol.js';
import { imageAddress } from '../api/server.js';

/** A picture's pixels, decoded or on their way. */
export interface CachedImage {
  readonly image: HTMLImageElement;
  /** Resolves when it can be painted at once; rejects when it cannot be decoded. */
  readonly ready: Promise<void>;
  readonly isReady: () => boolean;
}

/** Decoded pictures: those that are shown next, and no more than these. */
export interface ImageCache {
  /** The picture's pixels, asked for unless they are there. */
  get(id: string, size: Size): CachedImage;
  /** Lets go of all pictures but these. */
  keep(ids: readonly string[]): void;
}

/** Longest side that is shown in a smaller copy at first: 2048 x 2048 pixels take 16 MB decoded. */
const LARGEST_WHOLE = 2048;

/** The size that a picture is asked for in. */
export function imageSizeFor({ width, height }: Size): ImageSize {
  return Math.max(width, height) <= LARGEST_WHOLE ? 'original' : '2048';
}

/** An empty cache. */
export function createImageCache(): ImageCache {
  const images = new Map<string, CachedImage>();
  return {
    get(id, size) {
      let cached = images.get(id);
      if (!cached) {
        cached = loadImage(imageAddress(id, imageSizeFor(size)));
        images.set(id, cached);
        // Asked for again when it is shown again: the server may have been away.
        cached.ready.catch(() => images.delete(id));
      }
      return cached;
    },
    keep(ids) {
      for (const [id, { image }] of images) {
        if (ids.includes(id)) continue;
        if (!image.isConnected) image.removeAttribute('src'); // so that a download ends and pixels are freed at once
        images.delete(id);
      }
    },
  };
}

/** Pixels of an address, decoded off the page's own thread. */
export function loadImage(src: string): CachedImage {
  const image = new Image();
  image.alt = '';
  image.decoding = 'async';
  image.src = src;
  let isReady = false;
  const ready = image.decode().then(() => void (isReady = true));
  return { image, ready, isReady: () => isReady };
}
