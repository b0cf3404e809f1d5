import type { Box } from './box.js';
import type { License } from './provenance.js';

/** One labelled face of a picture. */
export interface Annotation<L extends string = string> {
  /** Pixels of the EXIF-upright picture. */
  readonly box: Box;
  readonly label: L;
  /** Hard even for a person; the VOC flag of that name. */
  readonly difficult?: boolean;
  /** 0 to 1, of a detector's proposal that no person has looked at; absent for what a person drew or accepted. */
  readonly score?: number;
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
  /** Whether a person has confirmed all annotations of the picture; the VOC attribute `verified`. Absent: not said. */
  readonly isVerified?: boolean;
  /** Where the picture is from and what may be done with it, where that is known. */
  readonly license?: License;
}

/** Pictures with their annotations, and the labels in the order of their class ids. */
export interface Dataset<L extends string = string> {
  /** The order is the project's: class id 0 is the first. It never depends on which label was met first. */
  readonly labels: readonly L[];
  readonly images: readonly AnnotatedImage<L>[];
}
