import {
  type Annotation,
  assertArgument,
  cropImage,
  type RawImage,
  type RgbImage,
  shorterSide,
} from '@maskpred/core';

export interface CropFacesOptions {
  /** Share of a box's size added on each side, as the classifier's metadata says (`cropMargin`). @default 0 */
  readonly margin?: number;
  /** Boxes whose shorter side is below this many pixels are left out, measured without the margin. @default 0 */
  readonly minSize?: number;
}

/** A face cut out of its picture, with the annotation that it was cut by. */
export interface FaceCrop<L extends string = string> {
  readonly image: RgbImage;
  /** As given: its box is in pixels of the whole picture. */
  readonly annotation: Annotation<L>;
}

/**
 * The faces of a picture, one crop an annotation, in the annotations' order, each by core's `cropImage`.
 * `[]` when there is no annotation, or none is large enough.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when a box is empty or outside the picture, or an option is not a finite number.
 * @example
 * const [first] = cropFaces(image, scene.annotations, { margin: 0.15 });
 * console.log(first?.annotation.label, first?.image.width); // mask 26
 */
export function cropFaces<L extends string>(
  image: RawImage,
  annotations: readonly Annotation<L>[],
  options: CropFacesOptions = {},
): FaceCrop<L>[] {
  const { margin = 0, minSize = 0 } = options;
  assertArgument(
    Number.isFinite(margin) && margin > -0.5,
    `margin is a share above -0.5, such as 0.15, got ${margin}.`,
  );
  assertArgument(Number.isFinite(minSize) && minSize >= 0, `minSize is 0 or more pixels, got ${minSize}.`);
  return annotations
    .filter(({ box }) => !(shorterSide(box) < minSize)) // a NaN box passes on, to be refused by name
    .map((annotation) => ({ image: cropImage(image, annotation.box, margin), annotation }));
}
