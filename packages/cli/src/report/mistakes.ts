import { join } from 'node:path';
import {
  type ErrorCode,
  fitWithin,
  type LabelledPrediction,
  mapInOrder,
  MaskpredError,
  resizeImage,
  type RgbImage,
} from '@maskpred/core';
import { decodeImage, encodeJpeg } from '@maskpred/core/node';
import { type AttentionMapper, createAttentionMapper, drawAttention } from '@maskpred/classifier';
import type { GalleryGroup, GalleryItem } from '@maskpred/report';
import { labelCommand } from './label-command.js';
import type { MistakesInput } from './report-input.js';

/** Mistakes that the page shows: about 4 MB of small pictures. */
export const MOST_MISTAKES = 200;

/** Longer side of a picture on the page, pixels: what it shows, twice as fine. */
const PICTURE_SIZE = 288;

const JPEG_QUALITY = 78;

/** A score below it counts as this much, so that the loss of a score of 0 is a number. */
const SMALLEST_SCORE = 1e-7;

const WITH_MAP = 'Beside each picture: what spoke for the answer, most where it is yellow.';
const WITHOUT_MAP = 'Only of networks as maskpred train writes them can be drawn what they looked at.';

/** What a model says that is of another make. */
const OTHER_MAKE: readonly ErrorCode[] = ['MODEL_INCOMPATIBLE', 'MODEL_LOAD_FAILED'];

interface Mistake {
  readonly prediction: LabelledPrediction;
  /** What it was called. */
  readonly label: string;
  /** Minus the natural logarithm of the score of the truth. */
  readonly loss: number;
}

/** The predictions that are wrong, largest loss first. */
export function findMistakes(predictions: readonly LabelledPrediction[]): Mistake[] {
  return predictions
    .flatMap((prediction): Mistake[] => {
      const { truth, scores } = prediction;
      const label = scores[0]!.label;
      if (label === truth) return [];
      const score = scores.find((entry) => entry.label === truth)?.score ?? 0;
      return [{ prediction, label, loss: -Math.log(Math.max(SMALLEST_SCORE, score)) }];
    })
    .sort((a, b) => b.loss - a.loss || (a.prediction.image < b.prediction.image ? -1 : 1));
}

/** The mistakes as a group of the page, with what is said of them on top. */
export async function mistakeGroups(input: MistakesInput): Promise<{ groups: GalleryGroup[]; note: string }> {
  const { predictions, root, signal, onPicture } = input;
  const mistakes = findMistakes(predictions);
  const shown = mistakes.slice(0, MOST_MISTAKES);
  const note = `${mistakes.length} of ${predictions.length} pictures were called something else than they are`;
  if (shown.length === 0) return { groups: [], note };
  const mapper = await attentionOf(input);
  const items: GalleryItem[] = [];
  try {
    for await (const item of mapInOrder(
      shown,
      2,
      (mistake) => drawMistake(root, mistake, mapper, signal),
      signal,
    )) {
      items.push(item);
      onPicture?.(items.length, shown.length);
    }
  } finally {
    mapper?.dispose();
  }
  const advice = `${mapper ? WITH_MAP : WITHOUT_MAP} Some will be wrong labels: the command opens the picture to change it.`;
  return {
    groups: [{ title: 'Largest loss first', note: advice, items, hidden: mistakes.length - items.length }],
    note,
  };
}

/** Of a model that has none, undefined: the pictures are worth a look without it. */
async function attentionOf({ model, engine }: MistakesInput): Promise<AttentionMapper | undefined> {
  try {
    return await createAttentionMapper(model, engine ? { engine } : {});
  } catch (error) {
    if (MaskpredError.isInstance(error) && OTHER_MAKE.includes(error.code)) return undefined;
    throw error;
  }
}

async function drawMistake(
  root: string,
  { prediction, label, loss }: Mistake,
  mapper: AttentionMapper | undefined,
  signal: AbortSignal,
): Promise<GalleryItem> {
  const { image, truth, scores } = prediction;
  return {
    name: image,
    title: `${truth} called ${label}`,
    pictures: await picturesOf(join(root, image), label, mapper, signal),
    scores,
    loss,
    command: labelCommand(root, image),
  };
}

async function picturesOf(
  path: string,
  label: string,
  mapper: AttentionMapper | undefined,
  signal: AbortSignal,
): Promise<GalleryItem['pictures']> {
  let crop: RgbImage;
  try {
    crop = await decodeImage(path, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (MaskpredError.isInstance(error)) return [{ caption: error.code }]; // moved or deleted since
    throw error;
  }
  const small = shrink(crop);
  const picture = { src: await toDataUrl(small), caption: 'crop' };
  if (!mapper) return [picture];
  const map = await mapper.map(crop, { label, signal });
  return [picture, { src: await toDataUrl(drawAttention(small, map)), caption: `what spoke for ${label}` }];
}

function shrink(image: RgbImage): RgbImage {
  const { width, height } = fitWithin(image, PICTURE_SIZE);
  return width < image.width ? resizeImage(image, width, height) : image;
}

async function toDataUrl(image: RgbImage): Promise<string> {
  return `data:image/jpeg;base64,${Buffer.from(await encodeJpeg(image, JPEG_QUALITY)).toString('base64')}`;
}
