import type { Box, Size } from '@maskpred/core';
import type { Settings } from '../settings.js';
import { placeBox } from './geometry.js';
import { drawFaces, type ShownFace } from './overlay.js';

/** What a snapshot shows: a picture, and the faces in its pixels. */
export interface SnapshotContent {
  readonly picture: CanvasImageSource;
  readonly size: Size;
  readonly faces: readonly ShownFace[];
  readonly isMirrored: boolean;
}

/** The picture with its boxes, as the bytes of a picture file. */
export async function takeSnapshot(
  { picture, size, faces, isMirrored }: SnapshotContent,
  format: Settings['snapshotFormat'],
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d')!;
  context.save();
  if (isMirrored) {
    context.translate(size.width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(picture, 0, 0, size.width, size.height);
  context.restore();
  const place = (box: Box) => placeBox(box, size, { left: 0, top: 0, scale: 1 }, isMirrored);
  const shown = faces.map((face) => ({ ...face, box: place(face.box) }));
  drawFaces(context, shown, Math.max(1, Math.max(size.width, size.height) / 1000));
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large to save.'))),
      `image/${format}`,
      0.92,
    );
  });
}

/** Has the browser save the bytes as a file of that name. */
export function download(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // browsers read it after the click
}
