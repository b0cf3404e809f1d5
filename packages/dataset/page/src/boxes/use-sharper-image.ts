import { useEffect } from 'react';
import type { PictureDetail } from '../../../src/label/protocol.js';
import { imageAddress } from '../api/server.js';
import { imageSizeFor, loadImage } from '../model/image-cache.js';

/** Puts the whole picture in the place of its smaller copy once somebody looks closer than that has pixels. */
export function useSharperImage(
  image: HTMLImageElement | null,
  { id, width, height }: Pick<PictureDetail, 'id' | 'width' | 'height'>,
  scale: number,
): void {
  const isSmaller = imageSizeFor({ width, height }) !== 'original';
  const isTooClose = image !== null && width * scale * devicePixelRatio > image.naturalWidth * 1.2;
  const isWanted = isSmaller && isTooClose;
  useEffect(() => {
    if (!isWanted || !image) return;
    let isGone = false;
    const address = imageAddress(id, 'original');
    loadImage(address).ready.then(
      () => {
        if (!isGone) image.src = address;
      },
      () => {}, // the smaller copy is there to see
    );
    return () => void (isGone = true);
  }, [isWanted, image, id]);
}
