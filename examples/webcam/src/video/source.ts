import type { Size } from '@maskpred/core';
import { sizeWithin } from '../view/geometry.js';

/** Where frames come from. */
export interface FrameSource {
  /** A copy of the present frame, no larger than is of use; undefined while there is none. */
  grab(): Promise<ImageBitmap> | undefined;
}

/** A video that is shown and analysed: a camera, or the sample. */
export interface LiveSource extends FrameSource {
  readonly kind: 'camera' | 'sample';
  /** Shows the video; the stage puts it on the page. */
  readonly element: HTMLVideoElement | HTMLCanvasElement;
  /** Of a frame now, pixels; 0 x 0 while there is none. It changes when a phone is turned. */
  size(): Size;
  /** Stops the frames where they are, and goes on. */
  setPaused(isPaused: boolean): void;
  stop(): void;
}

/**
 * Longer side of a frame that is analysed, pixels. The networks see less (320 and 224 pixels), and a face that is small
 * in a larger frame is still cut out sharp enough; a 4K frame would only be copied longer.
 */
export const MAX_FRAME_SIDE = 1280;

/** A copy of what is shown now, shrunk to what is analysed; undefined for a frame without pixels. */
export function grabFrame(
  element: HTMLVideoElement | HTMLCanvasElement,
  size: Size,
): Promise<ImageBitmap> | undefined {
  if (!(size.width > 0 && size.height > 0)) return undefined;
  const { width, height } = sizeWithin(size, MAX_FRAME_SIDE);
  if (width === size.width && height === size.height) return createImageBitmap(element);
  return createImageBitmap(element, { resizeWidth: width, resizeHeight: height, resizeQuality: 'low' });
}
