import {
  type Annotation,
  assertArgument,
  type CallOptions,
  type Classifier,
  cropImage,
  cropRegion,
  type FaceDetector,
  type RawImage,
  shorterSide,
} from '@maskpred/core';

/** A face that a detector found and nobody has looked at. */
export interface FaceProposal<L extends string = string> extends Annotation<L> {
  /** The detector's, 0 to 1. */
  readonly score: number;
  /** How sure the classifier is of the label, 0 to 1; absent where no classifier was asked. */
  readonly labelScore?: number;
}

export interface ProposeFacesOptions extends CallOptions {
  readonly detector: FaceDetector;
  /** What every proposal is called, unless a classifier says. @default 'face' */
  readonly label?: string;
  /** Its best guess becomes the label, made of the crop with its own `cropMargin`. It is not disposed here. */
  readonly classifier?: Classifier;
  /** Faces below this score are left out, 0 to 1. @default the detector's own */
  readonly minScore?: number;
  /** Faces whose shorter side is below this many pixels are left out. @default 0 */
  readonly minSize?: number;
}

/** What {@link proposeFaces} does where nothing else is said. */
export const PROPOSAL_DEFAULTS = Object.freeze({ label: 'face', minSize: 0 });

/**
 * The faces of a picture as proposals for a person to verify, best first; `[]` when there is none. Boxes are rounded
 * to whole pixels, which is what annotation files carry. The detector is yours: any `FaceDetector`.
 *
 * @throws {MaskpredError} INVALID_ARGUMENT when `minSize` is negative or no number; what the detector and the classifier
 * throw.
 * @example
 * const proposals = await proposeFaces(image, { detector, minSize: 24 });
 * console.log(proposals[0]); // { box: { x: 418, y: 407, width: 175, height: 197 }, label: 'face', score: 0.9997 }
 */
export async function proposeFaces(image: RawImage, options: ProposeFacesOptions): Promise<FaceProposal[]> {
  const { detector, classifier, minScore, signal } = options;
  const { label = PROPOSAL_DEFAULTS.label, minSize = PROPOSAL_DEFAULTS.minSize } = options;
  assertArgument(Number.isFinite(minSize) && minSize >= 0, `minSize is 0 or more pixels, got ${minSize}.`);
  const callOptions = signal ? { signal } : {};
  const found = await detector.detect(image, {
    ...callOptions,
    ...(minScore === undefined ? {} : { minScore }),
  });
  const faces = found
    .map(({ box, score }) => ({ box: cropRegion(box, 0, image), score }))
    .filter(({ box }) => shorterSide(box) >= minSize);
  if (!classifier) return faces.map(({ box, score }) => ({ box, label, score }));
  const rows = await classifier.classify(
    faces.map(({ box }) => cropImage(image, box, classifier.cropMargin)),
    callOptions,
  );
  return faces.map(({ box, score }, index) => {
    const [guess] = rows[index]!;
    return { box, label: guess!.label, score, labelScore: guess!.score };
  });
}
