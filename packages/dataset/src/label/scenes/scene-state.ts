import type { AnnotatedImage, Box } from '@maskpred/core';
import { cocoIdOf } from '../../formats/coco-numbers.js';
import { FORMAT_FIELDS } from '../../formats/format.js';
import { isSameBox } from '../state/apply-change.js';
import type { LabelBox, PictureState } from '../state/picture-state.js';
import type { SceneFormat } from './find-scenes.js';
import { COCO_PREFIX, isWritten } from './outputs.js';

/** The state of a picture as its file says it; boxes are called by their place, or by their number in a COCO file. */
export function stateOf({ annotations, isVerified }: AnnotatedImage): PictureState {
  const boxes = annotations.map((annotation, index): LabelBox => {
    const { box, label, difficult, score } = annotation;
    const number = cocoIdOf(annotation);
    return {
      id: number === undefined ? `f${index}` : `${COCO_PREFIX}${number}`,
      box,
      label,
      ...(difficult ? { difficult } : {}),
      ...(score === undefined ? {} : { score }),
    };
  });
  return { boxes, label: null, verified: isVerified ?? null };
}

/** Edges this far apart are the same: formats with shares keep ten digits, pixels. */
const SAME_EDGE = 0.01;

/**
 * The state as somebody else left it in the file. Boxes that are as they were keep their ids, and what the format has no
 * place for stays as it was; all others get new ids. The same object comes back when nothing is different.
 */
export function mergeTheirs(
  mine: PictureState,
  theirs: PictureState,
  format: SceneFormat,
  idOf: (index: number) => string,
): PictureState {
  const fields = FORMAT_FIELDS[format];
  const written = mine.boxes.filter((box) => isWritten(box, format));
  const left = [...written];
  const boxes = theirs.boxes.map((their, index): LabelBox => {
    const at = left.findIndex(({ box, label }) => label === their.label && isSamePlace(box, their.box));
    if (at < 0) return { ...their, id: idOf(index) };
    const [own] = left.splice(at, 1);
    const { score, difficult, ...rest } = own!;
    return {
      ...rest,
      ...(fields.includes('difficult') ? pick(their, 'difficult') : difficult ? { difficult } : {}),
      ...(fields.includes('score') ? pick(their, 'score') : score === undefined ? {} : { score }),
    };
  });
  const verified = fields.includes('isVerified') ? theirs.verified : mine.verified;
  const isSame =
    verified === mine.verified &&
    boxes.length === written.length &&
    boxes.every((box, index) => isSameBox(box, written[index]!));
  if (isSame) return mine;
  const unwritten = mine.boxes.filter((box) => !isWritten(box, format));
  return { boxes: [...boxes, ...unwritten], label: null, verified };
}

function pick<K extends 'score' | 'difficult'>(box: LabelBox, key: K): Partial<LabelBox> {
  return box[key] === undefined ? {} : { [key]: box[key] };
}

function isSamePlace(a: Box, b: Box): boolean {
  return (
    Math.abs(a.x - b.x) <= SAME_EDGE &&
    Math.abs(a.y - b.y) <= SAME_EDGE &&
    Math.abs(a.width - b.width) <= SAME_EDGE &&
    Math.abs(a.height - b.height) <= SAME_EDGE
  );
}
