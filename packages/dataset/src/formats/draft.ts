import type { Box, ErrorCode, License } from '@maskpred/core';
import type { DatasetIssueKind } from './issue.js';

/** Something wrong that was seen while a file was read, before anything is decided about it. */
export interface Finding {
  /** What it is called in reports; without one nothing can be done about it and the picture fails. */
  readonly kind?: DatasetIssueKind;
  /** What is wrong, as the start of a sentence without full stop. */
  readonly problem: string;
  /** What reading without it does, as the end of that sentence: then the rest is usable even when nothing is repaired. */
  readonly outcome?: string;
  readonly line?: number | undefined;
  /** @default ANNOTATION_PARSE_FAILED */
  readonly code?: ErrorCode;
}

/** A labelled box as a file says it, unchecked. */
export interface BoxDraft {
  /** In pixels, or in shares of the picture's sides; a side below 0 is a box that is inside out. */
  readonly box: Box;
  /** Digits after the point of a box in shares; absent for pixels. */
  readonly shareDigits?: number;
  readonly label: string;
  readonly difficult?: boolean;
  readonly score?: number;
  /** The number that a COCO file gives it. */
  readonly cocoId?: number;
}

/** A box, counted from 0, or what the file says of the picture; formats that keep that together have one line for both. */
export type DraftPart = number | 'name' | 'size';

/** A picture as an annotation file says it, unchecked: what each format is read into first. */
export interface PictureDraft {
  readonly file: string;
  /** As the file says it; it may be a path. */
  readonly fileName: string;
  /** Whether the name is taken from the annotation file because that says none. */
  readonly isNameGuessed?: boolean;
  /** Pixels, as the file says them; absent where it does not. */
  readonly width?: number;
  readonly height?: number;
  /** Whether files of this format say the size, so that one without is dirty. */
  readonly hasSizeFields: boolean;
  readonly isVerified?: boolean;
  readonly license?: License;
  /** The number that a COCO file gives it. */
  readonly cocoId?: number;
  readonly boxes: readonly BoxDraft[];
  readonly findings: readonly Finding[];
  /** Line of a part; worked out when asked, since clean files never need it. */
  readonly lineOf: (part: DraftPart) => number | undefined;
}

/** What a file of many pictures says. */
export interface DraftSet {
  readonly pictures: readonly PictureDraft[];
  /** Entries that belong to no picture. */
  readonly findings: readonly Finding[];
  /** The format's own class list in the order of its ids; absent where it has none. */
  readonly labels?: readonly string[];
}

/** The smallest box around points; not finite without any. */
export function boxAround(points: readonly (readonly [x: number, y: number])[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
