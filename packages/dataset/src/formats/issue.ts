/**
 * What can be wrong with an export.
 *
 * Read all the same, and only reported: `byte-order-mark`, `windows-line-ends`, `stray-text` (between elements),
 * `box-over-edge`, `not-a-box` (a point or a line, left out), `size-missing` (taken from the picture), `size-wrong`,
 * `name-with-spaces`, `path-outside` (only the base name is used), `symbolic-link`, `annotation-missing`,
 * `picture-missing`, `picture-unreadable`, `name-wrong`, `score-out-of-range` (left out).
 *
 * Unusable until repaired, so that the picture fails: `box-inside-out`, `box-empty`, `box-outside`, `unknown-label`,
 * `same-stem`, `orphan-annotation`, `stray-text` where nothing can be read for it.
 */
export const DATASET_ISSUE_KINDS = Object.freeze([
  'byte-order-mark',
  'windows-line-ends',
  'stray-text',
  'box-inside-out',
  'box-empty',
  'box-outside',
  'box-over-edge',
  'not-a-box',
  'score-out-of-range',
  'size-missing',
  'size-wrong',
  'unknown-label',
  'name-with-spaces',
  'name-wrong',
  'same-stem',
  'path-outside',
  'symbolic-link',
  'picture-missing',
  'picture-unreadable',
  'annotation-missing',
  'orphan-annotation',
] as const);

export type DatasetIssueKind = (typeof DATASET_ISSUE_KINDS)[number];

/** Something dirty in a data set, and whether it was repaired. */
export interface DatasetIssue {
  readonly kind: DatasetIssueKind;
  /** Path of the annotation file, or of the picture where there is none. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  /** What was found and what became of it, without file and line. */
  readonly message: string;
  /** Whether what was read is free of it. */
  readonly isFixed: boolean;
}

/** Which issues are repaired: all, none, or those of the kinds. */
export type FixOption = boolean | readonly DatasetIssueKind[];

/** Takes an issue as it is found. */
export type ReportIssue = (issue: DatasetIssue) => void;

/** Whether an issue of the kind is to be repaired. */
export function isFixing(fix: FixOption, kind: DatasetIssueKind): boolean {
  return typeof fix === 'boolean' ? fix : fix.includes(kind);
}
