import type { AnnotatedImage, Annotation, Dataset } from '@maskpred/core';

/**
 * The number that a COCO file gives a picture or a box. Pictures and boxes that were read from COCO carry it where it is
 * not the one that comes from counting, so that results which refer to it still match after a conversion.
 */
export interface CocoNumber {
  readonly cocoId?: number;
}

export function cocoIdOf(value: AnnotatedImage | Annotation): number | undefined {
  return (value as CocoNumber).cocoId;
}

/** The data set without its COCO numbers when all of them are what counting from 1 gives. */
export function dropPlainNumbers(dataset: Dataset): Dataset {
  let boxes = 0;
  const arePlain = dataset.images.every(
    (image, index) =>
      isPlain(image, index + 1) && image.annotations.every((annotation) => isPlain(annotation, ++boxes)),
  );
  if (!arePlain) return dataset;
  return {
    ...dataset,
    images: dataset.images.map((image) =>
      withoutNumber({ ...image, annotations: image.annotations.map(withoutNumber) }),
    ),
  };
}

/** The number of each value: its own, or the next that no other has. */
export function assignNumbers(values: readonly (AnnotatedImage | Annotation)[]): number[] {
  const taken = new Set<number>();
  const own = values.map((value) => {
    const number = cocoIdOf(value);
    if (number === undefined || taken.has(number)) return undefined;
    taken.add(number);
    return number;
  });
  let next = 0;
  return own.map((number) => {
    if (number !== undefined) return number;
    do next++;
    while (taken.has(next));
    return next;
  });
}

function isPlain(value: AnnotatedImage | Annotation, number: number): boolean {
  return (cocoIdOf(value) ?? number) === number;
}

function withoutNumber<T extends AnnotatedImage | Annotation>(value: T): T {
  if (cocoIdOf(value) === undefined) return value;
  const { cocoId: _number, ...rest } = value as T & CocoNumber;
  return rest as unknown as T;
}
