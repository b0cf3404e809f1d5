import { join } from 'node:path';
import { MaskpredError } from '@maskpred/core';
import { assertFolderLabel, cropFaces, cropFileName } from '@maskpred/dataset';
import { hashFile, openCropFolder } from '@maskpred/dataset/node';
import type { PictureInput } from '../inputs.js';
import { roundScore } from '../scores.js';
import { type LabelOf, readPlaceLabels } from './face-labels.js';
import type { FaceSink, KeptFace } from './face-sink.js';
import { type LookSettings, openSeenFile } from './seen-file.js';

export interface CropSinkOptions {
  /** Folder of the data set. */
  readonly out: string;
  /** Share of a face's size that is added on each side. */
  readonly margin: number;
  /** Of every face; without it, as the pictures' places say. */
  readonly label?: string;
  /** Whether the classifier labels each face. */
  readonly classify: boolean;
  /** What finds the faces. */
  readonly finder: LookSettings;
  readonly signal: AbortSignal;
}

/** Pictures that were looked at, with their crops: what makes the next run skip them. */
const SEEN_FILE = 'faces.jsonl';

/**
 * Writes face crops to `<out>/<label>/` and where each came from to its `crops.jsonl`.
 * @throws {MaskpredError} INVALID_ARGUMENT when a picture's label is known from nowhere.
 */
export async function createCropSink(
  inputs: readonly PictureInput[],
  options: CropSinkOptions,
): Promise<FaceSink> {
  const { out, margin, finder, signal } = options;
  const labelOf = await chooseLabels(inputs, options);
  const crops = await openCropFolder(out);
  const seen = await openSeenFile(join(out, SEEN_FILE));
  const settingsOf = (input: PictureInput): LookSettings => ({
    ...finder,
    margin,
    label: labelOf(input) ?? null,
  });
  const hashes = new Map<string, string>();
  return {
    async admit(input) {
      const sha256 = await hashFile(input.image, signal);
      if (seen.has(sha256, settingsOf(input))) return { skipped: 'done' };
      hashes.set(input.image, sha256);
      const label = labelOf(input);
      return label === undefined ? {} : { label };
    },
    async keep(input, picture, proposals) {
      const { image } = input;
      const sha256 = hashes.get(image)!;
      hashes.delete(image);
      const faces: KeptFace[] = [];
      for (const [index, face] of proposals.entries()) {
        const { label, box, score } = face;
        const fileName = cropFileName({ source: image, sha256, index, label });
        const [crop] = cropFaces(picture, [face], { margin });
        await crops.add(crop!.image, {
          fileName,
          label,
          source: image,
          sourceSha256: sha256,
          box,
          margin,
          score: roundScore(score),
        });
        faces.push({ ...face, crop: join(out, fileName) });
      }
      await seen.add({ image, sha256, settings: settingsOf(input), faces: faces.length });
      return { faces };
    },
    async close() {
      await seen.close();
      await crops.close();
    },
  };
}

/** What the faces of each picture are called, where that is not left to the classifier. */
async function chooseLabels(
  inputs: readonly PictureInput[],
  { classify, label }: CropSinkOptions,
): Promise<LabelOf> {
  if (classify) return () => undefined;
  if (label !== undefined) {
    assertFolderLabel(label);
    return () => label;
  }
  const byPlace = await readPlaceLabels(inputs);
  const unknown = inputs.find((input) => !input.failure && byPlace(input) === undefined);
  if (unknown) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `${unknown.image}: nothing says what its faces are called. Put pictures into one folder a label, name a label with ` +
        '--label, or let the classifier guess with --classify.',
    );
  }
  return byPlace;
}
