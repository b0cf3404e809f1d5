import type { Box } from './box.js';

/** One labelled face of a picture. */
export interface Annotation<L extends string = string> {
  /** Pixels of the EXIF-upright picture. */
  readonly box: Box;
  readonly label: L;
  /** Hard even for a person; the VOC flag of that name. */
  readonly difficult?: boolean;
}

/** A picture and its labelled faces: what every annotation format is read into. */
export interface AnnotatedImage<L extends string = string> {
  /** Stable name without folder and extension. */
  readonly id: string;
  readonly fileName: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly annotations: readonly Annotation<L>[];
}
