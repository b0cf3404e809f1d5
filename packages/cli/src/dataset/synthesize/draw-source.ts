import { join } from 'node:path';
import {
  type Box,
  cropRegion,
  expandBox,
  type FaceDetector,
  type RgbImage,
  shorterSide,
} from '@maskpred/core';
import { decodeImage } from '@maskpred/core/node';
import { type CropRecord, synthesizeFace, type SyntheticStyle } from '@maskpred/dataset';
import { type CropFolder, hashFile } from '@maskpred/dataset/node';
import type { FaceSource } from './face-source.js';
import { planFace, type PlannedFace, type PlanOptions } from './plan.js';

export interface DrawSettings extends PlanOptions {
  readonly out: string;
  /** Share of a box's size that is added on each side of a crop. */
  readonly margin: number;
  /** Pixels: smaller faces are left out. */
  readonly minSize: number;
  /** @default all */
  readonly styles?: readonly SyntheticStyle[];
}

/** What became of one picture. */
export interface DrawnSource {
  readonly image: string;
  /** Paths of what was drawn, also of what was there before. */
  readonly drawn: readonly string[];
  /** Why nothing was written. */
  readonly skipped?: 'done' | 'no-face';
}

/** Loads the detector when the first picture needs it. */
export type GetDetector = () => Promise<FaceDetector>;

/**
 * Draws what is planned for the faces of one picture, unless all of it is there already.
 * @throws {MaskpredError} what reading, detecting and writing throw.
 */
export async function drawSource(
  source: FaceSource,
  folder: CropFolder,
  settings: DrawSettings,
  getDetector: GetDetector,
  signal: AbortSignal,
): Promise<DrawnSource> {
  const { path } = source;
  const sha256 = await hashFile(path, signal);
  const count = source.boxes?.length ?? 1; // of faces that have to be found, the surest one is taken
  const planned = Array.from({ length: count }, (_, index) => planFace({ path, sha256, index }, settings));
  const names = planned.flat().map(({ fileName }) => fileName);
  const drawn = names.map((name) => join(settings.out, name));
  if (names.every((name) => folder.records.has(name))) return { image: path, drawn, skipped: 'done' };
  const picture = await decodeImage(path, { signal });
  const boxes = await boxesOf(source, picture, settings, getDetector, signal);
  const written: string[] = [];
  for (const [index, box] of boxes.entries()) {
    if (!box || shorterSide(box) < settings.minSize) continue;
    for (const plan of planned[index]!) {
      signal.throwIfAborted();
      await drawOne(picture, box, plan, { source, sha256 }, folder, settings);
      written.push(join(settings.out, plan.fileName));
    }
  }
  return { image: path, drawn: written, ...(written.length === 0 ? { skipped: 'no-face' } : {}) };
}

async function boxesOf(
  { boxes, isCrop }: FaceSource,
  picture: RgbImage,
  { margin }: DrawSettings,
  getDetector: GetDetector,
  signal: AbortSignal,
): Promise<readonly (Box | undefined)[]> {
  if (boxes) return boxes;
  const { width, height } = picture;
  // A crop was cut with the margin, which is taken off again.
  if (isCrop) return [expandBox({ x: 0, y: 0, width, height }, -margin / (1 + 2 * margin))];
  const detector = await getDetector();
  const [face] = await detector.detect(picture, { maxFaces: 1, signal });
  return [face && cropRegion(face.box, 0, picture)];
}

async function drawOne(
  picture: RgbImage,
  box: Box,
  { name, seed, label, fileName }: PlannedFace,
  { source, sha256 }: { readonly source: FaceSource; readonly sha256: string },
  folder: CropFolder,
  { styles, margin }: DrawSettings,
): Promise<void> {
  const { image, synthetic } = synthesizeFace(
    picture,
    { box },
    {
      seed,
      cases: [name],
      ...(styles ? { styles } : {}),
      ...(source.isCrop ? {} : { margin }),
    },
  );
  const { x, y, width, height } = box;
  const own = { source: source.path, sourceSha256: sha256, box: { x, y, width, height }, margin };
  const record: CropRecord = { fileName, label, ...(source.origin ?? own), synthetic };
  await folder.add(image, record);
}
